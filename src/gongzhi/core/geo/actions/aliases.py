"""Keeps other names of places: added with who and why, ended and never erased."""

from datetime import datetime

from django.db import transaction

from gongzhi.core.geo import cache, queries
from gongzhi.core.geo.models import Alias
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound

STREAM = "geo:aliases"
LONGEST = 30


@transaction.atomic(durable=True)
def add_alias(actor: Actor, name: str, area_code: str, note: str, at: datetime) -> Alias:
    """Let a name stand for an area, e.g. an estate's for its community; the same name may stand for several."""
    require_role(actor, "geo.aliases")
    word = "".join(name.split())
    if not 2 <= len(word) <= LONGEST or not word.isalnum():
        raise InvalidInput(
            field="name", why="别称要写 2 到 %(most)s 个字，只能是汉字、字母和数字。", most=LONGEST
        )
    code = area_code.strip()
    if not (code.isascii() and code.isdigit() and queries.area_name(code)):
        raise InvalidInput(field="area", why="没有代码为「%(code)s」的地方，请从列表里选择。", code=code[:20])
    if queries.area(code).valid_to is not None:
        raise InvalidInput(field="area", why="这个地方已经撤销，请选现在的地方。")
    if Alias.objects.filter(name=word, area_code=code, ended_at__isnull=True).exists():
        raise InvalidInput(field="name", why="这个别称已经有了，不用再加。")
    made = Alias.objects.create(
        name=word, area_code=code, note=note.replace("\x00", "").strip()[:200], made_by=actor.name, made_at=at
    )
    data = {"name": word, "area": code, "area_name": queries.full_name(code)}
    record(stream=STREAM, verb="geo.alias_added", actor=actor, at=at, data=data, why=made.note)
    cache.changed()
    return made


@transaction.atomic(durable=True)
def end_alias(actor: Actor, alias_id: int, at: datetime) -> Alias:
    """Let a name stand for an area no longer."""
    require_role(actor, "geo.aliases")
    held = Alias.objects.select_for_update().filter(pk=alias_id, ended_at__isnull=True).first()
    if held is None:
        raise NotFound
    held.ended_at, held.ended_by = at, actor.name
    held.save(update_fields=["ended_at", "ended_by"])
    data = {"name": held.name, "area": held.area_code}
    record(stream=STREAM, verb="geo.alias_ended", actor=actor, at=at, data=data)
    cache.changed()
    return held
