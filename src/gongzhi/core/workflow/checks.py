"""System checks: what a procedure file names must exist before anybody can come to that move."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error

from gongzhi.core.workflow import library, manifest
from gongzhi.kernel.procedure import Procedure


def check_procedures(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Return an error for each guard or effect that nobody registered, and for each name that two systems use."""
    found = [error for procedure in library.all_procedures() for error in _check(procedure)]
    owner: dict[str, str] = {}
    for procedure in library.all_procedures():
        if owner.setdefault(procedure.name, procedure.system) != procedure.system:
            told = f"{procedure.system} and {owner[procedure.name]} both have a procedure named {procedure.name!r}."
            found.append(Error(told, hint="Give one of them another name.", id="workflow.E002"))
    return found


def _check(procedure: Procedure) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for move in procedure.moves:
        for name in manifest.missing(move.guards, move.effects):
            found.append(
                Error(
                    f"{procedure.system}.{procedure.name} {procedure.version}: move {move.name} names {name!r}, "
                    "which no manifest registers.",
                    hint="Register the guard or effect in the system's manifest, or mend the procedure file.",
                    id="workflow.E001",
                )
            )
    return found
