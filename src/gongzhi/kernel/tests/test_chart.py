"""The state chart: well-formed, complete, and nothing on top of anything else."""

import xml.etree.ElementTree as Tree

import pytest

from gongzhi.kernel.chart_layout import GAP, Arrow, Box, lay_out
from gongzhi.kernel.draw import draw, is_common, text_width, wrapped
from gongzhi.kernel.loader import load
from gongzhi.kernel.procedure import Move, Procedure, State
from gongzhi.kernel.tests.samples import FILES, SMALL, small

SVG = "{http://www.w3.org/2000/svg}"
PROCEDURES = [small(), *(load(path) for path in FILES)]


def box(name: str, width: float = 100, height: float = 40) -> Box:
    return Box(name, width, height)


def arrow(source: Box, target: Box) -> Arrow:
    return Arrow(source, target, box("", 60, 20))


def test_boxes_follow_their_arrows_downwards() -> None:
    first, second, third = box("first"), box("second"), box("third")

    layout = lay_out(
        [first, second, third], [arrow(first, second), arrow(second, third), arrow(first, third)]
    )

    assert first.bottom < second.top
    assert second.bottom < third.top
    assert layout.height == pytest.approx(third.bottom)


def test_an_arrow_to_an_earlier_box_runs_back_up() -> None:
    first, second = box("first"), box("second")
    back = arrow(second, first)

    lay_out([first, second], [arrow(first, second), back])

    assert back.runs_back
    assert (back.way[0], back.way[-1]) == (first, second)


def test_a_box_without_arrows_takes_its_place_at_the_end() -> None:
    first, second, alone = box("first"), box("second"), box("alone")

    lay_out([first, alone, second], [arrow(first, second)])

    assert alone.layer == second.layer
    assert abs(alone.x - second.x) >= 100 + GAP - 0.01


def test_one_box_is_a_chart() -> None:
    only = box("only")

    layout = lay_out([only], [])

    assert (layout.width, layout.height) == (100, 40)


def test_crossed_arrows_are_untangled() -> None:
    left, right, low_left, low_right = box("a"), box("b"), box("c"), box("d")
    top = box("top")

    lay_out(
        [top, left, right, low_left, low_right],
        [arrow(top, left), arrow(top, right), arrow(left, low_right), arrow(right, low_left)],
    )

    assert (left.x < right.x) == (low_right.x < low_left.x)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.name)
def test_a_chart_shows_every_state_and_move_as_text(procedure: Procedure, lang: str) -> None:
    svg = draw(procedure, lang)

    root = Tree.fromstring(svg)
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert set((root.get("aria-labelledby") or "").split()) <= set(ids)
    said = " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    things: list[State | Move] = [*procedure.states, *procedure.moves]
    for thing in things:
        assert (thing.title if lang == "zh" else thing.title_en) in said
    described = "".join(root.find(f"{SVG}desc").itertext())  # type: ignore[union-attr]
    assert all((move.title if lang == "zh" else move.title_en) in described for move in procedure.moves)
    assert draw(procedure, lang) == svg, "the same procedure gives the same chart"


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.name)
def test_no_state_covers_another_and_none_is_cut_off(procedure: Procedure) -> None:
    root = Tree.fromstring(draw(procedure))
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    group = next(element for element in root.iter(f"{SVG}g") if "translate" in element.get("transform", ""))
    shift = float(group.get("transform", "")[len("translate(") :].split()[0])
    rects = [state[0] for state in group.findall(f"{SVG}g")]
    placed = [tuple(float(rect.get(key, "0")) for key in ("x", "y", "width", "height")) for rect in rects]
    assert len(placed) == len(procedure.states)
    for number, (x, y, wide, high) in enumerate(placed):
        assert x + shift >= 0
        assert x + shift + wide <= width
        assert y + high <= height
        for other_x, other_y, other_wide, other_high in placed[:number]:
            apart = (
                x + wide <= other_x
                or other_x + other_wide <= x
                or y + high <= other_y
                or other_y + other_high <= y
            )
            assert apart


def test_a_move_from_nearly_everywhere_is_told_inside_the_boxes() -> None:
    states = "".join(
        f'[states.s{n}]\ntitle = "状态{n}"\ntitle_en = "S{n}"\nstage = "handling"\n'
        f'[moves.go{n}]\ntitle = "走{n}"\ntitle_en = "Go {n}"\nfrom = ["open"]\nto = "s{n}"\n'
        'by = [{ role = "clerk", relation = "owner" }]\n'
        for n in range(4)
    )
    text = SMALL.replace("[moves.drop]", states + "[moves.drop]").replace(
        'title = "终止"\ntitle_en = "Drop"\nfrom = ["open"]',
        'title = "终止"\ntitle_en = "Drop"\nfrom = ["open", "s0", "s1", "s2", "s3"]',
    )
    found = small(text)

    assert is_common(found.move("drop"))
    assert "终止→已办结" in draw(found)
    assert "来自：终止" in draw(found)


def test_texts_are_measured_and_wrapped() -> None:
    assert text_width("受理", 10) == 20
    assert text_width("ab", 10) == pytest.approx(11.6)
    assert wrapped(["一二三", "四五", "六七八九"], "、", 70, 10) == ["一二三、四五", "六七八九"]
