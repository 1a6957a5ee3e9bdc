"""`gongzhi account`: the first accounts of an installation, and what the security administrator does at a console."""

import sys
from datetime import date, datetime

import click
from django.utils import timezone

from gongzhi.core.identity import queries
from gongzhi.core.identity.actions import (
    NewAccount,
    NewPost,
    NewToken,
    create_account,
    end_post,
    give_post,
    issue_token,
    lock_account,
    reset_password,
    reset_second_factor,
    revoke_token,
    unlock_account,
)
from gongzhi.core.identity.rules.roles import POST_ROLES, title_of
from gongzhi.core.identity.rules.scopes import DAYS_MOST, SCOPES
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.project.console import operator, say_json

DAY = click.DateTime(["%Y-%m-%d"])
ROLES = click.Choice([str(role) for role in POST_ROLES])
_json = click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
_why = click.option("--why", required=True, help="理由，写进台账。")


@click.group()
def account() -> None:
    """账户：建立、安排岗位、重置口令、锁定和解锁；每一步都写进台账。"""


@account.command()
@click.argument("username")
@click.argument("name")
@click.option("--email", default="", help="工作邮箱，只用来发送通知。")
@click.option("--oidc-subject", default="", help="统一身份认证里的标识(sub)。")
@click.option("--role", type=ROLES, help="同时安排一个岗位：角色。")
@click.option("--unit", default="", help="同时安排一个岗位：单位的编码。")
@click.option("--area", default="", help="网格员的村(社区)或网格编码。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读首次口令；不给就自动生成。")
@_json
def create(
    username: str,
    name: str,
    email: str,
    oidc_subject: str,
    role: str | None,
    unit: str,
    area: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """建立一个账户，显示一次首次口令；第一次登录时必须改掉。"""
    if (role is None) != (not unit):
        raise InvalidInput(field="unit", why="--role 和 --unit 要一起写。")
    unit_id = orgs.unit_by_code(unit).id if unit else None
    given = sys.stdin.readline().strip() if password_stdin else ""
    new = NewAccount(username, name, email=email, oidc_subject=oidc_subject, password=given)
    made, password = create_account(operator(), new, timezone.now())
    if role is not None and unit_id is not None:
        give_post(operator(), NewPost(made.id, unit_id, role, _today(), area_code=area), timezone.now())
    if as_json:
        say_json({"id": made.id, "username": made.username, "password": "" if given else password})
    elif given or not password:
        click.echo(f"已建立账户 {made.username}({made.name})。")
    else:
        click.echo(f"已建立账户 {made.username}({made.name})，首次口令(只显示这一次):{password}")


@account.command()
@click.argument("username")
@click.argument("role", type=ROLES)
@click.argument("unit")
@click.option("--area", default="", help="网格员的村(社区)或网格编码。")
@click.option("--from", "since", type=DAY, help="从哪天起，默认今天。")
@click.option("--to", "until", type=DAY, help="到哪天止(那天起不再担任)。")
@_json
def post(
    username: str,
    role: str,
    unit: str,
    area: str,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """给一个账户安排岗位：用户名 角色 单位编码。"""
    new = NewPost(
        account_id=_id(username),
        unit_id=orgs.unit_by_code(unit).id,
        role=role,
        valid_from=since.date() if since else _today(),
        valid_to=until.date() if until else None,
        area_code=area,
    )
    made = give_post(operator(), new, timezone.now())
    if as_json:
        say_json({"id": made.id, "username": username, "role": role, "unit": unit})
        return
    click.echo(f"岗位 {made.id}:{username} 任{orgs.unit_name(made.unit_id)}的{title_of(role)}。")


@account.command("end-post")
@click.argument("post_id", type=int)
@click.option("--on", type=DAY, help="从哪天起不再担任，默认今天。")
@_why
def end_post_command(post_id: int, on: datetime | None, why: str) -> None:
    """结束一个岗位(编号见 gongzhi account list)。"""
    end_post(operator(), post_id, on.date() if on else _today(), why, timezone.now())
    click.echo(f"岗位 {post_id} 已结束。")


@account.command()
@click.argument("username")
@_why
@_json
def password(username: str, why: str, as_json: bool) -> None:
    """重置口令，显示一次新的首次口令，并结束它的所有登录。"""
    given = reset_password(operator(), _id(username), why, timezone.now())
    if as_json:
        say_json({"username": username, "password": given})
        return
    click.echo(f"{username} 的首次口令(只显示这一次):{given}")


@account.command()
@click.argument("username")
@_why
def lock(username: str, why: str) -> None:
    """锁定账户，马上结束它的所有登录。"""
    lock_account(operator(), _id(username), why, timezone.now())
    click.echo(f"{username} 已锁定。")


@account.command()
@click.argument("username")
@_why
def unlock(username: str, why: str) -> None:
    """解锁账户；连续出错被暂停的，也可以马上再试。"""
    unlock_account(operator(), _id(username), why, timezone.now())
    click.echo(f"{username} 已解锁。")


@account.command("second-factor")
@click.argument("username")
@_why
def second_factor(username: str, why: str) -> None:
    """清除丢失的第二步验证和恢复码，下次登录时重新设置。"""
    reset_second_factor(operator(), _id(username), why, timezone.now())
    click.echo(f"{username} 的第二步验证已清除。")


@account.command("list")
@click.argument("words", default="")
@click.option("--json", "as_json", is_flag=True, help="每个账户一行 JSON。")
def list_accounts(words: str, as_json: bool) -> None:
    """列出账户和今天的岗位；可以按用户名或姓名查找。"""
    for row in queries.with_places(list(queries.accounts(operator(), words)), _today()):
        found = row.account
        if as_json:
            posts = [
                {
                    "id": one.id,
                    "unit": one.unit_name,
                    "role": one.role,
                    "area": one.area_code,
                    "to": one.valid_to,
                }
                for one in queries.post_rows(operator(), found.id)
            ]
            say_json(
                {
                    "id": found.id,
                    "username": found.username,
                    "name": found.name,
                    "active": found.is_active,
                    "second_factor": found.has_second_factor,
                    "posts": posts,
                }
            )
            continue
        state = "可用" if found.is_active else "已锁定"
        click.echo(f"{found.username:<20} {found.name}  {state}  {'; '.join(row.places) or '没有岗位'}")


@account.group()
def token() -> None:
    """接口令牌：发放、列出、撤销；令牌只显示一次，库里只存它的散列。"""


@token.command("issue")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(list(SCOPES)),
    multiple=True,
    required=True,
    help="权限范围，可以写几个。",
)
@click.option("--post", "post_text", default="", help="代表的岗位：用户名或岗位编号；外部系统不写。")
@click.option("--days", type=click.IntRange(1, DAYS_MOST), default=90, show_default=True, help="有效天数。")
@_json
def issue_token_command(name: str, scopes: tuple[str, ...], post_text: str, days: int, as_json: bool) -> None:
    """发放一个令牌，显示一次：名称写明哪个程序用它。"""
    at = timezone.now()
    new = NewToken(name, scopes, days, queries.post_meant(operator(), post_text, at))
    made, text = issue_token(operator(), new, at)
    if as_json:
        say_json({"id": made.pk, "token": text, "expires_at": made.expires_at.isoformat()})
        return
    click.echo(f"令牌 {made.pk}「{made.name}」(只显示这一次):{text}")


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="每个令牌一行 JSON。")
def list_tokens(as_json: bool) -> None:
    """列出全部令牌。"""
    for row in queries.tokens(operator(), timezone.now()):
        one = row.token
        if as_json:
            say_json(
                {
                    "id": one.pk,
                    "name": one.name,
                    "holder": row.holder,
                    "scopes": one.scopes,
                    "good": row.is_good,
                    "expires_at": one.expires_at.isoformat(),
                    "last_used_at": one.last_used_at.isoformat() if one.last_used_at else None,
                }
            )
            continue
        state = "可用" if row.is_good else "已失效"
        click.echo(
            f"{one.pk:>5} {state} …{one.hint} {one.name}  {row.holder or '外部系统'}  {','.join(one.scopes)}"
        )


@token.command("revoke")
@click.argument("token_id", type=int)
@_why
def revoke_token_command(token_id: int, why: str) -> None:
    """撤销一个令牌，马上失效。"""
    revoke_token(operator(), token_id, why, timezone.now())
    click.echo(f"令牌 {token_id} 已撤销。")


def _id(username: str) -> int:
    """Return the id of the account with a login name; raise InvalidInput for an unknown one."""
    found = queries.account_named(username)
    if found is None:
        raise InvalidInput(
            field="username",
            why="没有用户名为「%(username)s」的账户。用 gongzhi account list 可以看到全部。",
            username=username,
        )
    return found


def _today() -> date:
    return timezone.now().astimezone(CHINA).date()
