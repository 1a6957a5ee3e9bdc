"""Binds files into one PDF behind a letter: pictures whole, PDFs page by page; what cannot be set is named as going beside.

A letter's `data["annexes"]` is a list of `{"title", "sha256", "media_type"}`. The template finds each with `file` (a path
that it may show), `shown` ("image", "pdf" or "") and `pages`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from gongzhi.core.files import store

PAGES_MOST = 200
_IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
Annex = Mapping[str, str]


def bind(
    template: Path,
    data: Mapping[str, object],
    annexes: Sequence[Annex],
    *,
    fonts: Sequence[str],
    package: Path,
) -> bytes:
    """Return the PDF of a template over the data, with the annexes bound behind it."""
    with TemporaryDirectory(prefix="gongzhi-bind-") as folder:
        root = Path(folder)
        for part in package.iterdir():
            if part.is_dir():
                (root / part.name).symlink_to(part)
        shown = [_place(root, n, annex) for n, annex in enumerate(annexes, 1)]
        text = json.dumps({**data, "annexes": shown}, ensure_ascii=False, default=str)
        source = f'#include "/{template.resolve().relative_to(package).as_posix()}"\n'
        return _set(root, source, {"data": text}, fonts)


def _place(root: Path, n: int, annex: Annex) -> dict[str, object]:
    """Put a file where the template may read it, and say how it can be shown."""
    kind = annex.get("media_type", "")
    ending = "pdf" if kind == "application/pdf" else _IMAGES.get(kind, "")
    told: dict[str, object] = {"title": annex.get("title", ""), "file": "", "shown": "", "pages": 0}
    if not ending:
        return told
    name = f"annex-{n}.{ending}"
    (root / name).symlink_to(store.path_of(annex["sha256"]).resolve())
    pages = _pages(root, name) if ending == "pdf" else int(_can_show(root, name, 1))
    if pages == 0:
        return told
    return told | {"file": f"/{name}", "shown": "pdf" if ending == "pdf" else "image", "pages": pages}


def _pages(root: Path, name: str) -> int:
    """Return how many pages a PDF has, at most PAGES_MOST; 0 when it cannot be read (damaged, locked)."""
    if not _can_show(root, name, 1):
        return 0
    low, high = 1, 2
    while high <= PAGES_MOST and _can_show(root, name, high):
        low, high = high, high * 2
    high = min(high, PAGES_MOST + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _can_show(root, name, middle) else (low, middle)
    return low


def _can_show(root: Path, name: str, page: int) -> bool:
    shown = f'"/{name}", page: {page}' if name.endswith(".pdf") else f'"/{name}"'
    try:
        _set(root, f"#image({shown}, width: 10pt)\n", {}, [])
    except typst.TypstError:
        return False
    return True


def _set(root: Path, source: str, inputs: dict[str, str], fonts: Sequence[str]) -> bytes:
    main = root / "main.typ"
    main.write_text(source, "utf-8")
    return typst.compile(
        str(main),
        root=str(root),
        font_paths=list(fonts),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=0,
    )
