"""What a side may do when the other did not perform: every way with its article, its last day, and what to bring.

Law: 人民调解法 art. 31 to 33; 民事诉讼法(2023) art. 205, 225, 250; 民法典 art. 188, 189; 劳动争议调解仲裁法 art. 15, 16.
Nothing is hidden and nothing decided: ways that are shut are named too, with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.lengths import add_months

ENFORCEMENT_MONTHS = 24
LIMITATION_MONTHS = 36


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What is known when something was not performed. `last_due_on` is the last day of the whole schedule."""

    on: date
    due_on: date
    last_due_on: date
    is_money: bool
    is_confirmed: bool
    confirmation_last_on: date | None
    is_labour: bool = False
    is_pay_owed: bool = False
    """Money owed as wages, medical costs of a work injury, severance or damages (劳动争议调解仲裁法 art. 16)."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its name, whether it is open, its last day (None: no number in the law), why, and what to bring."""

    name: str
    title: str
    open: bool
    last_on: date | None
    why: str
    bring: str
    law: str


def ways(facts: BreachFacts, calendar: WorkCalendar) -> list[Way]:
    """Return all ways, the open ones first and among them the quickest first."""
    found = [
        _urge(),
        _enforcement(facts, calendar),
        *_payment_order(facts),
        _confirmation(facts),
        *_arbitration(facts, calendar),
        _suit(facts, calendar),
    ]
    return sorted(found, key=lambda one: not one.open)


def _urge() -> Way:
    return Way(
        "urge",
        "请调解组织督促履行",
        True,
        None,
        "调解组织对协议的履行进行监督，督促当事人履行；在本页说一声就可以，不收费。",
        "说明哪一项、哪一天没有履行。",
        "人民调解法第31条",
    )


def _enforcement(facts: BreachFacts, calendar: WorkCalendar) -> Way:
    if not facts.is_confirmed:
        why = "协议没有经过法院确认，不能直接申请强制执行。"
        return Way("enforcement", "申请强制执行", False, None, why, "", "人民调解法第33条")
    last = enforcement_last_on(facts.last_due_on, calendar)
    return Way(
        "enforcement",
        "申请强制执行",
        facts.on <= last,
        last,
        "法院已经确认协议有效，可以向作出裁定的法院或者同级的被执行财产所在地法院申请执行。期间为二年，从履行期间的最后一日起算，"
        "分期履行的从最后一期届满起算；中止、中断适用诉讼时效的规定。",
        "申请执行书、确认裁定书、调解协议、身份证明、没有履行的说明和对方财产线索。",
        "民事诉讼法第250条",
    )


def enforcement_last_on(last_due_on: date, calendar: WorkCalendar) -> date:
    """Return the last day to apply for enforcement, two years after the last day of performance (民事诉讼法 art. 250)."""
    return _rolled(add_months(last_due_on, ENFORCEMENT_MONTHS), calendar)


def _payment_order(facts: BreachFacts) -> Iterator[Way]:
    if not facts.is_money:
        return
    if facts.is_confirmed:
        yield Way(
            "payment_order",
            "申请支付令",
            False,
            None,
            "协议已经法院确认，应当申请强制执行，不用再申请支付令。",
            "",
            "民事诉讼法第250条",
        )
        return
    if facts.is_labour and facts.is_pay_owed:
        yield Way(
            "payment_order",
            "申请支付令（劳动报酬等）",
            True,
            None,
            "因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金达成调解协议，用人单位到期不履行的，劳动者可以持调解协议书依法申请支付令。",
            "支付令申请书、调解协议书、身份证明。",
            "劳动争议调解仲裁法第16条",
        )
        return
    yield Way(
        "payment_order",
        "申请支付令",
        True,
        None,
        "请求给付金钱、双方没有其他债务纠纷、支付令能够送达对方的，可以向有管辖权的基层法院申请；对方自收到之日起十五日内提出书面异议的，转入诉讼。",
        "支付令申请书、调解协议、身份证明。",
        "民事诉讼法第225条",
    )


def _confirmation(facts: BreachFacts) -> Way:
    last = facts.confirmation_last_on
    if facts.is_confirmed:
        return Way(
            "confirmation", "共同申请司法确认", False, last, "法院已经确认过了。", "", "民事诉讼法第205条"
        )
    is_open = last is not None and facts.on <= last
    why = (
        "双方都同意的，还可以共同申请法院确认；确认以后不履行的可以强制执行。"
        if is_open
        else "自协议生效之日起三十日内才能共同申请，已经过了。"
    )
    return Way(
        "confirmation",
        "共同申请司法确认",
        is_open,
        last,
        why,
        "双方身份证明和协议。" if is_open else "",
        "民事诉讼法第205条",
    )


def _arbitration(facts: BreachFacts, calendar: WorkCalendar) -> Iterator[Way]:
    if facts.is_labour:
        last = _rolled(add_months(facts.due_on, 12), calendar)
        yield Way(
            "arbitration",
            "申请劳动争议仲裁",
            facts.on <= last,
            last,
            "达成调解协议后，一方在约定期限内不履行的，另一方可以依法申请仲裁。时效为一年；劳动关系存续期间拖欠报酬的不受此限。",
            "仲裁申请书、调解协议、身份证明、劳动关系的证据。",
            "劳动争议调解仲裁法第15条、第27条",
        )


def _suit(facts: BreachFacts, calendar: WorkCalendar) -> Way:
    last = _rolled(add_months(facts.last_due_on, LIMITATION_MONTHS), calendar)
    title = "向人民法院起诉"
    if facts.is_confirmed:
        why = "协议已经法院确认，应当申请强制执行，不用再起诉。"
        return Way("suit", title, False, None, why, "", "民事诉讼法第250条")
    return Way(
        "suit",
        title,
        facts.on <= last,
        last,
        "就协议的履行或者内容发生争议的，一方可以起诉，请求对方履行协议。诉讼时效三年，同一债务分期履行的从最后一期届满起算。"
        + ("劳动争议一般要先经仲裁；以工资欠条等直接请求给付的除外。" if facts.is_labour else ""),
        "起诉状、调解协议、身份证明、履行情况的证据。",
        "人民调解法第32条；民法典第188条、第189条",
    )


def _rolled(day: date, calendar: WorkCalendar) -> date:
    """Return the day, or the next working day when it is one of rest (民法典 art. 203)."""
    return calendar.next_working_day(day)
