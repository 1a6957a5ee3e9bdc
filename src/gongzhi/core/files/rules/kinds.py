"""The kinds of documents that can be made: each has a template, a series of numbers, and readers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gongzhi.kernel.actor import Actor

_HERE = Path(__file__).resolve().parent.parent / "templates"


Readers = Callable[[Actor, int], bool]
"""Whether an actor may read a document, by its id."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind. `for_party` says whether who brought the matter may read it; `folder` holds `<name>.typ`.

    `readers` decides over documents of this kind that belong to no matter; without it nobody reads them. For documents of
    a matter it narrows further who of the staff in reach may read them.
    """

    name: str
    title: str
    title_en: str
    series: str
    template: str = "letter"
    for_party: bool = True
    folder: Path = _HERE
    readers: Readers | None = None


_KINDS: dict[str, DocumentKind] = {}


def register(*kinds: DocumentKind) -> None:
    """Make kinds known; a system registers its own from its manifest."""
    for kind in kinds:
        _KINDS[kind.name] = kind


def kind(name: str, title: str = "") -> DocumentKind:
    """Return a kind; one that nobody registered is a plain letter to the party under the series of notices."""
    return _KINDS.get(name) or DocumentKind(name, title or name, title or name, "告")


def names() -> tuple[str, ...]:
    """Return the names of all registered kinds."""
    return tuple(sorted(_KINDS))


def for_bodies() -> tuple[str, ...]:
    """Return the names of the kinds that go between bodies and that who brought the matter does not read."""
    return tuple(sorted(one.name for one in _KINDS.values() if not one.for_party))


register(
    DocumentKind("receipt", "收件回执", "Receipt", "收", "receipt"),
    DocumentKind("acceptance_notice", "受理告知书", "Notice of acceptance", "告", "acceptance_notice"),
    DocumentKind(
        "not_accepted_notice", "不予受理告知书", "Notice of non-acceptance", "告", "not_accepted_notice"
    ),
    DocumentKind("transfer_notice", "转送告知书", "Notice of transfer", "告", "transfer_notice"),
    DocumentKind("extension_notice", "延长办理期限告知书", "Notice of extension", "告", "extension_notice"),
    DocumentKind("answer", "办理答复书", "Answer", "复", "answer"),
    DocumentKind(
        "supervision_order", "督办通知书", "Supervision order", "督", "supervision_order", for_party=False
    ),
)
