"""Draws a procedure as a state chart in SVG: states coloured by stage, moves on the arrows, all of it readable as text.

Colours are presentation attributes, so that a page's own style sheet overrides them by class; alone, the chart follows
the reader's light or dark setting.
"""

from collections.abc import Iterable, Sequence
from html import escape

from gongzhi.kernel.chart_layout import Arrow, Box, Layout, lay_out
from gongzhi.kernel.procedure import STAGES, Move, Procedure, State

MARGIN = 24.0
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 15.0, 12.0, 11.0
LINE = 16.0
HEAD = 64.0
MANY = 3
"""A move from more states than this is told inside the boxes; as arrows it would hide the others."""
_INNER_WIDTH = 190.0

# stage: (light fill, light edge, dark fill, dark edge)
COLOURS = {
    "intake": ("#e6f0fb", "#3b78b8", "#1c3350", "#7fb2e6"),
    "handling": ("#fdf1dc", "#b9781c", "#47330f", "#e2b060"),
    "answered": ("#efe9fb", "#7a5bbf", "#33264f", "#b79df0"),
    "checking": ("#e0f4f0", "#25847a", "#133b37", "#6cc9bd"),
    "closed": ("#eceef0", "#69727c", "#2c3238", "#a3adb7"),
}
_WORDS = {
    "zh": {
        "also": "另可：",
        "from": "来自：",
        "desc": "状态图",
        "stays": "不改变状态",
        "to": "到",
        "law": "依据：",
        "comma": "、",
    },
    "en": {
        "also": "Also: ",
        "from": "From: ",
        "desc": "State chart",
        "stays": "stays",
        "to": "to",
        "law": "Law: ",
        "comma": ", ",
    },
}


def draw(procedure: Procedure, lang: str = "zh") -> str:
    """Return the state chart of a procedure as one SVG text; `lang` is "zh" or "en"."""
    return _Chart(procedure, lang).svg()


