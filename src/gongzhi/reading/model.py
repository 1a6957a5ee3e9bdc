"""A classifier on disk: arrays in `weights-….npz`, the rest in `model.json`, and `MODEL.md`, the model card for people.

Nothing in it is ever executed on loading: no pickles, and every array is checked against what the JSON says.
"""

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from gongzhi.reading.calibrate import Scaling
from gongzhi.reading.classify import Classifier, Node
from gongzhi.reading.grams import BITS, Settings, Vocabulary
from gongzhi.reading.linear import SHARES, Linear
from gongzhi.reading.scores import ClassScore, Confusion, Scores, Step

FORMAT = 1
KIND = "triage"
FILE, CARD, SCORES = "model.json", "MODEL.md", "scores.json"


class ModelUnreadable(ValueError):
    """There is no usable model in a folder; the message is a Chinese clause that says why."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a model: its version, when and from what it was made, and how well it did on unseen texts."""

    version: str
    made_at: str
    source: str
    data_sha256: str
    texts: int
    classes: dict[str, int]
    alike: int
    macro_f1: float
    accuracy: float
    calibration_error: float
    coverage_at_95: float
    threshold: float
    cold: bool = False


def digest(texts: list[str], labels: list[str]) -> str:
    """Return the SHA-256 of the training rows, in their order."""
    found = hashlib.sha256()
    for message, label in zip(texts, labels, strict=True):
        found.update(f"{len(message)}:{message}{len(label)}:{label}".encode("utf-8", "replace"))
    return found.hexdigest()


def save(folder: Path, classifier: Classifier, about: About, card: str, scores: Scores | None = None) -> int:
    """Write a model, its card and its figures into a folder; return how many bytes it takes."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = f"weights-{about.version}.npz"
    arrays = {"kept": classifier.vocabulary.kept, "idf": classifier.vocabulary.idf}
    for n, node in enumerate(classifier.nodes):
        for part, block in enumerate(node.linear.weights):
            arrays[f"weights{n}_{part}"] = block.astype(np.float16)
        arrays[f"bias{n}"] = node.linear.bias
    told = {
        "format": FORMAT,
        "kind": KIND,
        "weights": weights,
        "about": asdict(about),
        "settings": asdict(classifier.vocabulary.settings),
        "leaves": classifier.leaves,
        "threshold": classifier.threshold,
        "nodes": [
            {"path": node.path, "children": node.children, "scaling": asdict(node.scaling)}
            for node in classifier.nodes
        ],
    }
    # The JSON names the weights and is put in place last: whoever reads meanwhile gets the old model or the new one.
    np.savez_compressed(folder / weights, allow_pickle=False, **arrays)
    _put(folder / CARD, card)
    told_scores = {"version": about.version, **asdict(scores)} if scores else {"version": about.version}
    _put(folder / SCORES, json.dumps(told_scores, ensure_ascii=False))
    _put(folder / FILE, json.dumps(told, ensure_ascii=False, indent=1))
    for other in folder.glob("weights-*.npz"):
        if other.name != weights:
            other.unlink(missing_ok=True)
    return sum((folder / name).stat().st_size for name in (FILE, weights, CARD))


def _put(path: Path, content: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(content, encoding="utf-8")
    part.replace(path)


def load(folder: Path) -> tuple[Classifier, About]:
    """Return the classifier in a folder and what is known of it; raise ModelUnreadable where there is none."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        with np.load(folder / Path(str(told["weights"])).name, allow_pickle=False) as arrays:
            return _built(told, {name: arrays[name] for name in arrays.files})
    except OSError as error:
        raise ModelUnreadable(f"读不到文件({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelUnreadable("文件损坏,或者不是本版本的模型") from error


def scores_of(folder: Path, version: str) -> Scores | None:
    """Return the figures of the model of a version in a folder, None where none are kept for it."""
    try:
        told = json.loads((folder / SCORES).read_text(encoding="utf-8"))
        if told.pop("version") != version or "classes" not in told:
            return None
        told["classes"] = tuple(ClassScore(**one) for one in told["classes"])
        told["confusion"] = tuple(Confusion(**one) for one in told["confusion"])
        told["calibration"] = tuple(Step(**one) for one in told["calibration"])
        return Scores(**told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def about_of(folder: Path) -> About | None:
    """Return what is known of the model in a folder without loading its weights, None where there is none."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return About(**told["about"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _built(told: dict[str, object], arrays: dict[str, np.ndarray]) -> tuple[Classifier, About]:
    if told["format"] != FORMAT or told["kind"] != KIND:
        raise ValueError("another format")
    settings, nodes, leaves = told["settings"], told["nodes"], told["leaves"]
    if not (isinstance(settings, dict) and isinstance(nodes, list) and isinstance(leaves, list)):
        raise TypeError("not a model")
    kept = arrays["kept"].astype(np.int32)
    if len(kept) and (kept.min() < 0 or kept.max() >= 1 << BITS) or len(arrays["idf"]) != len(kept):
        raise ValueError("slots out of range")
    vocabulary = Vocabulary.of(Settings(**settings), kept, arrays["idf"])
    built = tuple(_node(one, n, arrays, len(kept)) for n, one in enumerate(nodes))
    about = told["about"]
    threshold = told["threshold"]
    if not isinstance(about, dict) or not isinstance(threshold, float | int):
        raise TypeError("not a model")
    return Classifier(vocabulary, built, tuple(map(str, leaves)), float(threshold)), About(**about)


def _node(told: dict[str, object], n: int, arrays: dict[str, np.ndarray], grams: int) -> Node:
    children, scaling = told["children"], told["scaling"]
    if not (isinstance(children, list) and isinstance(scaling, dict)):
        raise TypeError("not a model")
    weights = tuple(arrays[f"weights{n}_{part}"].astype(np.float32) for part in range(len(SHARES)))
    bias = arrays[f"bias{n}"].astype(np.float32)
    if any(block.shape != (grams, len(children)) for block in weights) or bias.shape != (len(children),):
        raise ValueError("shapes differ")
    shift = tuple(float(one) for one in scaling["shift"])
    if len(shift) != len(children):
        raise ValueError("shapes differ")
    scaled = Scaling(float(scaling["slope"]), shift, float(scaling["doubt"]))
    return Node(str(told["path"]), tuple(map(str, children)), Linear(weights, bias), scaled)
