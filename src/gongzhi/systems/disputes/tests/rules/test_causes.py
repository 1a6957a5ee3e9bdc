"""Causes and the kinds of mediation they usually take."""

from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS, USUAL, is_mediation, usual_kind


def test_a_medical_dispute_usually_takes_medical_mediation_and_neighbours_the_peoples() -> None:
    assert usual_kind("medical") == "medical_mediation"
    assert usual_kind("neighbours") == "peoples_mediation"
    assert set(USUAL) <= set(CAUSES)
    assert set(USUAL.values()) <= set(MEDIATIONS)


def test_litigation_is_no_mediation() -> None:
    assert is_mediation("court_mediation")
    assert not is_mediation("litigation")
