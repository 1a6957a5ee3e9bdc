"""All procedures the running platform knows: the systems' files of today and, by version, those of older matters."""

from datetime import date
from functools import cache
from pathlib import Path

from gongzhi.core.orgs.settings import Declared, SettingType
from gongzhi.core.workflow import manifest
from gongzhi.kernel.loader import load
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import Term


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


def all_procedures() -> tuple[Procedure, ...]:
    """Return every version of every procedure of every registered system."""
    return tuple(one for known in manifest.manifests() for one in procedures(known.name))


@cache
def by_name(name: str, wanted: str) -> Procedure:
    """Return a version of a procedure whose system is not known; names are unique over all systems (checked at start)."""
    for procedure in all_procedures():
        if (procedure.name, procedure.version) == (name, wanted):
            return procedure
    raise manifest.NotDeclared(what="程序版本", name=f"{name} {wanted}")


def settings() -> list[Declared]:
    """Return the settings that procedures' terms name, as the newest version has them."""
    found: dict[str, Declared] = {}
    for procedure in sorted(all_procedures(), key=lambda one: one.valid_from):
        for term in procedure.terms:
            found.update((one.name, one) for one in _settings(procedure, term))
    return list(found.values())


def _settings(procedure: Procedure, term: Term) -> list[Declared]:
    lengths = [(term.setting, term.length, term.unit, term.law, "", "")]
    for variant in term.variants:
        flag = next((one for one in procedure.flags if one.name == variant.when), None)
        title, title_en = (f"({flag.title})", f" ({flag.title_en})") if flag else ("", "")
        lengths.append(
            (variant.setting, variant.length, variant.unit, variant.law or term.law, title, title_en)
        )
    return [
        Declared(
            name=name,
            title=f"{procedure.title}：{term.title}{title}",
            title_en=f"{procedure.title_en}: {term.title_en}{title_en}",
            type=SettingType.LIMIT,
            default={"length": length, "unit": str(unit)},
            certain=term.certain,
            law=law,
        )
        for name, length, unit, law, title, title_en in lengths
        if name
    ]
