"""Sets and confirms what an installation has otherwise than shipped; every change names its source."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.ledger.actions import record
from gongzhi.core.orgs import cache, settings
from gongzhi.core.orgs.models import Setting
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput


@transaction.atomic(durable=True)
def set_setting(actor: Actor, name: str, text: str, source: str, at: datetime) -> Setting:
    """Set a setting to what a person typed, with the local rule it comes from; whoever sets it confirms it."""
    value = settings.parse(settings.declared(name), text)
    return _keep(actor, name, value, source, at, "setting.set")


@transaction.atomic(durable=True)
def confirm_setting(actor: Actor, name: str, source: str, at: datetime) -> Setting:
    """Confirm the value in force, shipped or set, by naming the local rule that says so."""
    kept = Setting.objects.filter(name=name).first()
    value = settings.declared(name).default if kept is None else kept.value
    return _keep(actor, name, value, source, at, "setting.confirmed")


def _keep(actor: Actor, name: str, value: object, source: str, at: datetime, verb: str) -> Setting:
    if not source.strip():
        raise InvalidInput(field="source", why="请写明来源，例如本地文件的名称和文号。")
    before = Setting.objects.select_for_update().filter(name=name).first()
    kept, _ = Setting.objects.update_or_create(
        name=name,
        defaults={
            "value": value,
            "source": source.strip(),
            "set_by": actor.name,
            "set_at": at,
            "confirmed_by": actor.name,
            "confirmed_at": at,
        },
    )
    data = {"name": name, "from": before.value if before else None, "to": value, "source": source.strip()}
    record(stream="settings", verb=verb, actor=actor, at=at, data=data)
    cache.changed()
    return kept
