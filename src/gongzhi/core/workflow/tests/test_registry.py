"""What systems declare: nothing unknown is passed over."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.core.workflow import checks, library, manifest
from gongzhi.core.workflow.manifest import NotDeclared
from gongzhi.core.workflow.tests.shared import TESTING, FakePort, note


def test_a_whole_system_passes_the_check(port: FakePort) -> None:
    ids = {message.id for message in checks.check_procedures(None) if "testing" in str(message.msg)}

    assert ids == set()


def test_a_guard_or_effect_that_nobody_registered_is_an_error(port: FakePort) -> None:
    effect = manifest._effects.pop("testing_note")

    messages = [one for one in checks.check_procedures(None) if "testing_note" in str(one.msg)]

    manifest._effects["testing_note"] = effect
    assert [one.id for one in messages] == ["workflow.E001"]


def test_unknown_names_are_refused(port: FakePort) -> None:
    for ask in (
        lambda: manifest.guard("none"),
        lambda: manifest.effect("none"),
        lambda: manifest.manifest("none"),
        lambda: library.version("testing", "errand", "1999"),
        lambda: library.current("testing", "errand", date(2020, 1, 1)),
        lambda: library.by_name("errand", "1999"),
    ):
        with pytest.raises(NotDeclared):
            ask()


def test_a_name_belongs_to_one_only(port: FakePort) -> None:
    manifest.register(TESTING)
    with pytest.raises(NotDeclared):
        manifest.register(replace(TESTING, title="别的"))
    with pytest.raises(NotDeclared):
        manifest.register_guards({"testing_open": lambda context: None})
    assert manifest.effect("testing_note") is note


def test_terms_with_a_setting_declare_it(port: FakePort) -> None:
    declared = {one.name: one for one in library.settings()}

    assert declared["testing.handle"].default == {"length": 15, "unit": "working_days"}
    assert declared["testing.handle_urgent"].default == {"length": 24, "unit": "hours"}
    assert declared["testing.handle_urgent"].title == "差事：办理(紧急)"
    assert not declared["testing.handle"].certain
    assert library.find("testing.errand", date(2026, 3, 2)).name == "errand"
