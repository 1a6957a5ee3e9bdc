"""What the tests of hard matters share: petitions that are listed, owned, or spoken of in a meeting."""

from datetime import date, datetime

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.submission import Submitted
from gongzhi.systems.petitions.actions import cases, listing, meetings
from gongzhi.systems.petitions.models import BacklogEntry, CaseOwner, CoordinationMeeting
from gongzhi.systems.petitions.tests.shared import bring, matter, move, to_handling

NOW = at("2026-11-02 09:00")
CONTACT = "0310-3110000"
__all__ = ["bring", "listed", "matter", "meeting", "met", "move", "owned", "to_handling"]


def listed(cast: Cast, given: Submitted, when: datetime = NOW) -> BacklogEntry:
    """Put a petition on the district's list."""
    return listing.put_on_list(cast.dispatcher, given.number, "", when)


def owned(cast: Cast, given: Submitted, when: datetime = NOW) -> CaseOwner:
    """Have the leader of the district take a petition."""
    return cases.take_case(cast["district_leader"], given.number, "副区长", CONTACT, when)


def met(cast: Cast, owner: CaseOwner, **changes: object) -> None:
    """Log a meeting of the leader with the petitioner on 3 November."""
    values: dict[str, object] = {
        "day": date(2026, 11, 3), "place": "区信访接待中心", "spoke": "孙区长、城管局", "said": "谈了路面恢复的时间",
    }  # fmt: skip
    new = cases.NewMeeting(**(values | changes))  # type: ignore[arg-type]
    cases.log_meeting(cast["district_leader"], owner.pk, new, at("2026-11-03 16:00"))


def meeting(cast: Cast, *units: str, when: datetime = NOW) -> CoordinationMeeting:
    """Plan a meeting of the district on 5 November."""
    new = meetings.NewMeeting(
        "十一月积案协调会", at("2026-11-05 15:00"), "区政府三楼会议室", "孙区长",
        tuple(cast.unit(one) for one in units or ("department",)),
    )  # fmt: skip
    return meetings.plan_meeting(cast.dispatcher, new, when)
