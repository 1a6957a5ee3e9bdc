"""A layered layout for small directed charts: boxes on layers, labels as boxes of their own, so that nothing overlaps.

The order of the boxes given is the order of reading: an arrow to an earlier box runs back up. Deterministic.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

GAP = 26.0
LAYER_GAP = 30.0
_SWEEPS = 12
_ROUNDS = 60
_LIGHT = 0.001


@dataclass(slots=True, eq=False)
class Box:
    """Something with a size that takes its place on a layer: a state, a label, or the bend of a long arrow."""

    name: str
    width: float
    height: float
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    """The centre."""
    is_bend: bool = False

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height / 2


@dataclass(slots=True, eq=False)
class Arrow:
    """From one box to another with a label box between; `way` holds the boxes from the upper end to the lower."""

    source: Box
    target: Box
    label: Box
    runs_back: bool = False
    way: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """Everything placed: the layers from top to bottom, and the size of the whole."""

    layers: list[list[Box]]
    width: float
    height: float


def lay_out(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Layout:
    """Place the boxes and their arrows' labels; no arrow may join a box to itself."""
    _give_layers(boxes, arrows)
    layers = _layers(boxes, arrows)
    links = _Links(arrows)
    layers = _untangled(layers, links)
    width = _give_x(layers, links)
    height = _give_y(layers)
    return Layout(layers, width, height)


def _give_layers(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> None:
    """Put every box two layers below the lowest that leads to it, one without arrows last; labels take the odd layers."""
    place = {box: number for number, box in enumerate(boxes)}
    for arrow in arrows:
        arrow.runs_back = place[arrow.source] > place[arrow.target]
    for box in boxes:
        above = [_ends(arrow)[0].layer for arrow in arrows if _ends(arrow)[1] is box]
        box.layer = max((layer + 2 for layer in above), default=0)
    joined = {box for arrow in arrows for box in (arrow.source, arrow.target)}
    lowest = max(box.layer for box in boxes)
    for box in boxes:
        if box not in joined:
            box.layer = lowest


def _ends(arrow: Arrow) -> tuple[Box, Box]:
    return (arrow.target, arrow.source) if arrow.runs_back else (arrow.source, arrow.target)


def _layers(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> list[list[Box]]:
    layers: list[list[Box]] = [[] for _ in range(max(box.layer for box in boxes) + 1)]
    for box in boxes:
        layers[box.layer].append(box)
    for arrow in arrows:
        upper, lower = _ends(arrow)
        at = lower.layer - 1 if arrow.runs_back else upper.layer + 1
        arrow.way = [upper]
        for layer in range(upper.layer + 1, lower.layer):
            bend = arrow.label if layer == at else Box("", 10.0, 0.0, is_bend=True)
            bend.layer = layer
            layers[layer].append(bend)
            arrow.way.append(bend)
        arrow.way.append(lower)
    return layers


class _Links:
    """Which boxes on the next layers a box is joined to."""

    def __init__(self, arrows: Iterable[Arrow]) -> None:
        self.up: dict[Box, list[Box]] = {}
        self.down: dict[Box, list[Box]] = {}
        for arrow in arrows:
            for upper, lower in zip(arrow.way, arrow.way[1:], strict=False):
                self.down.setdefault(upper, []).append(lower)
                self.up.setdefault(lower, []).append(upper)

    def crossings(self, layers: Sequence[Sequence[Box]]) -> int:
        """Return how many pairs of arrows cross."""
        total = 0
        for upper, lower in zip(layers, layers[1:], strict=False):
            place = {box: number for number, box in enumerate(lower)}
            ends = [
                place[box] for one in upper for box in sorted(self.down.get(one, []), key=place.__getitem__)
            ]
            total += sum(a > b for n, a in enumerate(ends) for b in ends[n + 1 :])
        return total


def _untangled(layers: list[list[Box]], links: _Links) -> list[list[Box]]:
    """Return the layers in the order with the fewest crossings found by sweeping down and up."""
    best, fewest = [list(layer) for layer in layers], links.crossings(layers)
    current = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        goes_down = sweep % 2 == 0
        order = range(1, len(current)) if goes_down else range(len(current) - 2, -1, -1)
        for number in order:
            near = current[number - 1 if goes_down else number + 1]
            _sort_by_neighbours(current[number], near, links.up if goes_down else links.down)
        _swap_neighbours(current, links)
        found = links.crossings(current)
        if found < fewest:
            best, fewest = [list(layer) for layer in current], found
    return best


def _sort_by_neighbours(layer: list[Box], near: Sequence[Box], joined: dict[Box, list[Box]]) -> None:
    place = {box: number for number, box in enumerate(near)}
    now = {box: float(number) for number, box in enumerate(layer)}

    def wanted(box: Box) -> float:
        places = [place[other] for other in joined.get(box, [])]
        return sum(places) / len(places) if places else now[box]

    layer.sort(key=wanted)


def _swap_neighbours(layers: list[list[Box]], links: _Links) -> None:
    """Swap two boxes beside one another wherever that takes a crossing away."""
    for number, layer in enumerate(layers):
        around = layers[max(number - 1, 0) : number + 2]
        for place in range(len(layer) - 1):
            before = links.crossings(around)
            layer[place], layer[place + 1] = layer[place + 1], layer[place]
            if links.crossings(around) >= before:
                layer[place], layer[place + 1] = layer[place + 1], layer[place]


def _give_x(layers: Sequence[Sequence[Box]], links: _Links) -> float:
    """Draw every box towards the middle of those it is joined to, keeping the order and the gaps; return the width."""
    for layer in layers:
        at = 0.0
        for box in layer:
            box.x = at + box.width / 2
            at += box.width + GAP
    for _ in range(_ROUNDS):
        for sequence in (layers, tuple(reversed(layers))):
            for layer in sequence:
                _settle(layer, links)
    left = min(box.x - box.width / 2 for layer in layers for box in layer)
    right = max(box.x + box.width / 2 for layer in layers for box in layer)
    for layer in layers:
        for box in layer:
            box.x -= left
    return right - left


def _settle(layer: Sequence[Box], links: _Links) -> None:
    """Move the boxes of a layer as near to where each wants to be as the gaps allow (pool adjacent violators)."""
    offsets: list[float] = []
    for box in layer:
        previous = layer[len(offsets) - 1] if offsets else None
        step = (previous.width + box.width) / 2 + GAP if previous else 0.0
        offsets.append((offsets[-1] if offsets else 0.0) + step)
    pools: list[tuple[float, float, int]] = []
    for box, offset in zip(layer, offsets, strict=True):
        near = [*links.up.get(box, []), *links.down.get(box, [])]
        wanted = sum(other.x for other in near) / len(near) if near else 0.0
        weight = (4.0 if box.is_bend else 1.0) if near else _LIGHT
        pool = (weight, weight * (wanted - offset), 1)
        while pools and pools[-1][1] / pools[-1][0] > pool[1] / pool[0]:
            last = pools.pop()
            pool = (pool[0] + last[0], pool[1] + last[1], pool[2] + last[2])
        pools.append(pool)
    places = [total / weight for weight, total, count in pools for _ in range(count)]
    for box, offset, place in zip(layer, offsets, places, strict=True):
        box.x = place + offset


def _give_y(layers: Sequence[Sequence[Box]]) -> float:
    at = 0.0
    for layer in layers:
        height = max((box.height for box in layer), default=0.0)
        for box in layer:
            box.y = at + height / 2
            if box.is_bend:
                box.height = height
        at += height + LAYER_GAP
    return at - LAYER_GAP
