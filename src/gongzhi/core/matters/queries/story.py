"""The story of a matter: each entry of its ledger as a sentence, for staff in full, for others without what is internal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _

from gongzhi.core.identity.rules.roles import TITLES, Role
from gongzhi.core.ledger.models import Entry
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries.parts import may_read_ratings
from gongzhi.core.matters.queries.timing import due_text, is_english
from gongzhi.core.matters.queries.values import Detail, details
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.manifest import NotDeclared, manifests
from gongzhi.kernel.actor import Actor, ActorKind
from gongzhi.kernel.procedure import Move, Procedure

Data = Mapping[str, object]
INTERNAL_EFFECTS = frozenset({"note", "record_call_back"})
RATING_EFFECTS = frozenset({"record_rating", "record_call_back"})


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One happening: when, who as what, what, why. `links` are numbers of other matters with their titles."""

    at: datetime
    who: str
    role: str
    text: str
    why: str = ""
    icon: str = "circle"
    tone: str = ""
    law: str = ""
    links: tuple[tuple[str, str], ...] = ()
    details: tuple[Detail, ...] = ()
    verb: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads: staff see all, a resident what concerns him, the public only what is open to everybody.

    `knows_ratings`: whether a rating or call-back may be told to have taken place at all.
    """

    kind: ActorKind
    knows_ratings: bool = True

    @property
    def is_staff(self) -> bool:
        return self.kind in (ActorKind.STAFF, ActorKind.SYSTEM)

    @property
    def is_resident(self) -> bool:
        return self.kind is ActorKind.RESIDENT


def story(actor: Actor, matter: Matter, at: datetime | None = None) -> list[StoryItem]:
    """Return what happened in a matter, the newest first, as far as the actor may know at a moment, now by default.

    A resident whose receipt opens another matter reads this one as the public does.
    """
    kind = actor.kind
    if kind is ActorKind.RESIDENT and matter.id not in actor.matter_ids:
        kind = ActorKind.PUBLIC
    reader = _Reader(kind, kind is not ActorKind.STAFF or may_read_ratings(actor, matter, at))
    told = [_item(entry, reader) for entry in entries(matter.stream)]
    return [item for item in reversed(told) if item is not None]


def _item(entry: Entry, reader: _Reader) -> StoryItem | None:
    data = cast(Data, entry.data)
    if entry.verb == "workflow.moved":
        return _moved(entry, data, reader)
    tell = _TELLERS.get(entry.verb) or _registered.get(entry.verb)
    if tell is None:
        return _told(entry, reader, entry.verb) if reader.is_staff else None
    if not _may_read(tell.readers, reader):
        return None
    text = tell.text(data)
    why = entry.why if reader.is_staff or tell.open_reason else ""
    return _told(entry, reader, text, why=why, icon=tell.icon, tone=tell.tone, links=_others(data, reader))


def _may_read(readers: str, reader: _Reader) -> bool:
    return reader.is_staff or readers == "all" or (readers == "resident" and reader.is_resident)


def _told(
    entry: Entry,
    reader: _Reader,
    text: str,
    *,
    why: str = "",
    icon: str = "circle",
    tone: str = "",
    law: str = "",
    links: tuple[tuple[str, str], ...] = (),
    more: tuple[Detail, ...] = (),
) -> StoryItem:
    return StoryItem(
        at=entry.at,
        who=_who(entry, reader),
        role=_role(entry.role, entry.actor_kind),
        text=text,
        why=why,
        icon=icon,
        tone=tone,
        law=law,
        links=links,
        details=more,
        verb=entry.verb,
        hash=entry.hash if reader.is_staff else "",
    )


def _who(entry: Entry, reader: _Reader) -> str:
    unit = orgs.unit_name(entry.actor_unit)
    match entry.actor_kind:
        case ActorKind.STAFF:
            return f"{unit} {entry.actor_name}".strip() if reader.is_staff else unit or _("工作人员")
        case ActorKind.SYSTEM:
            return _("系统")
        case _:
            return _("您") if reader.is_resident else _("诉求人")


def _role(roles: str, kind: str) -> str:
    if kind != ActorKind.STAFF:
        return ""
    known = [TITLES[Role(role)] for role in roles.split(",") if role in set(Role)]
    return "、".join(title[is_english()] for title in known)


def _moved(entry: Entry, data: Data, reader: _Reader) -> StoryItem | None:
    found = _move(data)
    title = str(data.get("title_en") if is_english() and data.get("title_en") else data.get("title", ""))
    if found is None:
        return _told(entry, reader, title, why=entry.why if reader.is_staff else "")
    procedure, move = found
    if not reader.knows_ratings and RATING_EFFECTS & set(move.effects):
        return None
    by_resident = entry.actor_kind == ActorKind.RESIDENT
    told = "resident" in move.notify or by_resident
    if not reader.is_staff and (INTERNAL_EFFECTS & set(move.effects) and not told):
        return None
    more = _details(move, data, reader, told=told and (reader.is_resident or not by_resident))
    return _told(
        entry,
        reader,
        title if not more else f"{title}：{_listed(more)}",
        why=entry.why if reader.is_staff or told else "",
        icon=_icon(procedure, move),
        tone=_tone(procedure, move),
        law=move.law,
        more=more,
    )


def _listed(more: tuple[Detail, ...]) -> str:
    return "；".join(f"{one.title}：{_short(one.text)}" for one in more)


def _details(move: Move, data: Data, reader: _Reader, *, told: bool) -> tuple[Detail, ...]:
    """Return the fields of a move; ratings are left out here, for whom they are open is decided elsewhere."""
    if not (reader.is_staff or told) or RATING_EFFECTS & set(move.effects):
        return ()
    return tuple(details(move, cast(Data, data.get("fields", {}))))


def _move(data: Data) -> tuple[Procedure, Move] | None:
    try:
        procedure = library.version(str(data["system"]), str(data["procedure"]), str(data["version"]))
        return procedure, procedure.move(str(data["move"]))
    except (NotDeclared, LookupError):
        return None


def _icon(procedure: Procedure, move: Move) -> str:
    if not move.target:
        return "pencil"
    stage = procedure.state(move.target).stage
    return {
        "intake": "inbox",
        "handling": "hammer",
        "answered": "message-square",
        "checking": "phone",
        "closed": "check",
    }.get(stage, "circle")


def _tone(procedure: Procedure, move: Move) -> str:
    if move.tone == "danger":
        return "late"
    return "done" if move.target and procedure.state(move.target).is_closed else ""


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Teller:
    """How the entries of one verb are told: to whom ("all", "resident" or "staff"), and whether with the reason."""

    text: Callable[[Data], str]
    readers: str
    icon: str
    tone: str = ""
    open_reason: bool = False


def _term(data: Data) -> str:
    """Return the title of the clock that an entry tells about."""
    name = str(data.get("term", ""))
    for system in manifests():
        for procedure in library.procedures(system.name):
            if (procedure.name, procedure.version) == (data.get("procedure"), data.get("version")):
                found = next((term for term in procedure.terms if term.name == name), None)
                if found is not None:
                    return found.title_en if is_english() and found.title_en else found.title
    return name


def _to(data: Data) -> str:
    """Return in words whom a notice reached."""
    return {"resident": _("诉求人"), "unit": _("承办单位")}.get(str(data.get("to", "")), _("工作人员"))


def _day(data: Data, name: str) -> str:
    value = data.get(name)
    return due_text(datetime.fromisoformat(str(value))) if value else _("未定")


def _others(data: Data, reader: _Reader) -> tuple[tuple[str, str], ...]:
    """Return the other matter that an entry names: for staff with its title, who read it only if in reach."""
    number = data.get("other_number")
    return ((str(number), str(data.get("other_title", ""))),) if number and reader.is_staff else ()


_TELLERS: dict[str, Teller] = {
    "matter.submitted": Teller(lambda d: _("提交了这件事。"), "all", "megaphone"),
    "matter.repeated": Teller(lambda d: _("同一件事又提交了一次，没有重复登记。"), "staff", "copy"),
    "matter.placed": Teller(
        lambda d: _("地点定为%(area)s。") % {"area": d.get("to_name", "")}, "all", "map-pin"
    ),
    "workflow.began": Teller(
        lambda d: _("开始按程序「%(title)s」办理。") % {"title": d.get("title", "")}, "all", "play"
    ),
    "clock.breached": Teller(
        lambda d: _("「%(term)s」到期没有完成。") % {"term": _term(d)}, "all", "alarm-clock", "late"
    ),
    "clock.moved": Teller(
        lambda d: (
            _("「%(term)s」的最后时间由 %(from)s 改为 %(to)s。")
            % {"term": _term(d), "from": _day(d, "from"), "to": _day(d, "to")}
        ),
        "all",
        "calendar",
        open_reason=True,
    ),
    "matter.joined": Teller(
        lambda d: (
            _("事项 %(number)s 并入本件，它的诉求人从此跟着本件。") % {"number": d.get("other_number", "")}
        ),
        "staff",
        "merge",
    ),
    "matter.parted": Teller(
        lambda d: _("事项 %(number)s 不再并入本件。") % {"number": d.get("other_number", "")},
        "staff",
        "split",
    ),
    "matter.merge_undone": Teller(
        lambda d: _("撤销并入 %(number)s，恢复单独办理。") % {"number": d.get("other_number", "")},
        "resident",
        "split",
        open_reason=True,
    ),
    "matter.linked": Teller(
        lambda d: _("与事项 %(number)s 关联。") % {"number": d.get("other_number", "")}, "staff", "link"
    ),
    "matter.unlinked": Teller(
        lambda d: _("解除与事项 %(number)s 的关联。") % {"number": d.get("other_number", "")},
        "staff",
        "unlink",
    ),
    "matter.split": Teller(
        lambda d: _("拆出事项 %(number)s，由它单独办理其中一部分。") % {"number": d.get("other_number", "")},
        "resident",
        "split",
        open_reason=True,
    ),
    "matter.split_from": Teller(
        lambda d: _("从事项 %(number)s 拆出。") % {"number": d.get("other_number", "")}, "resident", "split"
    ),
    "matter.child_excused": Teller(
        lambda d: _("不等拆出的事项 %(number)s 办完。") % {"number": d.get("other_number", "")},
        "staff",
        "unlink",
    ),
    "matter.words_added": Teller(
        lambda d: _("补充：%(words)s") % {"words": _short(str(d.get("words", "")), 1000)},
        "resident",
        "message-square",
    ),
    "matter.followed": Teller(lambda d: _("又有人遇到同样的情况。"), "all", "users"),
    "matter.noted": Teller(lambda d: _short(str(d.get("note", "")), 1000), "staff", "pencil"),
    "matter.followed_up": Teller(
        lambda d: _("回头看：%(finding)s") % {"finding": _short(str(d.get("finding", "")), 500)},
        "staff",
        "phone",
    ),
    "order.issued": Teller(
        lambda d: (
            _("发出%(level)s令 %(order)s，要求 %(unit)s 在 %(due)s 前答复。")
            % {
                "level": d.get("level_title", ""),
                "order": d.get("order", ""),
                "unit": d.get("unit_name", ""),
                "due": _day(d, "due_at"),
            }
        ),
        "resident",
        "gavel",
        "soon",
    ),
    "order.replied": Teller(
        lambda d: _("答复督办 %(order)s。") % {"order": d.get("order", "")}, "staff", "reply"
    ),
    "order.closed": Teller(
        lambda d: _("督办 %(order)s 办结。") % {"order": d.get("order", "")}, "staff", "check", "done"
    ),
    "order.raised": Teller(
        lambda d: _("督办 %(order)s 到期没有答复，已提请上级。") % {"order": d.get("order", "")},
        "staff",
        "alarm-clock",
        "late",
    ),
    "matter.urged": Teller(
        lambda d: _("催办 %(unit)s。") % {"unit": d.get("unit_name", "")}, "resident", "bell", "soon"
    ),
    "task.helped": Teller(
        lambda d: _("请 %(unit)s 协办。") % {"unit": d.get("unit_name", "")}, "resident", "user-plus"
    ),
    "task.signed": Teller(lambda d: _("签收协办任务。"), "staff", "check"),
    "task.answered": Teller(
        lambda d: _("协办答复：%(answer)s") % {"answer": _short(str(d.get("answer", "")), 500)},
        "staff",
        "reply",
    ),
    "task.returned": Teller(lambda d: _("退回协办任务。"), "staff", "undo", "late"),
    "task.excused": Teller(
        lambda d: _("免去 %(unit)s 的协办。") % {"unit": d.get("unit_name", "")}, "staff", "user-minus"
    ),
    "document.made": Teller(
        lambda d: (
            _("制作文书「%(title)s」%(number)s。")
            % {"title": d.get("title", ""), "number": d.get("number", "")}
        ),
        "resident",
        "file-text",
    ),
    "document.corrected": Teller(
        lambda d: (
            _("更正文书「%(title)s」%(number)s。")
            % {"title": d.get("title", ""), "number": d.get("number", "")}
        ),
        "resident",
        "file-text",
        open_reason=True,
    ),
    "notice.sent": Teller(
        lambda d: (
            _("法定通知「%(subject)s」已经送达%(to)s。") % {"subject": d.get("subject", ""), "to": _to(d)}
        ),
        "resident",
        "mail",
    ),
    "file.attached": Teller(
        lambda d: _("上传附件「%(name)s」。") % {"name": d.get("name", "")}, "staff", "paperclip"
    ),
}


_registered: dict[str, Teller] = {}


def register_tellers(tellers: Mapping[str, Teller]) -> None:
    """Take in the sentences that a system has for its own verbs; a verb of the core keeps its own."""
    _registered.update(tellers)


def verbs_told() -> frozenset[str]:
    """Return the verbs for which there is a sentence (the move's own title serves for moves)."""
    return frozenset(_TELLERS) | frozenset(_registered) | {"workflow.moved"}