class _Chart:
    def __init__(self, procedure: Procedure, lang: str) -> None:
        self.procedure, self.lang, self.words = procedure, lang, _WORDS[lang]
        self.notes = {state.name: self._notes(state) for state in procedure.states}
        self.boxes = {state.name: self._box(state) for state in procedure.states}
        self.labels: dict[Box, list[str]] = {}
        self.arrows = self._arrows()
        self.layout: Layout = lay_out(list(self.boxes.values()), self.arrows)

    def title(self, thing: Procedure | State | Move) -> str:
        return thing.title if self.lang == "zh" else thing.title_en

    def _notes(self, state: State) -> list[str]:
        """Return what is told inside a state's box: the moves that stay, and those that come from nearly everywhere."""
        moves = [move for move in self.procedure.moves if state.name in move.sources]
        stays = [self.title(move) for move in moves if move.target in ("", state.name)]
        leaves = [
            f"{self.title(move)}→{self.title(self.procedure.state(move.target))}"
            for move in moves
            if move.target not in ("", state.name) and is_common(move)
        ]
        comes = [
            self.title(move) for move in self.procedure.moves if move.target == state.name and is_common(move)
        ]
        return [*self._note("from", comes), *self._note("also", [*stays, *leaves])]

    def _note(self, word: str, titles: list[str]) -> list[str]:
        texts = wrapped(titles, self.words["comma"], _INNER_WIDTH)
        return [f"{self.words[word]}{texts[0]}", *texts[1:]] if texts else []

    def _box(self, state: State) -> Box:
        texts = [text_width(self.title(state), TITLE_SIZE), text_width(state.name, SMALL_SIZE)]
        texts += [text_width(line, SMALL_SIZE) for line in self.notes[state.name]]
        notes = len(self.notes[state.name]) * LINE + (6 if self.notes[state.name] else 0)
        return Box(state.name, max(112.0, max(texts) + 28), 50.0 + notes)

    def _arrows(self) -> list[Arrow]:
        found: dict[tuple[str, str], list[str]] = {}
        for move in self.procedure.moves:
            for source in move.sources if move.target and not is_common(move) else ():
                if source != move.target:
                    found.setdefault((source, move.target), []).append(self.title(move))
        arrows = []
        for (source, target), titles in found.items():
            width = max(text_width(title, TEXT_SIZE) for title in titles) + 12
            label = Box("", width, len(titles) * LINE + 4)
            self.labels[label] = titles
            arrows.append(Arrow(self.boxes[source], self.boxes[target], label))
        return arrows

    def svg(self) -> str:
        width = max(self.layout.width, text_width(self._heading(), 18.0), 560.0) + 2 * MARGIN
        height = self.layout.height + 2 * MARGIN + HEAD + 34
        shift = (width - self.layout.width) / 2
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="gz-chart" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{width:.0f}" height="{height:.0f}" role="img" lang="{"zh-Hans" if self.lang == "zh" else "en"}" '
            f'aria-labelledby="{self._id("title")} {self._id("desc")}" font-family="system-ui, \'PingFang SC\', '
            "'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif\">",
            f'<title id="{self._id("title")}">{escape(self._heading())}</title>',
            f'<desc id="{self._id("desc")}">{escape(self._description())}</desc>',
            _style(),
            self._marker(),
            f'<rect class="gz-paper" width="{width:.0f}" height="{height:.0f}" rx="8" fill="#ffffff"/>',
            self._head(),
            f'<g transform="translate({shift:.1f} {MARGIN + HEAD:.1f})">',
            *self._drawn_arrows(),
            *(self._drawn_state(state) for state in self.procedure.states),
            "</g>",
            self._legend(height),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _id(self, part: str) -> str:
        return f"chart-{self.procedure.system}-{self.procedure.name}-{part}"

    def _heading(self) -> str:
        return f"{self.title(self.procedure)} · {self.words['desc']}"

    def _description(self) -> str:
        lines = []
        for move in self.procedure.moves:
            sources = self.words["comma"].join(
                self.title(self.procedure.state(name)) for name in move.sources
            )
            target = self.title(self.procedure.state(move.target)) if move.target else self.words["stays"]
            lines.append(f"{self.title(move)}:{sources} → {target}")
        return f"{self.words['law']}{self.procedure.law}。" + ";".join(lines) + "。"

    def _head(self) -> str:
        one = self.procedure
        since = f"{one.system}.{one.name} · {one.version} · {self.words['law']}{one.law}"
        return _text(
            MARGIN, MARGIN + 16, self._heading(), 18.0, "gz-title", weight=600, anchor="start"
        ) + _text(MARGIN, MARGIN + 38, since, TEXT_SIZE, "gz-small", anchor="start")

    def _marker(self) -> str:
        return (
            f'<defs><marker id="{self._id("arrow")}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
            'markerHeight="7" orient="auto-start-reverse"><path class="gz-arrow" d="M0 0L10 5L0 10z" fill="#5b6570"/>'
            "</marker></defs>"
        )

    def _drawn_arrows(self) -> list[str]:
        ports = _ports(self.arrows)
        lines = [self._line(arrow, *ports[arrow]) for arrow in self.arrows]
        labels = [self._label(arrow.label) for arrow in self.arrows]
        return [*lines, *labels]

    def _line(self, arrow: Arrow, start: float, end: float) -> str:
        points = [(start, arrow.way[0].bottom)]
        for box in arrow.way[1:-1]:
            points += [(box.x, box.top), (box.x, box.bottom)]
        points.append((end, arrow.way[-1].top))
        path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
        for (x, y), (to_x, to_y) in zip(points, points[1:], strict=False):
            middle = (y + to_y) / 2
            straight = abs(x - to_x) < 0.5 or y == to_y
            path += (
                f"L{to_x:.1f} {to_y:.1f}"
                if straight
                else f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}"
            )
        side = "start" if arrow.runs_back else "end"
        dash = ' stroke-dasharray="5 4"' if arrow.runs_back else ""
        return (
            f'<path class="gz-line" d="{path}" fill="none" stroke="#5b6570" stroke-width="1.4"{dash} '
            f'marker-{side}="url(#{self._id("arrow")})"/>'
        )

    def _label(self, box: Box) -> str:
        titles = self.labels[box]
        back = (
            f'<rect class="gz-paper" x="{box.x - box.width / 2 + 2:.1f}" y="{box.top:.1f}" width="{box.width - 4:.1f}" '
            f'height="{box.height:.1f}" rx="3" fill="#ffffff"/>'
        )
        lines = [
            _text(box.x, box.top + 14 + number * LINE, title, TEXT_SIZE, "gz-text")
            for number, title in enumerate(titles)
        ]
        return back + "".join(lines)

    def _drawn_state(self, state: State) -> str:
        box, colours = self.boxes[state.name], COLOURS[state.stage]
        edge = 2.6 if state.name == self.procedure.initial else 1.4
        parts = [
            f'<g class="gz-state gz-{state.stage}" id="{self._id("state-" + state.name)}">',
            f'<rect x="{box.x - box.width / 2:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
            f'rx="{14 if state.is_closed else 7}" fill="{colours[0]}" stroke="{colours[1]}" stroke-width="{edge}"/>',
            _text(box.x, box.top + 23, self.title(state), TITLE_SIZE, "gz-title", weight=600),
            _text(box.x, box.top + 40, state.name, SMALL_SIZE, "gz-small"),
        ]
        for number, line in enumerate(self.notes[state.name]):
            parts.append(_text(box.x, box.top + 60 + number * LINE, line, SMALL_SIZE, "gz-text"))
        return "".join(parts) + "</g>"

    def _legend(self, height: float) -> str:
        at, parts = MARGIN, []
        for stage, titles in STAGES.items():
            title = titles[0] if self.lang == "zh" else titles[1]
            parts.append(
                f'<g class="gz-state gz-{stage}"><rect x="{at:.1f}" y="{height - MARGIN - 12:.1f}" width="14" height="14" '
                f'rx="3" fill="{COLOURS[stage][0]}" stroke="{COLOURS[stage][1]}"/></g>'
                + _text(at + 20, height - MARGIN, title, TEXT_SIZE, "gz-text", anchor="start")
            )
            at += 44 + text_width(title, TEXT_SIZE)
        return "".join(parts)


