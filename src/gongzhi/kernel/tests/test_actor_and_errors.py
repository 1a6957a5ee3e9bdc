"""Who acts, and how refusals speak."""

from gongzhi.kernel.actor import PUBLIC, SYSTEM, Actor, ActorKind
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput, NotFound


def test_an_actor_has_the_roles_of_its_post() -> None:
    clerk = Actor(kind=ActorKind.STAFF, name="王芳", roles=frozenset({"clerk"}))

    assert clerk.is_staff
    assert clerk.has_role("dispatcher", "clerk")
    assert not clerk.has_role("leader")
    assert not PUBLIC.is_staff
    assert SYSTEM.has_role("system")


def test_a_refusal_is_a_full_sentence_in_any_language() -> None:
    error = InvalidInput(field="title", why="请写标题。")

    assert error.sentence() == "请写标题。"
    assert str(Conflict(why="已经签收。")).endswith("已经签收。")
    assert Conflict(why="x").sentence("Someone was first: %(why)s") == "Someone was first: x"
    assert NotFound().sentence().startswith("没有找到")
    assert DomainError().sentence() == "这一步没有办成。"
