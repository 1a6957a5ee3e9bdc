"""What a token of the API may be used for; the rights themselves come from the post it is bound to."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.kernel.errors import InvalidInput

PREFIX = "gzt_"
"""Every token begins with it, so that scanners for leaked secrets recognise one."""
DAYS_MOST = 366
"""No token lives longer than a year; renewing one is one step."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that a token may be used for. `needs_post`: of no use to an external system without a post."""

    name: str
    title: str
    title_en: str
    needs_post: bool = True


SCOPES: dict[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope("matters:submit", "提交事项", "Bring matters", needs_post=False),
        Scope("matters:read", "查看岗位看得到的事项", "Read the matters that the post can see"),
        Scope("matters:write", "办理、补充、上传附件", "Make moves, add words, upload files"),
        Scope("webhooks:manage", "管理推送地址", "Manage webhooks"),
    )
}


def checked_scopes(names: Iterable[str], *, has_post: bool) -> tuple[str, ...]:
    """Return the scopes in their order, each once; raise InvalidInput for none, an unknown one, or one without use."""
    wanted = set(names)
    if unknown := sorted(wanted - set(SCOPES)):
        raise InvalidInput(
            field="scopes",
            why="没有叫「%(name)s」的权限范围，可以用的有：%(known)s。",
            name=unknown[0][:40],
            known="、".join(SCOPES),
        )
    if not wanted:
        raise InvalidInput(field="scopes", why="请至少选一项权限范围，够用就好。")
    useless = [name for name in SCOPES if name in wanted and SCOPES[name].needs_post and not has_post]
    if useless:
        raise InvalidInput(
            field="scopes",
            why="「%(name)s」要有岗位才用得上：请给这个系统建一个账户、安排岗位，再把令牌发给那个岗位。",
            name=useless[0],
        )
    return tuple(name for name in SCOPES if name in wanted)
