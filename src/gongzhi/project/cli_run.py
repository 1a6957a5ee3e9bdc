"""`gongzhi demo | serve | stop | init | work | sweep | manage`: running the platform."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

import click
from django.core.management import execute_from_command_line
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.django_connector import DjangoConnector

from gongzhi.kernel.errors import DomainError
from gongzhi.project import platform, runtime, supervisor
from gongzhi.project.environment import Environment
from gongzhi.project.postgres import EmbeddedPostgres
from gongzhi.project.progress import Progress

_LOADING = "demo.loading"


class DemoHalfLoaded(DomainError):
    """Loading the demonstration city was cut short in a database that is not ours to empty."""

    code = "demo.half_loaded"
    message = (
        "上一次装入示范城市没有完成，而 DATABASE_URL 指向的数据库不归本命令清空。请换一个空的数据库再试。"
    )


class DemoAccount(Protocol):
    """What the welcome shows of a demonstration account."""

    role: str
    username: str
    password: str


class DemoCity(Protocol):
    """The module `gongzhi.project.demo` as this command uses it."""

    def load(self, progress: Callable[[str, int, int], None]) -> None:
        """Fill an empty database with the demonstration city."""

    def accounts(self) -> Sequence[DemoAccount]:
        """Return one account for each role."""


@click.command()
@click.option("--host", default="", help="监听的地址，默认 127.0.0.1。")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="端口，默认读取 PORT，再默认 8000。"
)
def demo(host: str, port: int | None) -> None:
    """装好一座示范城市并打开平台；Ctrl-C 停下。"""
    os.environ.setdefault("GONGZHI_MODE", "demo")
    platform.run(runtime.var_dir(), _face(host, port, _prepare_demo, _welcome_demo))


@click.command()
@click.option("--host", default="", help="监听的地址，默认读取 GONGZHI_BIND，再默认 127.0.0.1。")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="端口，默认读取 PORT，再默认 8000。"
)
def serve(host: str, port: int | None) -> None:
    """打开平台，不装示范数据；Ctrl-C 停下。"""
    platform.run(runtime.var_dir(), _face(host, port, prepare, _welcome))


@click.command()
@click.option("--quiet", is_flag=True, help="没有在运行时不说话。")
def stop(quiet: bool) -> None:
    """停下用这份数据运行的平台，以及没有人再用的内置数据库。"""
    var = runtime.var_dir()
    stopped = supervisor.stop_other(var)
    EmbeddedPostgres(var / "postgres").release()
    if stopped or not quiet:
        say("平台已经停下" if stopped else "平台没有在运行")


@click.command()
def init() -> None:
    """建好数据表，写入分类、设置等基础数据；可以反复运行。"""
    prepare()
    say("数据表和基础数据已经就绪")


@click.command()
@click.option("--once", is_flag=True, help="把现在排队的任务做完就退出。")
def work(once: bool) -> None:
    """做后台任务：送达通知、每分钟查时限、每天给台账上锚。"""
    connector = cast(DjangoConnector, jobs_app.connector)
    jobs = import_module("gongzhi.project.jobs")
    with jobs_app.replace_connector(connector.get_worker_connector()):
        jobs_app.run_worker(
            name="gongzhi",
            concurrency=2,
            wait=not once,
            delete_jobs="successful",
            shutdown_graceful_timeout=15,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=jobs.HEARTBEAT,
            stalled_worker_timeout=jobs.SILENCE,
        )


@click.command()
@click.option("--as-of", type=click.DateTime(), default=None, help="按这个时刻查(本地时间)，默认现在。")
@click.option("--json", "as_json", is_flag=True, help="只输出一行 JSON。")
def sweep(as_of: datetime | None, as_json: bool) -> None:
    """马上查一遍时限：标出超期的，提醒快到期的。"""
    found = import_module("gongzhi.project.jobs").sweep_clocks(_moment(as_of))
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(f"超期 {found['late']} 个，将到期已提醒 {found['warned']} 个")


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
)
@click.pass_context
def manage(context: click.Context) -> None:
    """运行 Django 的管理命令，例如 gongzhi manage shell。"""
    execute_from_command_line(["gongzhi manage", *context.args])


def say(text: str) -> None:
    """Tell the operator one line."""
    click.echo(f"gongzhi: {text}")
    sys.stdout.flush()


def prepare() -> None:
    """Bring messages, tables and base data up to date."""
    runtime.compile_messages()
    runtime.migrate()
    base = find_spec("gongzhi.project.base_data")
    if base is not None:
        import_module("gongzhi.project.base_data").load(timezone.now())


def _prepare_demo() -> None:
    marker = runtime.var_dir() / _LOADING
    if marker.exists():
        _start_afresh(marker)
    say("准备数据表 / preparing the database")
    prepare()
    city = _demo_city()
    if city is None or not _is_empty():
        return
    say("装入示范城市，第一次需要一两分钟 / loading the demonstration city")
    marker.touch()
    with Progress() as progress:
        city.load(progress)
    marker.unlink()


def _start_afresh(marker: Path) -> None:
    if runtime.embedded() is None:
        raise DemoHalfLoaded
    say("上一次装入示范城市没有完成，重新装入 / loading was cut short, starting afresh")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    shutil.rmtree(runtime.var_dir() / "files", ignore_errors=True)
    marker.unlink()


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM matters_matter)")
        row = cursor.fetchone()
    return bool(row and row[0])


def _demo_city() -> DemoCity | None:
    if find_spec("gongzhi.project.demo") is None:
        return None
    module = import_module("gongzhi.project.demo")
    return cast(DemoCity, module) if hasattr(module, "load") else None


def _face(
    host: str, port: int | None, prepare: Callable[[], None], welcome: Callable[[str], None]
) -> platform.Face:
    env = Environment()
    return platform.Face(
        host=host or env.text("GONGZHI_BIND", "127.0.0.1"),
        port=port or env.number("PORT", 8000, least=1, most=65535),
        say=say,
        prepare=prepare,
        welcome=welcome,
    )


def _welcome(address: str) -> None:
    say(f"平台已经打开 / open {address}    (Ctrl-C 停下 / stops)")


def _welcome_demo(address: str) -> None:
    city = _demo_city()
    if city is not None:
        say("示范账号 / demonstration accounts:")
        for account in city.accounts():
            click.echo(f"    {account.username:<14} {account.password:<18} {account.role}")
    _welcome(address)


def _moment(value: datetime | None) -> datetime:
    return timezone.now() if value is None else timezone.make_aware(value)
