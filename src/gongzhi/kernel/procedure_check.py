"""Checks that a procedure holds together: every name stands for something, every state is reached and left, every term ends."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path as FilePath

from gongzhi.kernel.procedure import TOLD, FieldSpec, FieldType, Move, Procedure, Relation
from gongzhi.kernel.procedure_faults import Fault
from gongzhi.kernel.procedure_reader import Reader
from gongzhi.kernel.terms import Party, Term

_TERM_LISTS = ("starts", "meets", "cancels", "pauses", "resumes", "restarts")
_FLAG_LISTS = ("sets", "unsets", "only_if", "unless")
_AT_MOST_ONE = (("meets", "cancels"), ("pauses", "resumes"), ("sets", "unsets"), ("only_if", "unless"))
_BOUND = (("resident", Relation.PARTY), ("system", Relation.SYSTEM))


def faults_of(procedure: Procedure, reader: Reader) -> list[Fault]:
    """Return every fault in how the parts of a procedure fit together, with those the reader has found already.

    Names are checked in any case. What else must fit is asked only of a file that is sound so far: a value that was
    wrong has been replaced by a harmless one, and faults of that would mislead.
    """
    sound = not reader.faults
    _check_start(procedure, reader)
    for move in procedure.moves:
        _check_states_of(procedure, move, reader)
        _check_names_of(procedure, move, reader)
    _check_variants(procedure, reader)
    if sound:
        _check_fit(procedure, reader)
    if not reader.faults:
        _check_ways(procedure, reader)
    return reader.faults


def _check_fit(procedure: Procedure, reader: Reader) -> None:
    if not any(state.is_closed for state in procedure.states):
        reader.fault(("states",), "没有办结的状态", '请至少写一个 stage = "closed" 的状态')
    for move in procedure.moves:
        _check_people_of(move, reader)
        _check_flags_from(procedure, move, reader)
        _check_dated_by(move, reader)
        _check_closing(procedure, move, reader)
    _check_keys(procedure, reader)
    for term in procedure.terms:
        _check_run_of(procedure, term, reader)
        _check_extension_of(procedure, term, reader)


def overlaps(found: Sequence[tuple[FilePath, Procedure]]) -> Iterator[tuple[FilePath, Fault]]:
    """Yield each file whose version repeats, or is in force on the same days as, another of the same procedure."""
    for place, (path, one) in enumerate(found):
        for other_path, other in found[:place]:
            if (one.system, one.name) != (other.system, other.name):
                continue
            if one.version == other.version:
                what = f"版本「{one.version}」和文件 {other_path} 的相同"
                yield path, Fault(0, what, "请给新的内容一个新的版本名")
            elif one.valid_from < (other.valid_to or date.max) and other.valid_from < (
                one.valid_to or date.max
            ):
                what = f"施行日期和文件 {other_path}(版本 {other.version})的重叠"
                mend = f"请给较早的版本写上 valid_to = {max(one.valid_from, other.valid_from)}"
                yield path, Fault(0, what, mend)


def unknown_hand_overs(
    procedures: Iterable[Procedure], known: Iterable[Procedure] = ()
) -> Iterator[tuple[Procedure, Move]]:
    """Yield each move of these procedures that hands over to a procedure neither among these nor among the known."""
    asked = list(procedures)
    names = {f"{procedure.system}.{procedure.name}" for procedure in (*asked, *known)}
    for procedure in asked:
        for move in procedure.moves:
            if move.hand_over and move.hand_over not in names:
                yield procedure, move


def _check_start(procedure: Procedure, reader: Reader) -> None:
    states = [state.name for state in procedure.states]
    if procedure.initial and procedure.initial not in states:
        reader.unknown(procedure.initial, ("initial",), "initial", states)
    terms = [term.name for term in procedure.terms]
    for place, name in enumerate(procedure.starts):
        if name not in terms:
            reader.unknown(name, ("starts", place), "starts", terms)


def _check_states_of(procedure: Procedure, move: Move, reader: Reader) -> None:
    states = [state.name for state in procedure.states]
    for place, name in enumerate(move.sources):
        if name not in states:
            reader.unknown(name, ("moves", move.name, "from", place), "from", states)
    if move.target and move.target not in states:
        reader.unknown(move.target, ("moves", move.name, "to"), "to", states)


def _check_names_of(procedure: Procedure, move: Move, reader: Reader) -> None:
    terms = [term.name for term in procedure.terms]
    flags = [flag.name for flag in procedure.flags]
    for lists, known in ((_TERM_LISTS, terms), (_FLAG_LISTS, flags)):
        for key in lists:
            for place, name in enumerate(getattr(move, key)):
                if name not in known:
                    reader.unknown(name, ("moves", move.name, key, place), key, known)
    if move.extends and move.extends not in terms:
        reader.unknown(move.extends, ("moves", move.name, "extends"), "extends", terms)
    for place, told in enumerate(move.notify):
        if told not in TOLD:
            reader.unknown(told, ("moves", move.name, "notify", place), "notify", TOLD)
    for one, other in _AT_MOST_ONE:
        for name in set(getattr(move, one)) & set(getattr(move, other)):
            path = ("moves", move.name, other)
            reader.fault(path, f"「{name}」同时写在 {one} 和 {other} 里", "请只留一处")


def _check_people_of(move: Move, reader: Reader) -> None:
    for place, by in enumerate(move.by):
        for role, relation in _BOUND:
            if (by.role == role) != (by.relation is relation):
                what = f"角色「{by.role}」和关系「{by.relation}」不能配在一起"
                mend = f'角色 {role} 只配关系 {relation}，请改成 {{role = "{role}", relation = "{relation}"}} 或换别的'
                reader.fault(("moves", move.name, "by", place), what, mend)


def _check_flags_from(procedure: Procedure, move: Move, reader: Reader) -> None:
    flags = [flag.name for flag in procedure.flags]
    fields = {spec.name: spec for spec in move.fields}
    for place, name in enumerate(move.flags_from):
        path = ("moves", move.name, "flags_from", place)
        if name not in fields:
            reader.unknown(name, path, "flags_from", fields)
            continue
        for flag in _flags_of(fields[name]):
            if flag not in flags:
                reader.unknown(flag, path, f"flags_from 的字段 {name}", flags)
        if fields[name].type not in (FieldType.BOOL, FieldType.CHOICE):
            reader.fault(
                path,
                f"字段「{name}」既不是选择项也不是是非项，不能设标记",
                "请改用 choice 或 bool 类型的字段",
            )


def _check_dated_by(move: Move, reader: Reader) -> None:
    if not move.dated_by:
        return
    path = ("moves", move.name, "dated_by")
    fields = {spec.name: spec for spec in move.fields}
    if move.dated_by not in fields:
        reader.unknown(move.dated_by, path, "dated_by", fields)
    elif fields[move.dated_by].type not in (FieldType.DATE, FieldType.DATETIME):
        reader.fault(
            path, f"字段「{move.dated_by}」不是日期，不能从它起算", "请改用 date 或 datetime 类型的字段"
        )


def _check_closing(procedure: Procedure, move: Move, reader: Reader) -> None:
    duties = {term.name for term in procedure.terms if not term.party.is_right}
    if move.target not in {state.name for state in procedure.states if state.is_closed}:
        return
    for key in ("starts", "restarts"):
        for place, name in enumerate(getattr(move, key)):
            if name in duties:
                path = ("moves", move.name, key, place)
                what = f"办结的一步又起算了「{name}」，而它是机关的义务"
                reader.fault(
                    path,
                    what,
                    '办结以后只能起算当事人的权利(party = "resident" 或 "opposite")，请删去或改到别的步骤',
                )


def _flags_of(spec: FieldSpec) -> list[str]:
    return [choice.value for choice in spec.choices] if spec.type is FieldType.CHOICE else [spec.name]


def _check_keys(procedure: Procedure, reader: Reader) -> None:
    taken: dict[tuple[str, str, str], str] = {}
    for move in procedure.moves:
        for source, role in product(move.sources, sorted({by.role for by in move.by})) if move.key else ():
            other = taken.setdefault((source, role, move.key), move.name)
            if other != move.name:
                what = f"按键「{move.key}」在状态「{source}」里，角色「{role}」已经用来办「{other}」"
                reader.fault(("moves", move.name, "key"), what, "请换一个字母")


def _check_variants(procedure: Procedure, reader: Reader) -> None:
    flags = [flag.name for flag in procedure.flags]
    for term in procedure.terms:
        for place, variant in enumerate(term.variants):
            if variant.when and variant.when not in flags:
                reader.unknown(variant.when, ("terms", term.name, "variants", place, "when"), "when", flags)


def _check_run_of(procedure: Procedure, term: Term, reader: Reader) -> None:
    path = ("terms", term.name)
    moves = procedure.moves
    is_started = term.name in procedure.starts or any(term.name in move.starts for move in moves)
    if term.before:
        if any(term.name in getattr(move, key) for move in moves for key in _TERM_LISTS) or is_started:
            what = f"时限「{term.name}」从将来的一天往前数，不作为计时"
            reader.fault(path, what, "请从 starts、meets 等各处删去它，由条件(guards)来核对")
        return
    if term.party is Party.HELPER:
        if is_started:
            what = f"时限「{term.name}」是协办单位的，随协办任务起算"
            reader.fault(path, what, "请从 starts 里删去它，或改 party")
        return
    if not is_started:
        what = f"时限「{term.name}」从来没有起算"
        reader.fault(path, what, "请在程序的 starts 或某一步的 starts 里写上它，或删去这个时限")
    if not any(term.name in move.meets for move in moves):
        reader.fault(path, f"时限「{term.name}」没有哪一步算完成", "请在完成它的那一步的 meets 里写上它")
    is_paused, is_resumed = (
        any(term.name in getattr(move, key) for move in moves) for key in ("pauses", "resumes")
    )
    if is_paused != is_resumed:
        reader.fault(path, f"时限「{term.name}」只能暂停或只能恢复", "pauses 和 resumes 要成对，请补上另一步")


def _check_extension_of(procedure: Procedure, term: Term, reader: Reader) -> None:
    extending = [move for move in procedure.moves if move.extends == term.name]
    extension = term.extension
    if extension is None:
        for move in extending:
            what = f"时限「{term.name}」没有写可以延长"
            mend = f"请写上 [terms.{term.name}.extension]，或删去 extends"
            reader.fault(("moves", move.name, "extends"), what, mend)
        return
    if not extending:
        mend = f'请在某一步写上 extends = "{term.name}",或删去 extension'
        reader.fault(
            ("terms", term.name, "extension"), f"时限「{term.name}」可以延长，却没有哪一步延长它", mend
        )
    approver = "leader" if extension.by == "head" else extension.by
    for move in extending:
        path = ("moves", move.name)
        if extension.tell not in move.notify:
            what = "延长时限要告知，notify 里却没有"
            reader.fault(path, f"{what}「{extension.tell}」", f'请在 notify 里加上 "{extension.tell}"')
        if not move.needs_reason:
            reader.fault(path, "延长时限要说明理由", "请加上 needs_reason = true")
        if approver not in {by.role for by in move.by}:
            what = f"延长时限由「{approver}」批准，by 里却没有这个角色"
            reader.fault(path, what, f'请在 by 里加上 role = "{approver}"')
        if term.name in (*move.meets, *move.cancels, *move.restarts):
            reader.fault(path, f"同一步既延长又结束时限「{term.name}」", "请只留一样")


def _check_ways(procedure: Procedure, reader: Reader) -> None:
    ways = {
        state.name: {move.target for move in procedure.moves if state.name in move.sources}
        for state in procedure.states
    }
    reached = _reached({procedure.initial}, ways)
    back = {name: {source for source, targets in ways.items() if name in targets} for name in ways}
    leaving = _reached({state.name for state in procedure.states if state.is_closed}, back)
    for state in procedure.states:
        path = ("states", state.name)
        if state.name not in reached:
            mend = f'请写一步 to = "{state.name}",或删去这个状态'
            reader.fault(path, f"没有哪一步能走到状态「{state.name}」", mend)
        if state.name not in leaving:
            what = f"状态「{state.name}」没有办结，却走不到任何办结的状态"
            reader.fault(path, what, f'请写一步 from = ["{state.name}"] 的去处')


def _reached(begin: set[str], ways: dict[str, set[str]]) -> set[str]:
    found, new = set(begin), set(begin)
    while new:
        new = {target for name in new for target in ways.get(name, ()) if target in ways} - found
        found |= new
    return found
