"""Who acts, and how refusals speak."""

from gongzhi.kernel.actor import PUBLIC, SYSTEM, Actor, ActorKind
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, said


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
    assert Conflict(why="x").sentence(lambda text: f"<{text}>").endswith("请看过新的情况后再办：<x>>")
    assert NotFound().sentence().startswith("没有找到")
    assert DomainError().sentence() == "这一步没有办成。"


ENGLISH = {
    "最多 %(most)s 个字，现在有 %(now)s 个。": "At most %(most)s characters, there are %(now)s.",
    "「%(what)s」：%(inner)s": "%(what)s: %(inner)s",
    "没有变动：%(why)s": "Nothing changed: %(why)s",
}


class Step:
    """Something titled in both languages."""

    title = "派单"
    title_en = "Dispatch"


def english(thing: object) -> str:
    return thing.title_en if isinstance(thing, Step) else ENGLISH[str(thing)]


class Unchanged(DomainError):
    """A refusal that wraps a reason."""

    message = "没有变动：%(why)s"


def test_a_reason_is_translated_before_its_facts_are_filled_in() -> None:
    error = Unchanged(why="最多 %(most)s 个字，现在有 %(now)s 个。", most=3, now=5)

    assert error.sentence() == "没有变动：最多 3 个字，现在有 5 个。"
    assert error.sentence(english) == "Nothing changed: At most 3 characters, there are 5."


def test_a_reason_told_elsewhere_keeps_its_facts_for_the_reader() -> None:
    inner = said("最多 %(most)s 个字，现在有 %(now)s 个。", most=3, now=5)
    error = Unchanged(why=said("「%(what)s」：%(inner)s", what=Step(), inner=inner))

    assert str(inner) == "最多 3 个字，现在有 5 个。"
    assert error.sentence() == "没有变动：「派单」：最多 3 个字，现在有 5 个。"
    assert error.sentence(english) == "Nothing changed: Dispatch: At most 3 characters, there are 5."


def test_words_of_a_person_are_never_read_as_a_template() -> None:
    error = InvalidInput(
        field="x", why="「%(given)s」写错了,100%% 不对,%(unknown)s。", given="%(field)s 5% %%"
    )

    assert error.sentence() == "「%(field)s 5% %%」写错了,100% 不对,%(unknown)s。"
    assert Unchanged(why="").sentence() == "没有变动："
