"""Reads a procedure from TOML; every fault is found at once, each with its line, what is wrong and how to mend it."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.procedure_check import faults_of, overlaps
from gongzhi.kernel.procedure_faults import Fault, ProcedureInvalid
from gongzhi.kernel.procedure_reader import Reader, procedure_from
from gongzhi.kernel.toml_lines import Path as KeyPath
from gongzhi.kernel.toml_lines import lines_of

LARGEST = 1_000_000
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def load(path: Path) -> Procedure:
    """Return the procedure in a file; raise ProcedureInvalid with every fault found."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProcedureInvalid(
            name, [Fault(0, f"读不到这个文件({reason})", "请核对路径和读取权限")]
        ) from error
    return loads(raw, name)


def loads(raw: bytes, name: str = "<text>") -> Procedure:
    """Return the procedure in a text; `name` is how messages call it."""
    text = _decoded(raw, name)
    top, lines = _parsed(text, name)
    reader = Reader(lines)
    found = procedure_from(reader, top, text, hashlib.sha256(raw).hexdigest())
    faults = reader.faults if found is None else faults_of(found, reader)
    if faults or found is None:
        raise ProcedureInvalid(name, faults)
    return found


def load_all(paths: Iterable[Path]) -> tuple[Procedure, ...]:
    """Return the procedures of many files; raise ProcedureInvalid for the first file with faults or overlapping days."""
    found = [(path, load(path)) for path in paths]
    for path, fault in overlaps(found):
        raise ProcedureInvalid(str(path), [fault])
    return tuple(procedure for _, procedure in found)


def _decoded(raw: bytes, name: str) -> str:
    if len(raw) > LARGEST:
        fault = Fault(0, f"文件有 {len(raw)} 字节，超过 {LARGEST}", "请核对是不是程序文件")
        raise ProcedureInvalid(name, [fault])
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ProcedureInvalid(
            name, [Fault(line, "这里不是 UTF-8 编码的文字", "请把文件另存为 UTF-8")]
        ) from error


def _parsed(text: str, name: str) -> tuple[dict[str, object], Mapping[KeyPath, int]]:
    try:
        return tomllib.loads(text), lines_of(text)
    except RecursionError as error:
        raise ProcedureInvalid(name, [Fault(0, "括号套得太深", "请核对是不是程序文件")]) from error
    except ValueError as error:
        found = _AT_LINE.search(str(error))
        line = (
            int(found.group(1)) if found else (text.count("\n") + 1 if "end of document" in str(error) else 0)
        )
        what = _AT_LINE.sub("", str(error)).strip()
        column = f"(第 {found.group(2)} 列)" if found else ""
        fault = Fault(
            line, f"不合 TOML 的写法{column}:{what}", "请对照 docs/reference/procedures.md 改正这一处"
        )
        raise ProcedureInvalid(name, [fault]) from error


__all__ = ["Fault", "ProcedureInvalid", "load", "load_all", "loads"]
