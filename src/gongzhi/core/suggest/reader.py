"""The model that this process reads messages with: the installation's own, else one made of the taxonomy's words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from django.conf import settings

from gongzhi.core.orgs import queries as orgs
from gongzhi.reading import explain, model, training
from gongzhi.reading.classify import SEPARATOR, Classifier
from gongzhi.reading.model import ModelUnreadable

TRAINED, COLD = "triage", "triage_by_words"
_REASONS = 4


@dataclass(frozen=True, slots=True)
class Reader:
    """A classifier with the name and version under which its suggestions are kept."""

    name: str
    version: str
    classifier: Classifier

    def reasons(self, message: str, code: str) -> list[str]:
        """Return the words that spoke for a category."""
        label = code.replace(".", SEPARATOR)
        return [one.words for one in explain.reasons(self.classifier, message, label, _REASONS)]


@dataclass(slots=True)
class _Kept:
    key: tuple[str, float] = ("", 0.0)
    reader: Reader | None = None


_kept = _Kept()
_lock = Lock()


def folder() -> Path:
    """Return where an installation keeps its triage model."""
    return Path(settings.VAR_DIR) / "models" / "triage"


def reader() -> Reader | None:
    """Return the reader in force, None where there is neither a model nor a taxonomy; read again when it changed."""
    key = _key()
    with _lock:
        if _kept.key != key or _kept.reader is None:
            _kept.reader = _trained() or _cold()
            _kept.key = key
        return _kept.reader


def _key() -> tuple[str, float]:
    try:
        return str(folder()), (folder() / model.FILE).stat().st_mtime
    except OSError:
        codes = ",".join(f"{one.code}{one.title}" for one in orgs.categories())
        return codes, 0.0


def _trained() -> Reader | None:
    try:
        classifier, about = model.load(folder())
    except ModelUnreadable:
        return None
    return Reader(TRAINED, about.version, classifier)


def _cold() -> Reader | None:
    words = [
        (one.code.replace(".", SEPARATOR), f"{one.title} {one.about}")
        for one in orgs.categories()
        if not one.not_accepted_reason
    ]
    if len({label for label, _ in words}) < 2:
        return None
    made = training.from_taxonomy(words, "orgs.categories", datetime(2000, 1, 1, tzinfo=UTC))
    return Reader(COLD, made.about.data_sha256[:12], made.classifier)
