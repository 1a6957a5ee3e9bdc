"""Sorting messages: the levels agree, the confidence is honest, the same rows give the same model."""

from datetime import datetime

import numpy as np
import pytest

from gongzhi.kernel.terms import CHINA
from gongzhi.reading import classify, explain, scores, training
from gongzhi.reading.classify import Classifier, Trained, train
from gongzhi.reading.linear import Recipe
from gongzhi.reading.tests.corpus import BRANCHES, LABELS, TEXTS

NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(TEXTS, LABELS)


@pytest.fixture(scope="module")
def sorter(trained: Trained) -> Classifier:
    return trained.classifier


def test_new_messages_find_their_leaf(sorter: Classifier) -> None:
    called, confidence = sorter.labels(
        ["村里路灯坏了很久没人修", "老板拖欠工资", "半夜施工噪音扰民", "孩子上小学怎么报名"]
    )

    assert called == ["市政/路灯", "劳动/工资", "环保/噪声", "教育/入学"]
    assert (confidence > 0).all()


def test_the_levels_never_contradict_one_another(sorter: Classifier) -> None:
    chances = sorter.probabilities(TEXTS[::7])

    assert np.allclose(chances.sum(axis=1), 1)
    assert sorter.leaves == tuple(sorted(set(LABELS)))


def test_what_nobody_wrote_before_is_not_called_sure(sorter: Classifier) -> None:
    reading = sorter.read(["zzz"])[0]

    assert not reading.is_sure
    assert len(reading.others) == 3


def test_a_branch_may_be_sure_where_the_leaf_is_not(sorter: Classifier) -> None:
    chances = np.zeros(len(sorter.leaves))
    chances[sorter.leaves.index("环保/噪声")] = chances[sorter.leaves.index("环保/污染")] = 0.5
    wary = Classifier(sorter.vocabulary, sorter.nodes, sorter.leaves, 0.9)

    reading = wary._reading(chances)

    assert (reading.is_sure, reading.branch) == (False, "环保")


def test_the_same_rows_give_the_same_model(sorter: Classifier) -> None:
    again = train(TEXTS, LABELS).classifier

    assert np.array_equal(again.probabilities(TEXTS), sorter.probabilities(TEXTS))


def test_unseen_texts_were_judged_by_weights_without_them(trained: Trained) -> None:
    judged = training.out_of_fold(trained)

    assert judged.texts == len(TEXTS)
    assert 0.3 < judged.accuracy < 1


def test_texts_alike_to_the_letter_are_in_one_fold() -> None:
    texts = [*TEXTS, TEXTS[0].replace("\n", " "), TEXTS[5]]
    truth = np.array([0] * len(texts))

    fold = classify.folds(texts, truth, 1)

    assert fold[-2] == fold[0]
    assert fold[-1] == fold[5]
    assert set(fold.tolist()) == {0, 1, 2, 3, 4}


def test_a_branch_that_people_chose_itself_is_a_leaf_of_its_own() -> None:
    labels = ["市政" if n % 4 == 0 and one == "市政/路灯" else one for n, one in enumerate(LABELS)]

    sorter = train(TEXTS, labels).classifier

    assert "市政" in {classify.plain(leaf) for leaf in sorter.leaves}
    assert np.allclose(sorter.probabilities(TEXTS[:3]).sum(axis=1), 1)
    assert set(sorter.labels(TEXTS)[0]) <= set(labels)


def test_a_class_with_one_text_and_a_branch_with_one_child_do_no_harm() -> None:
    sorter = train([*TEXTS, "遛狗不拴绳\n吓到孩子"], [*LABELS, "城管/养犬"]).classifier

    assert sorter.labels(["养狗不拴绳子"])[0] == ["城管/养犬"]


def test_many_classes_go_the_fast_way() -> None:
    sorter = train(TEXTS, LABELS, Recipe(most_by_machine=1)).classifier
    called, _ = sorter.labels(TEXTS)

    assert sum(one == other for one, other in zip(called, LABELS, strict=True)) > 0.8 * len(TEXTS)


def test_texts_cut_into_words_are_judged_by_words_too() -> None:
    cut = [" ".join(one[n : n + 2] for n in range(0, len(one), 2)) for one in TEXTS]

    sorter = train(cut, BRANCHES).classifier

    assert sorter.vocabulary.settings.words
    assert sorter.labels(["路灯 坏了 没人 修理"])[0] == ["市政"]


def test_one_label_alone_is_nothing_to_learn() -> None:
    with pytest.raises(ValueError, match="two different labels"):
        train(["路灯", "路面"], ["市政", "市政"])


def test_no_texts_get_no_answers(sorter: Classifier) -> None:
    assert sorter.read([]) == []
    called, confidence = sorter.labels([])
    assert (called, len(confidence)) == ([], 0)


def test_the_reasons_are_words_of_the_message(sorter: Classifier) -> None:
    message = "小区门口路灯不亮,老人出门不便"

    found = explain.reasons(sorter, message, "市政/路灯")

    assert any("灯" in one.words for one in found)
    assert all(one.words in message and 0 < one.share <= 1 for one in found)
    assert found == sorted(found, key=lambda one: -one.share)


def test_nothing_speaks_for_an_empty_message(sorter: Classifier) -> None:
    assert explain.reasons(sorter, "", "市政/路灯") == []
    assert explain.reasons(sorter, "路灯不亮", "没有这个类别") == []


def test_a_city_without_history_begins_with_the_taxonomys_words() -> None:
    made = training.from_taxonomy(
        [("facility/lamp", "路灯照明 路灯不亮、灯杆损坏"), ("facility/road", "路面破损 坑洼、塌陷"), ("noise", "噪音 施工、娱乐噪声")],
        "表", NOW,
    )  # fmt: skip

    assert made.classifier.labels(["门口路灯不亮", "晚上施工噪声大"])[0] == ["facility/lamp", "noise"]
    assert made.about.cold
    assert "没有历史数据" in made.card


def test_a_newer_model_takes_over_only_when_it_is_as_good(sorter: Classifier) -> None:
    wrong = train(TEXTS, [LABELS[-n] for n in range(len(LABELS))]).classifier

    assert training.is_better(sorter, wrong, TEXTS, LABELS)
    assert not training.is_better(wrong, sorter, TEXTS, LABELS)
    assert training.is_better(wrong, sorter, TEXTS[:3], LABELS[:3])


def test_scores_name_what_was_taken_for_what() -> None:
    judged = scores.judge(["a", "a", "b", "b"], ["a", "b", "b", "b"], np.array([0.9, 0.4, 0.8, 0.7]), 0.5)

    assert judged.accuracy == 0.75
    assert judged.confusion == (scores.Confusion("a", "b", 1),)
    assert [one.f1 for one in judged.classes] == pytest.approx([2 / 3, 0.8])
    assert (judged.answered, judged.answered_right, judged.coverage_at_95) == (0.75, 1.0, 0.75)


def test_scores_of_nothing_are_nothing() -> None:
    judged = scores.judge([], [], np.zeros(0), 0.5)

    assert (judged.texts, judged.accuracy, judged.macro_f1, judged.calibration_error) == (0, 0, 0, 0)
