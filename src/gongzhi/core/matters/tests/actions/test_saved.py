"""Filters and texts that staff keep; notes and looking again; files; every verb of a matter's ledger has a sentence."""

import ast
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from gongzhi.core import clocks, files, matters, workflow
from gongzhi.core.files.models import Attachment
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters import queries
from gongzhi.core.matters.actions import follow, notes, saved
from gongzhi.core.matters.actions.saved import TemplateText
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.story import verbs_told
from gongzhi.core.matters.tests.shared import (
    START,
    bring,
    bring_public,
    make_category,
    matter_of,
    to_archived,
)
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.core.workflow.manifest import NotDeclared
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_a_filter_is_kept_under_a_name_for_oneself(cast: Cast) -> None:
    saved.save_filter(cast.clerk, "desk", "超期", Filter(due="late"), START)
    kept = saved.save_filter(cast.clerk, "desk", "超期", Filter(due="soon"), START)

    assert [(one.name, one.query) for one in queries.saved_filters(cast.clerk, "desk")] == [
        ("超期", "due=soon")
    ]
    assert queries.saved_filters(cast.dispatcher, "desk") == []
    with pytest.raises(NotFound):
        saved.drop_filter(cast.dispatcher, kept.pk)
    saved.drop_filter(cast.clerk, kept.pk)
    with pytest.raises(InvalidInput):
        saved.save_filter(cast.clerk, "desk", " ", Filter(), START)


def test_a_text_for_answers_belongs_to_a_unit_and_changing_it_keeps_the_old_one(cast: Cast) -> None:
    made = saved.keep_template(cast.handler, TemplateText("路灯", "已修复。", make_category()), START)
    saved.keep_template(cast.handler, TemplateText("路灯", "已换灯。", "light"), START, made.pk)

    assert [one.text for one in queries.answer_templates(cast.handler, "light")] == ["已换灯。"]
    assert queries.answer_templates(cast.other_handler, "light") == []
    with pytest.raises(NotFound):
        saved.end_template(cast.other_handler, made.pk, START)
    with pytest.raises(NotAllowed):
        saved.keep_template(cast.caller, TemplateText("x", "x"), START)
    with pytest.raises(InvalidInput):
        saved.keep_template(cast.handler, TemplateText("x", "x", "nothing"), START)


def test_looking_again_is_for_somebody_outside_after_the_answer(cast: Cast) -> None:
    given = bring()
    with pytest.raises(InvalidInput):
        notes.follow_up(cast.caller, given.number, "好", START, holds=True)
    to_archived(cast, given)

    notes.follow_up(cast.caller, given.number, "灯亮着", at("2026-03-20 10:00"), holds=True)

    assert "灯亮着" in queries.story(cast.clerk, matter_of(given))[0].text
    with pytest.raises(NotFound):
        notes.follow_up(cast.neighbour, given.number, "好", at("2026-03-20 10:00"), holds=True)


def test_a_resident_attaches_to_his_own_matter_only(cast: Cast) -> None:
    given = bring_public()
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    upload = follow.Upload("路灯.png", picture.getvalue())

    with pytest.raises(NotAllowed):
        follow.attach_files(PUBLIC, given.number, [upload], START)
    follow.attach_files(cast.citizen(given.matter_id), given.number, [upload], START)

    assert Attachment.objects.filter(matter_id=given.matter_id).count() == 1


def test_an_unknown_category_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring(category="nothing")

    assert refused.value.facts["field"] == "category"


def verbs_written() -> set[str]:
    """Return the verbs that the core writes into a matter's ledger: texts of two words with a dot."""
    heads = ("matter.", "order.", "task.", "clock.", "workflow.", "document.", "file.")
    found: set[str] = set()
    for package in (matters, workflow, clocks, files):
        for path in Path(package.__path__[0]).joinpath("actions").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and node.value.startswith(heads)
                ):
                    found.add(node.value)
    codes = {GuardRefused.code, NotDeclared.code}
    return {verb for verb in found if verb.replace(".", "").replace("_", "").isalpha()} - codes


def test_every_verb_of_a_matters_ledger_has_a_sentence() -> None:
    assert verbs_written() - verbs_told() == set()