def is_common(move: Move) -> bool:
    """Return whether a move leaves from so many states that arrows for it would hide the rest."""
    return len(move.sources) > MANY


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is: Chinese characters are square, others a little more than half as wide."""
    return sum(size if ord(character) > 0x2E7F or character in "→·—…" else size * 0.58 for character in text)


def wrapped(texts: Iterable[str], comma: str, width: float, size: float = SMALL_SIZE) -> list[str]:
    """Return the texts joined by a comma in lines not much wider than `width`, never breaking inside one."""
    lines: list[str] = []
    for text in texts:
        if lines and text_width(f"{lines[-1]}{comma}{text}", size) <= width:
            lines[-1] = f"{lines[-1]}{comma}{text}"
        else:
            lines.append(text)
    return lines


def _ports(arrows: Sequence[Arrow]) -> dict[Arrow, tuple[float, float]]:
    """Return where each arrow touches its upper and its lower box, spread along the edge in the order of where it goes."""
    touching: dict[tuple[Box, bool], list[tuple[float, Arrow]]] = {}
    for arrow in arrows:
        touching.setdefault((arrow.way[0], True), []).append((arrow.way[1].x, arrow))
        touching.setdefault((arrow.way[-1], False), []).append((arrow.way[-2].x, arrow))
    places: dict[tuple[Arrow, bool], float] = {}
    for (box, is_upper), found in touching.items():
        step = box.width / (len(found) + 1)
        for number, (_, arrow) in enumerate(sorted(found, key=lambda pair: pair[0]), start=1):
            places[arrow, is_upper] = box.x - box.width / 2 + number * step
    return {arrow: (places[arrow, True], places[arrow, False]) for arrow in arrows}


def _text(
    x: float, y: float, text: str, size: float, name: str, *, weight: int = 400, anchor: str = "middle"
) -> str:
    colour = "#55606b" if name == "gz-small" else "#1c2329"
    return (
        f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
    )


def _style() -> str:
    dark = "".join(
        f".gz-{stage} rect{{fill:{fill};stroke:{edge}}}" for stage, (_, _, fill, edge) in COLOURS.items()
    )
    return (
        "<style>@media (prefers-color-scheme:dark){.gz-paper{fill:#15191d}.gz-line{stroke:#9aa5af}"
        f".gz-arrow{{fill:#9aa5af}}.gz-title,.gz-text{{fill:#e8ecef}}.gz-small{{fill:#a9b3bc}}{dark}}}</style>"
    )
