"""Numbers without gaps, snapshots, versions, and the PDF that comes of them."""

import io
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection, transaction
from pypdf import PdfReader
from pytest_django import Settings

from gongzhi.core.files import actions, press, store
from gongzhi.core.files.actions.make import correct_document
from gongzhi.core.files.actions.render import render_waiting
from gongzhi.core.files.models import Document
from gongzhi.core.files.rules import kinds
from gongzhi.core.files.tests.shared import NOW
from gongzhi.core.identity.testing import at
from gongzhi.core.ledger import queries as ledger
from gongzhi.kernel.actor import SYSTEM, Actor, ActorKind

CLERK = Actor(
    kind=ActorKind.STAFF, name="王受理", unit_id=5, unit_name="丛台区社会治理中心", roles=frozenset({"clerk"})
)
DATA = {
    "number": "GZ-20260302-000007-0",
    "title": "路灯坏了",
    "text": "人民路的路灯坏了",
    "category": "市政设施",
    "brought_on": "2026-03-01",
    "day": "2026-03-02",
    "law": "国办发〔2020〕53号",
    "reason": "属于本单位职责",
    "answer": "已更换灯头",
    "due_on": "2026-03-09",
    "fields": [{"name": "plan", "title": "措施", "text": "更换灯头"}],
}


@pytest.fixture(autouse=True)
def _store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_DIR = tmp_path
    settings.CITY_NAME = "邯郸市"


def make(template: str = "acceptance_notice", moment: str = "2026-03-02 09:00", **data: object) -> Document:
    with transaction.atomic():
        return actions.make_document(
            matter_id=7,
            proceeding_id=3,
            template=template,
            title=kinds.kind(template).title,
            data={**DATA, **data},
            actor=CLERK,
            at=at(moment),
        )


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


@pytest.mark.django_db
def test_numbers_run_by_series_and_year() -> None:
    made = [
        make("acceptance_notice"),
        make("transfer_notice"),
        make("answer"),
        make("acceptance_notice", "2027-01-01 00:00"),
        make("acceptance_notice", "2026-12-31 23:59"),
    ]

    assert [one.number for one in made] == [
        "邯治告〔2026〕1号",
        "邯治告〔2026〕2号",
        "邯治复〔2026〕1号",
        "邯治告〔2027〕1号",
        "邯治告〔2026〕3号",
    ]


@pytest.mark.django_db
def test_a_document_is_recorded_with_the_digest_of_its_data() -> None:
    made = make()

    entry = ledger.entries("matter:7")[-1]
    assert entry.verb == "document.made"
    assert (entry.actor_name, entry.data["number"], entry.data["document"]) == (
        "王受理",
        made.number,
        made.pk,
    )
    assert len(entry.data["data_sha256"]) == 64


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_gap() -> None:
    make()
    for template in ("answer", "acceptance_notice"):
        with transaction.atomic():
            make(template)
            transaction.set_rollback(True)

    assert make().n == 2
    assert make("answer").n == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_each_number_once() -> None:
    def work() -> None:
        for _ in range(5):
            make()
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Document.objects.values_list("n", flat=True)) == list(range(1, 21))


@pytest.mark.django_db
def test_a_correction_is_a_new_version_under_the_same_number() -> None:
    first = make()
    second = correct_document(first, data={**DATA, "answer": "改正"}, why="写错了", actor=CLERK, at=NOW)

    assert (second.number, second.version) == (first.number, 2)
    assert Document.objects.get(pk=first.pk).data["answer"] == "已更换灯头"
    assert ledger.entries("matter:7")[-1].why == "写错了"
    assert "第2版" in text_of(actions.pdf(second)).replace(" ", "")
    assert make().n == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "template", [name for name in kinds.names() if kinds.kind(name).folder == kinds.kind("").folder]
)
def test_every_kind_prints_title_number_and_law(template: str) -> None:
    made = make(template)

    content = actions.pdf(made)

    text = text_of(content).replace(" ", "")
    for wanted in (
        made.title,
        made.number,
        "路灯坏了",
        "国办发〔2020〕53号",
        "2026年3月2日",
        made.verify_code,
        "丛台区社会治理中心",
    ):
        assert wanted in text


@pytest.mark.django_db
@pytest.mark.parametrize("template", [*kinds.names(), "nobody_registered_this"])
def test_every_kind_prints_when_almost_nothing_is_known(template: str) -> None:
    made = actions.make_document(
        matter_id=7, proceeding_id=None, template=template, title="文书", data={}, actor=SYSTEM, at=NOW
    )

    assert actions.pdf(made).startswith(b"%PDF")


@pytest.mark.django_db
def test_the_pdf_is_rendered_once_and_kept_by_its_hash() -> None:
    made = make()
    assert made.pdf_sha256 == ""

    first = actions.pdf(made)

    assert store.path_of(made.pdf_sha256).read_bytes() == first
    assert made.pdf_size == len(first)
    assert actions.pdf(Document.objects.get(pk=made.pk)) == first
    assert press.letter(made) == first


@pytest.mark.django_db
def test_data_is_printed_and_never_run() -> None:
    evil = '#read("/etc/passwd") #import "x.typ" $ \\ " ] ) } </script> *粗* _斜_ `码` = 标题'

    text = text_of(actions.pdf(make("answer", answer=evil, reason=evil, title=evil)))

    assert '#read("/etc/passwd")' in text
    assert "root:" not in text
    assert "*粗*" in text


@pytest.mark.django_db
def test_a_very_long_text_runs_over_pages() -> None:
    content = actions.pdf(make("receipt", text="很长的内容，一句接一句。" * 400 + "\n" + "x" * 3000))

    assert len(PdfReader(io.BytesIO(content)).pages) > 3


@pytest.mark.django_db
def test_waiting_documents_are_rendered_by_the_job() -> None:
    for _ in range(3):
        make()

    assert render_waiting(2) == 2
    assert render_waiting() == 1
    assert render_waiting() == 0


def test_the_whole_file_of_a_matter_prints() -> None:
    story = [
        {"at": "2026-03-02 09:00", "who": "王受理", "what": f"第{n}步", "text": "理由", "law": "法"}
        for n in range(60)
    ]

    content = press.matter_file(
        {
            **DATA,
            "city": "邯郸市",
            "story": story,
            "clocks": [{"title": "签收", "due": "2026-03-03"}],
            "ledger": {"entries": 3, "head": "ab"},
        }
    )

    text = text_of(content).replace(" ", "")
    assert "第59步" in text
    assert "共有3条台账记录" in text


def test_a_missing_file_is_said_with_what_to_do() -> None:
    with pytest.raises(store.FileMissing, match="从备份恢复"):
        store.read("0" * 64)
