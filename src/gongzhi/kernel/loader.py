"""Reads a procedure from TOML; every fault is found, each with its line, what is wrong and how to mend it."""

from pathlib import Path

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.procedure import Procedure


class ProcedureInvalid(DomainError):
    """The file is not a procedure."""

    code = "procedure.invalid"
    message = "程序文件 %(file)s 有误:\n%(why)s"
    http_status = 422


def load(path: Path) -> Procedure:
    """Return the procedure in a file; raise ProcedureInvalid with every fault found."""
    raise NotImplementedError
