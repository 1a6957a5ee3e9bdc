"""The one console command; groups that need no database load no Django."""

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence

import click

from gongzhi.kernel.errors import DomainError

# command name -> (module, attribute, needs the database)
_COMMANDS: dict[str, tuple[str, str, bool]] = {
    "due": ("gongzhi.project.cli_law", "due", False),
    "procedure": ("gongzhi.project.cli_law", "procedure", False),
    "paths": ("gongzhi.project.cli_paths", "paths", False),
    "calendar": ("gongzhi.project.cli_calendar", "calendar", True),
    "demo": ("gongzhi.project.cli_run", "demo", False),
    "serve": ("gongzhi.project.cli_run", "serve", False),
    "stop": ("gongzhi.project.cli_run", "stop", False),
    "init": ("gongzhi.project.cli_run", "init", True),
    "work": ("gongzhi.project.cli_run", "work", True),
    "manage": ("gongzhi.project.cli_run", "manage", True),
    "intake": ("gongzhi.project.cli_intake", "intake", True),
    "simulate": ("gongzhi.project.cli_simulate", "simulate", True),
    "sweep": ("gongzhi.project.cli_run", "sweep", True),
    "ledger": ("gongzhi.project.cli_ledger", "ledger", True),
    "orgs": ("gongzhi.project.cli_orgs", "orgs", True),
    "geo": ("gongzhi.project.cli_geo", "geo", True),
    "account": ("gongzhi.project.cli_account", "account", True),
    "setting": ("gongzhi.project.cli_orgs", "setting", True),
    "reading": ("gongzhi.project.cli_reading", "reading", False),
    "search": ("gongzhi.project.cli_search", "search", True),
    "backup": ("gongzhi.project.cli_backup", "backup", True),
    "restore": ("gongzhi.project.cli_backup", "restore", False),
}


class LazyGroup(click.Group):
    """Imports a command's module when it is asked for, and only if it exists."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands whose module is installed."""
        return sorted(name for name, (module, _, _) in _COMMANDS.items() if importlib.util.find_spec(module))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, with the database started first when it needs one."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, needs_database = _COMMANDS[cmd_name]
        if needs_database:
            _load_django(ctx, ask_only=ctx.resilient_parsing or not {"--help", "-h"}.isdisjoint(sys.argv))
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found


def _load_django(ctx: click.Context, *, ask_only: bool) -> None:
    """Load Django, with the embedded server started (or joined) first unless one only asks how a command is used."""
    if ask_only:
        importlib.import_module("django").setup()
        return
    runtime = importlib.import_module("gongzhi.project.runtime")
    ctx.call_on_close(runtime.start_database())


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """共治 gongzhi:一个平台，一起治理一座城市。"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the console command; an anticipated refusal is one sentence on stderr and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.project.settings")
    try:
        root.main(args=list(arguments) if arguments is not None else None, prog_name="gongzhi")
    except DomainError as error:
        click.echo(error.sentence(), err=True)
        sys.exit(2)
