import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.identity.rules.masking import masked_contact, masked_name
from gongzhi.core.identity.rules.passwords import LETTERS, is_mixed, kinds, readable_code
from gongzhi.core.identity.rules.roles import POST_ROLES, WORK_ROLES, Side, side_of, title_of
from gongzhi.core.identity.rules.verbs import VERBS, UnknownVerb, can, require_role, verb_named
from gongzhi.kernel.actor import PUBLIC, SYSTEM, Actor, ActorKind
from gongzhi.kernel.errors import NotAllowed


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", ""), (" ", ""), ("张", "*"), ("张三", "张*"), ("张三丰", "张**"), ("买买提·吐尔逊", "买**")],
)
def test_masked_name(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+8613812345678", "+86****5678"),
        ("0310-3113", "****113"),
        ("wang@example.org", "w***@example.org"),
        ("@wang", "*****"),
        ("微信 wangxiaoming", "微****g"),
        ("abc", "***"),
        ("", ""),
    ],
)
def test_masked_contact(contact: str, shown: str) -> None:
    assert masked_contact(contact) == shown


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_masked_mobile_hides_its_middle(number: str) -> None:
    assert masked_contact(number) == f"{number[:3]}****{number[7:]}"


@pytest.mark.parametrize(
    ("password", "mixed"),
    [("abcdefghij", False), ("1234567890", False), ("abc1234567", True), ("一二三abc", True)],
)
def test_password_mixes_kinds(password: str, mixed: bool) -> None:
    assert is_mixed(password) is mixed
    assert kinds("aA1-") == 4


@given(st.binary(min_size=16, max_size=16))
def test_readable_code_has_no_lookalikes(random: bytes) -> None:
    code = readable_code(random, (4, 4, 4, 4))

    assert len(code) == 19
    assert set(code.replace("-", "")) <= set(LETTERS)
    assert not set("01OIL") & set(LETTERS)


def test_three_administrators_stand_on_three_sides() -> None:
    sides = {side_of(role) for role in ("system_admin", "security_admin", "audit_admin")}

    assert sides == {Side.SYSTEM, Side.SECURITY, Side.AUDIT}
    assert {side_of(role) for role in WORK_ROLES} == {Side.WORK}
    assert title_of("clerk") == "受理员"
    with pytest.raises(ValueError, match="boss"):
        side_of("boss")


def _actor(role: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, name="x", roles=frozenset({role}))


def test_unknown_verb_raises_for_everybody() -> None:
    for actor in (PUBLIC, SYSTEM, _actor("leader")):
        with pytest.raises(UnknownVerb):
            can(actor, "matters.delete")


def test_staff_without_a_post_may_nothing() -> None:
    nobody = Actor(kind=ActorKind.STAFF, name="x")

    assert not any(can(nobody, verb) for verb in VERBS)


def test_administrators_share_no_verb_but_their_own_account() -> None:
    admins = {
        role: {verb for verb in VERBS if can(_actor(role), verb)}
        for role in ("system_admin", "security_admin", "audit_admin")
    }
    common = {"identity.own", "notify.inbox", "matters.submit"}

    for one, mine in admins.items():
        assert not any(verb.startswith(("matters.", "board.", "files.")) for verb in mine - common)
        for other, theirs in admins.items():
            assert one == other or mine & theirs == common


def test_no_verb_deletes_stops_hides_or_ranks() -> None:
    words = ("delete", "hide", "score", "rank", "stop", "bulk_close", "block", "watch")

    assert not [name for name in VERBS for word in words if word in name]


def test_refusal_names_what_was_asked_for() -> None:
    with pytest.raises(NotAllowed, match="督办"):
        require_role(_actor("clerk"), "matters.supervise")
    require_role(_actor("supervisor"), "matters.supervise")
    assert set(verb_named("identity.own").roles) == {str(role) for role in POST_ROLES}
