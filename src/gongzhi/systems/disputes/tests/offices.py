"""Two institutions for tests, beside the cast: a labour arbitration commission and a reconsideration body of the district."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.core.clocks.models import Clock
from gongzhi.core.files.models import Document
from gongzhi.core.identity.testing import Cast, at, make_actor, make_unit
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.orgs import cache
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.context import MoveContext
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.actions.casebook import NewCase
from gongzhi.systems.disputes.models import Institution

WAGES = "2025年11月工资 | 5200\n2025年12月工资 | 5200"


@dataclass(frozen=True, slots=True)
class Offices:
    """The two institutions' units and people."""

    commission: int
    bureau: int
    labour_clerk: Actor
    arbitrator: Actor
    labour_head: Actor
    recon_clerk: Actor
    adjudicator: Actor
    recon_head: Actor


def make_offices(cast: Cast) -> Offices:
    """Write both units with their people and register them as institutions."""
    district = cast.units["district"]
    units = {
        code: make_unit(code, name, "department", district, "130403")
        for code, name in (
            ("commission", "丛台区劳动人事争议仲裁委员会"),
            ("bureau", "丛台区人民政府行政复议机构"),
        )
    }
    cache.changed()
    for code, procedure in (("commission", "labour_arbitration"), ("bureau", "reconsideration")):
        Institution.objects.create(
            unit_id=units[code].id,
            procedures=[procedure],
            address="丛台区联纺西路100号",
            telephone="0310-3110000",
            opened_on=date(2020, 1, 1),
        )
    people = {
        key: make_actor(key, name, units[unit].id, roles)
        for key, name, unit, roles in (
            ("labour_clerk", "冯立案", "commission", ("clerk",)),
            ("arbitrator", "高仲裁", "commission", ("arbitrator",)),
            ("labour_head", "贺主任", "commission", ("leader",)),
            ("recon_clerk", "纪受理", "bureau", ("clerk",)),
            ("adjudicator", "简审理", "bureau", ("adjudicator",)),
            ("recon_head", "江负责", "bureau", ("leader",)),
        )
    }
    return Offices(units["commission"].id, units["bureau"].id, **people)


def open_labour(offices: Offices, **changes: object) -> Submitted:
    """Bring a wage case of twelve workers to the commission's window on Monday 2 March 2026."""
    new: dict[str, object] = {
        "procedure": "labour_arbitration",
        "title": "十二名工人追索劳动报酬",
        "text": "公司拖欠2025年11月、12月工资，多次催要没有结果。",
        "received_on": date(2026, 3, 2),
        "claims": WAGES,
        "respondent": "邯郸市某建筑劳务有限公司",
        "name": "马工人",
        "contact": "13800000000",
        "respondent_contact": "丛台区人民路1号 0310-1234567",
        "people": 12,
    }
    return casebook.open_case(offices.labour_clerk, NewCase(**(new | changes)), at("2026-03-02 10:00"))  # type: ignore[arg-type]


def open_reconsideration(offices: Offices, **changes: object) -> Submitted:
    """Bring an application for reconsideration to the body's window on Monday 2 March 2026."""
    new: dict[str, object] = {
        "procedure": "reconsideration",
        "title": "不服城市管理行政处罚",
        "text": "对罚款五千元的处罚决定不服。",
        "received_on": date(2026, 3, 2),
        "claims": "撤销处罚决定",
        "respondent": "丛台区城市管理局",
        "name": "白店主",
        "contact": "13900000000",
        "act": "丛城管罚〔2026〕8号处罚决定",
    }
    return casebook.open_case(offices.recon_clerk, NewCase(**(new | changes)), at("2026-03-02 10:00"))  # type: ignore[arg-type]


def proceeding(given: Submitted, procedure: str) -> Proceeding:
    """Return the newest proceeding of a procedure over the matter."""
    return [one for one in workflow.of_matter(given.matter_id) if one.procedure == procedure][-1]


def move(
    actor: Actor,
    given: Submitted,
    name: str,
    when: datetime | str,
    reason: str = "",
    procedure: str = "labour_arbitration",
    **fields: object,
) -> MoveContext:
    """Perform a move of one of the matter's proceedings."""
    moment = at(when) if isinstance(when, str) else when
    wanted: Mapping[str, object] = fields
    return perform(actor, MoveRequest(proceeding(given, procedure).id, name, wanted, reason), moment)


def matter(given: Submitted) -> Matter:
    """Return the matter as it is now."""
    return Matter.objects.get(id=given.matter_id)


def clock(given: Submitted, term: str) -> Clock:
    """Return the newest run of a term."""
    found = Clock.objects.filter(matter_id=given.matter_id, term=term).order_by("-n").first()
    assert found is not None, term
    return found


def papers(given: Submitted) -> list[str]:
    """Return the documents of the matter by template, oldest first."""
    found = Document.objects.filter(matter_id=given.matter_id).order_by("id")
    return list(found.values_list("template", flat=True))
