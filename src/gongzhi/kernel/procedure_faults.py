"""A fault in a procedure file, and the refusal that lists them all."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.kernel.errors import DomainError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong on a line (0: the file as a whole) and how to mend it."""

    line: int
    what: str
    mend: str

    def sentence(self) -> str:
        """Return the fault as one line of text."""
        where = f"第 {self.line} 行：" if self.line else ""
        return f"{where}{self.what}。{self.mend}。"


class ProcedureInvalid(DomainError):
    """The file is not a procedure; `faults` holds everything that was found, in the order of lines."""

    code = "procedure.invalid"
    message = "程序文件 %(file)s 有 %(count)d 处错误：\n%(why)s"
    http_status = 422

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        why = "\n".join(f"{file}:{fault.line}: {fault.sentence()}" for fault in self.faults)
        super().__init__(file=file, count=len(self.faults), why=why)
