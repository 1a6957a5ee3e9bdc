"""Queueing, delivering, trying again, giving up: nothing lost, nothing twice."""

import json
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, transaction
from pytest_django import Settings

from gongzhi.core.identity import sealing
from gongzhi.core.identity.models import Account, Resident
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger import queries as ledger
from gongzhi.core.notify import actions, queries
from gongzhi.core.notify.actions.deliver import try_again
from gongzhi.core.notify.channels import Letter, SendFailed
from gongzhi.core.notify.channels import base as channels
from gongzhi.core.notify.models import Notice
from gongzhi.core.notify.recipients import Recipient, account, resident, unit
from gongzhi.core.notify.tests.shared import Spoken
from gongzhi.kernel.actor import SYSTEM

NOW = at("2026-03-02 09:00")


@dataclass
class Time:
    """A clock that tests set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Spoken:
    spoken = Spoken()
    monkeypatch.setattr(channels, "_made", lambda _path: spoken)
    return spoken


def someone(contact: str = "13800138000") -> Recipient:
    made = Resident.objects.create(
        name_sealed=sealing.seal("李居民"), contact_sealed=sealing.seal(contact), made_at=NOW
    )
    return resident(made.pk)


def say(to: Recipient, key: str = "move:1:1", statutory: bool = False) -> int:
    return actions.notify(
        matter_id=7,
        to=to,
        subject="GZ-1 受理",
        body="已受理",
        actor=SYSTEM,
        at=NOW,
        key=key,
        statutory=statutory,
    )


@pytest.mark.django_db
def test_the_same_key_is_queued_once(cast: Cast) -> None:
    to = someone()

    assert [say(to), say(to), say(to, "move:1:2")] == [2, 0, 2]
    assert Notice.objects.count() == 4


@pytest.mark.django_db
def test_a_units_notice_is_seen_by_its_people_and_nobody_else(cast: Cast) -> None:
    say(unit(cast.unit("district")))

    assert [queries.unread(actor) for actor in (cast.clerk, cast.dispatcher)] == [1, 1]
    assert [queries.unread(actor) for actor in (cast.neighbour, cast.handler, cast.leader, cast.public)] == [
        0
    ] * 4


@pytest.mark.django_db
def test_one_reader_marks_it_read_for_the_unit(cast: Cast) -> None:
    say(unit(cast.unit("district")), "a")
    say(unit(cast.unit("district")), "b")
    notice = queries.inbox(cast.clerk)[0]

    actions.mark_read(cast.clerk, notice.pk, NOW)

    assert queries.unread(cast.dispatcher) == 1
    assert actions.mark_all_read(cast.dispatcher, NOW) == 1
    assert queries.unread(cast.clerk) == 0
    assert Notice.objects.get(pk=notice.pk).read_by == cast.clerk.name


@pytest.mark.django_db
def test_a_resident_sees_the_notices_to_himself_of_his_own_matter(cast: Cast) -> None:
    told = someone()
    say(told)

    assert queries.unread(cast.citizen(7, resident_id=told.id)) == 1
    assert queries.unread(cast.citizen(7, resident_id=told.id + 1)) == 0
    assert queries.unread(cast.citizen(7)) == 0
    assert queries.unread(cast.citizen(8, resident_id=told.id)) == 0


@pytest.mark.django_db
def test_an_account_chooses_about_mail_but_not_about_statutory_notices(cast: Cast) -> None:
    assert cast.clerk.account_id is not None
    Account.objects.filter(pk=cast.clerk.account_id).update(email="clerk@example.cn")
    to = account(cast.clerk.account_id)

    assert say(to, "a") == 2
    actions.prefer(actor=cast.clerk, channel="email", is_wanted=False)
    assert say(to, "b") == 1
    assert say(to, "c", statutory=True) == 2
    actions.prefer(actor=cast.clerk, channel="email", is_wanted=True)
    assert say(to, "d") == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(line: Spoken) -> None:
    to = someone()
    with transaction.atomic():
        say(to)
        transaction.set_rollback(True)

    assert actions.deliver(10, now=Time()) == 0
    assert line.letters == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("contact", "via", "address"),
    [("138 0013 8000", "sms", "13800138000"), ("li@example.cn", "email", "li@example.cn")],
)
def test_a_resident_is_told_by_the_contact_he_left(
    line: Spoken, contact: str, via: str, address: str
) -> None:
    say(someone(contact))

    assert actions.deliver(10, now=Time()) == 1
    assert actions.deliver(10, now=Time()) == 0

    notice = Notice.objects.get(channel="contact")
    assert line.letters == [Letter(f"notice-{notice.pk}", address, "GZ-1 受理", "已受理")]
    assert (notice.state, notice.via, notice.reference) == ("sent", via, f"ref-notice-{notice.pk}")


@pytest.mark.django_db(transaction=True)
def test_a_contact_that_no_message_reaches_is_said_so(line: Spoken) -> None:
    say(someone("0310-5551234"))

    actions.deliver(10, now=Time())

    assert Notice.objects.get(channel="contact").state == "skipped"
    assert line.letters == []


@pytest.mark.django_db(transaction=True)
def test_only_statutory_notices_are_proved_in_the_ledger(line: Spoken) -> None:
    say(someone(), "a")
    say(someone(), "b", statutory=True)

    actions.deliver(10, now=Time())

    entries = ledger.entries("matter:7")
    assert [entry.verb for entry in entries] == ["notice.sent"]
    assert "138" not in json.dumps(entries[0].data)


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_tried_again_with_the_same_key_and_parked_in_the_end(line: Spoken) -> None:
    line.failures = 99
    say(someone())
    time = Time()
    for tries in range(1, 10):
        assert actions.deliver(10, now=time) == 1
        notice = Notice.objects.get(channel="contact")
        assert (notice.attempts, notice.error) == (tries, "线路忙")
        assert actions.deliver(10, now=Time(time.now + timedelta(seconds=4))) == 0
        time.now = notice.next_at
    assert notice.state == "parked"
    assert actions.deliver(10, now=Time(NOW + timedelta(days=30))) == 0
    assert [one.pk for one in queries.parked()] == [notice.pk]

    line.failures = 0
    assert try_again(notice, time.now)
    actions.deliver(10, now=time)

    assert [letter.key for letter in line.letters] == [f"notice-{notice.pk}"]
    assert not try_again(notice, time.now)


@pytest.mark.django_db(transaction=True)
def test_an_address_refused_for_good_is_parked_at_once(line: Spoken) -> None:
    line.failures, line.is_final = 1, True
    say(someone())

    actions.deliver(10, now=Time())

    assert Notice.objects.get(channel="contact").state == "parked"


@pytest.mark.django_db(transaction=True)
def test_a_contact_whose_key_is_missing_waits_until_it_is_back(line: Spoken, settings: Settings) -> None:
    keys = settings.SEAL_KEYS
    say(someone())
    settings.SEAL_KEYS = ["another-key-of-some-length-1234567890"]
    actions.deliver(10, now=Time())
    assert Notice.objects.get(channel="contact").state == "waiting"

    settings.SEAL_KEYS = keys
    actions.deliver(10, now=Time(NOW + timedelta(minutes=1)))

    assert len(line.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_after_sending_leaves_a_lease_and_the_same_key(
    line: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(someone())
    send = line.send

    def send_and_die(letter: Letter) -> object:
        send(letter)
        raise KeyboardInterrupt

    monkeypatch.setattr(line, "send", send_and_die)
    with pytest.raises(KeyboardInterrupt):
        actions.deliver(10, now=Time())
    monkeypatch.setattr(line, "send", send)

    assert actions.deliver(10, now=Time(NOW + timedelta(minutes=4))) == 0
    assert actions.deliver(10, now=Time(NOW + timedelta(minutes=6))) == 1
    assert len({letter.key for letter in line.letters}) == 1
    assert Notice.objects.get(channel="contact").state == "sent"


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_notice_once(line: Spoken) -> None:
    for n in range(40):
        say(someone(), f"k{n}")
    start = Barrier(4)

    def work() -> None:
        start.wait()
        while actions.deliver(3, now=Time()):
            pass
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(line.letters) == 40
    assert len({letter.key for letter in line.letters}) == 40


@pytest.mark.django_db(transaction=True)
def test_text_messages_are_lines_of_json_written_once(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_FILE = tmp_path / "sms" / "sent.jsonl"
    settings.CITY_NAME = "邯郸市"
    letter = Letter("notice-5", "13800138000", "x", "已受理")
    gateway: Callable[[Letter], object] = channels.gateway("sms").send

    gateway(letter)
    gateway(letter)
    gateway(Letter("notice-50", "13800138000", "x", "已办结"))

    lines = [json.loads(line) for line in settings.SMS_FILE.read_text().splitlines()]
    assert [line["key"] for line in lines] == ["notice-5", "notice-50"]
    assert lines[0] == {"key": "notice-5", "to": "13800138000", "text": "【邯郸市】已受理"}
    assert settings.SMS_FILE.stat().st_mode & 0o077 == 0


def test_mail_carries_the_key_and_no_line_breaks_in_its_subject(settings: Settings) -> None:
    channels.gateway("email").send(Letter("notice-5", "li@example.cn", "GZ-1\nBcc: x@example.cn", "已受理"))

    sent = mail.outbox[0]
    assert sent.subject == "GZ-1 Bcc: x@example.cn"
    assert sent.to == ["li@example.cn"]
    assert sent.extra_headers["Message-ID"].startswith("<notice-5@")


@pytest.mark.parametrize(
    ("fault", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({}), True),
        (smtplib.SMTPServerDisconnected(), False),
        (OSError(), False),
    ],
    ids=["refused for good", "disconnected", "no network"],
)
def test_a_mail_server_that_fails_is_told_apart_from_one_that_refuses(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, is_final: bool
) -> None:
    def fail(_message: object) -> None:
        raise fault

    monkeypatch.setattr(mail.EmailMessage, "send", fail)

    with pytest.raises(SendFailed) as failed:
        channels.gateway("email").send(Letter("notice-5", "li@example.cn", "x", "y"))
    assert failed.value.is_final is is_final
