"""All procedures the running platform knows: the systems' files of today and, by version, those of older matters."""

from datetime import date
from functools import cache
from pathlib import Path

from gongzhi.core.workflow import manifest
from gongzhi.kernel.loader import load
from gongzhi.kernel.procedure import Procedure


@cache
def _read(folder: Path) -> tuple[Procedure, ...]:
    return tuple(load(path) for path in sorted(folder.glob("*.toml")))


def procedures(system: str) -> tuple[Procedure, ...]:
    """Return every version of every procedure of one system."""
    folder = manifest.manifest(system).procedures
    return () if folder is None else _read(folder)


@cache
def version(system: str, name: str, wanted: str) -> Procedure:
    """Return the version a matter was born under; raise NotDeclared when its file is gone."""
    for procedure in procedures(system):
        if (procedure.name, procedure.version) == (name, wanted):
            return procedure
    raise manifest.NotDeclared(what="程序版本", name=f"{system}.{name} {wanted}")


@cache
def current(system: str, name: str, on: date) -> Procedure:
    """Return the version in force on a day; raise NotDeclared when there is none."""
    for procedure in procedures(system):
        ends = procedure.valid_to
        if procedure.name == name and procedure.valid_from <= on and (ends is None or on < ends):
            return procedure
    raise manifest.NotDeclared(what="程序", name=f"{system}.{name}({on.isoformat()})")


def find(reference: str, on: date) -> Procedure:
    """Return the procedure written as `system.name`, in force on a day."""
    system, _, name = reference.partition(".")
    return current(system, name, on)
