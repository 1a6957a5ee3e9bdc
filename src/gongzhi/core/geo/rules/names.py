"""Finding the area that a text names."""

from collections.abc import Iterable


class NameFinder:
    """Looks names of areas up in texts."""

    def __init__(self, areas: Iterable[tuple[str, str]]) -> None:
        self._codes: dict[str, list[str]] = {}
        for code, name in areas:
            self._codes.setdefault(name, []).append(code)

    def find(self, text: str, within: str = "") -> str:
        """Return the code of the area that a text names, "" when it names none or is not clear."""
        found = [code for name, codes in self._codes.items() if name in text for code in codes]
        return max((code for code in found if code.startswith(within)), key=len, default="")
