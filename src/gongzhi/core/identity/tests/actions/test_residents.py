from datetime import timedelta

import pytest

from gongzhi.core.identity import queries, sealing
from gongzhi.core.identity.actions import issue_receipt, make_resident, open_receipt, reveal
from gongzhi.core.identity.actions.residents import WrongReceipt
from gongzhi.core.identity.models import AccessLog, Receipt, Resident, Throttle
from gongzhi.core.identity.rules.lockout import RECEIPT_BY_ADDRESS, RECEIPT_BY_NUMBER, TooManyAttempts
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.identifiers import matter_number

NOW = at("2026-03-02 09:00")
NUMBER = matter_number(NOW.date(), 7)
OTHER = matter_number(NOW.date(), 8)


def test_secret_opens_its_receipt_however_it_is_typed(db: None) -> None:
    receipt, secret = issue_receipt(matter_id=7, number=NUMBER, resident_id=None, at=NOW)
    typed = f" {secret.lower().replace('-', ' ')} "

    found = open_receipt(number=NUMBER.lower(), secret=typed, address="10.0.0.1", at=NOW)

    assert found == receipt
    assert secret not in Receipt.objects.get().secret_hash
    assert AccessLog.objects.get().kind == "receipt_opened"
    assert AccessLog.objects.get().address == "", "where a resident reads from is nobody's business"


def test_second_receipt_of_the_matter_opens_it_too(db: None) -> None:
    issue_receipt(matter_id=7, number=NUMBER, resident_id=1, at=NOW)
    second, secret = issue_receipt(matter_id=7, number=NUMBER, resident_id=2, at=NOW)

    assert open_receipt(number=NUMBER, secret=secret, address="", at=NOW).id == second.id


@pytest.mark.parametrize("number", [NUMBER, OTHER])
def test_wrong_secret_and_unknown_number_are_told_alike(db: None, number: str) -> None:
    issue_receipt(matter_id=7, number=NUMBER, resident_id=None, at=NOW)

    with pytest.raises(WrongReceipt):
        open_receipt(number=number, secret="ABCD", address="", at=NOW)


def test_misread_number_is_told_at_once(db: None) -> None:
    with pytest.raises(InvalidInput, match="编号"):
        open_receipt(number="GZ-1", secret="x", address="", at=NOW)


def test_wrong_secrets_pause_the_number_for_everybody_and_say_until_when(db: None) -> None:
    _, secret = issue_receipt(matter_id=7, number=NUMBER, resident_id=None, at=NOW)
    for n in range(RECEIPT_BY_NUMBER.attempts):
        with pytest.raises(WrongReceipt):
            open_receipt(number=NUMBER, secret="wrong", address=f"10.0.0.{n}", at=NOW)

    with pytest.raises(TooManyAttempts, match="09:11"):
        open_receipt(number=NUMBER, secret=secret, address="10.0.9.9", at=NOW)
    assert open_receipt(
        number=NUMBER, secret=secret, address="", at=NOW + RECEIPT_BY_NUMBER.pause + timedelta(seconds=1)
    )
    assert [entry.verb for entry in entries("access")] == ["access.locked_out"]


def test_wrong_secrets_pause_the_address_over_all_numbers(db: None) -> None:
    for n in range(RECEIPT_BY_ADDRESS.attempts):
        with pytest.raises(WrongReceipt):
            open_receipt(number=matter_number(NOW.date(), n + 1), secret="x", address="10.0.0.1", at=NOW)

    with pytest.raises(TooManyAttempts):
        open_receipt(number=matter_number(NOW.date(), 999), secret="x", address="10.0.0.1", at=NOW)


def test_slow_mistakes_never_pause(db: None) -> None:
    for n in range(RECEIPT_BY_NUMBER.attempts * 2):
        with pytest.raises(WrongReceipt):
            open_receipt(
                number=NUMBER,
                secret="x",
                address="",
                at=NOW + n * (RECEIPT_BY_NUMBER.window + timedelta(seconds=1)),
            )


def test_counts_tell_neither_numbers_nor_addresses(db: None) -> None:
    with pytest.raises(WrongReceipt):
        open_receipt(number=NUMBER, secret="x", address="10.0.0.1", at=NOW)

    assert Throttle.objects.count() == 2
    assert not any(
        NUMBER in key or "10.0.0.1" in key for key in Throttle.objects.values_list("key", flat=True)
    )


def test_resident_is_sealed_and_masked(cast: Cast) -> None:
    resident_id = make_resident(" 张三丰 ", "13812345678", NOW)
    row = Resident.objects.get()

    assert "张".encode() not in bytes(row.name_sealed)
    assert queries.resident_name(cast.clerk, resident_id) == "张**"
    assert queries.resident_contact(cast.clerk, resident_id) == "138****5678"
    assert queries.resident_contact(cast.clerk, None) == ""
    assert make_resident(" ", "", NOW) is None


def test_revealing_is_logged_for_the_resident_to_see(cast: Cast) -> None:
    resident_id = make_resident("张三", "13812345678", NOW)
    assert resident_id is not None

    shown = reveal(cast.handler, resident_id, 7, "约定上门时间", NOW, address="10.0.0.1")

    assert shown == ("张三", "13812345678")
    (seen,) = queries.reveals_for(7)
    assert (seen.actor_name, seen.unit_name, seen.purpose, seen.at) == (
        "郑承办",
        "丛台区城市管理局",
        "约定上门时间",
        NOW,
    )
    (entry,) = entries("access")
    assert (entry.verb, entry.why, entry.data) == (
        "access.revealed",
        "约定上门时间",
        {"matter": 7, "resident": resident_id},
    )
    assert AccessLog.objects.get().kind == "revealed"


@pytest.mark.parametrize(("purpose", "error"), [("", InvalidInput), ("看" * 201, InvalidInput)])
def test_revealing_needs_a_purpose(cast: Cast, purpose: str, error: type[Exception]) -> None:
    resident_id = make_resident("张三", "13812345678", NOW)
    assert resident_id is not None

    with pytest.raises(error):
        reveal(cast.handler, resident_id, 7, purpose, NOW)
    assert queries.reveals_for(7) == []


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin", "arbiter"])
def test_other_roles_reveal_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        reveal(cast[who], 1, 7, "好奇", NOW)


def test_unknown_resident_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        reveal(cast.handler, 999, 7, "联系", NOW)


def test_nothing_joins_matters_by_person() -> None:
    names = {field.name for field in Resident._meta.get_fields()}

    assert names == {"id", "name_sealed", "contact_sealed", "made_at"}, (
        "no hash of a phone, no count, no profile"
    )
    assert sealing.seal("13812345678") != sealing.seal("13812345678"), "equal contacts do not look equal"
