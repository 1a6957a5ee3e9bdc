"""What a resident has filled in so far; every step's form carries it on, so nothing is kept before it is sent."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Self

from django.utils.translation import gettext as _

from gongzhi.core.geo import queries as geo
from gongzhi.core.matters.submission import CONTACT, TEXT_LONGEST, TITLE_LONGEST, Submission, title_of
from gongzhi.core.orgs import queries as orgs

STEPS = (1, 2, 3)
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as text, exactly as typed; `submission` turns it into a matter."""

    submit_key: str = ""
    text: str = ""
    title: str = ""
    category: str = ""
    lon: str = ""
    lat: str = ""
    place: str = ""
    area: str = ""
    guess: str = ""
    name: str = ""
    contact: str = ""
    is_anonymous: str = ""
    is_public: str = ""

    @classmethod
    def fresh(cls, given: Mapping[str, str] | None = None) -> Self:
        """Return an empty form with a key of its own; a text, category or area may stand in the address."""
        known = given or {}
        return cls(
            submit_key=uuid.uuid4().hex,
            text=known.get("text", "")[:TEXT_LONGEST],
            category=known.get("category", ""),
            area=known.get("area", ""),
        )

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Return what was posted, every field as text without surrounding blanks."""
        found = {one.name: str(given.get(one.name, "")).replace("\x00", "").strip() for one in fields(cls)}
        draft = cls(**found)
        return draft if draft.submit_key else replace(draft, submit_key=uuid.uuid4().hex)

    def carried(self) -> dict[str, str]:
        """Return all fields with their values, for hidden inputs."""
        return {one.name: str(getattr(self, one.name)) for one in fields(self)}

    def point(self) -> tuple[float, float] | None:
        """Return longitude and latitude in degrees, None unless both are numbers."""
        try:
            return (float(self.lon), float(self.lat)) if self.lon and self.lat else None
        except ValueError:
            return None

    def area_code(self) -> str:
        """Return where the matter lies: by the point, else by the area chosen, else by names in place and text; "" unknown."""
        point = self.point()
        located = geo.locate(*point) if point else ""
        return located or self._guessed() or self.area or geo.area_from_text(f"{self.place} {self.text}")

    def _guessed(self) -> str:
        """Return the place that was chosen from those offered, "" for none or one that is not known."""
        return self.guess if self.guess.isascii() and geo.area_name(self.guess) else ""

    def errors(self, step: int) -> Errors:
        """Return what is wrong with the fields of a step, each as a full sentence."""
        return (self._errors_1, self._errors_2, self._errors_3)[step - 1]()

    def first_wrong(self) -> tuple[int, Errors]:
        """Return the first step with something wrong and its errors; (0, {}) when all is well."""
        for step in STEPS:
            if found := self.errors(step):
                return step, found
        return 0, {}

    def _errors_1(self) -> Errors:
        found: Errors = {}
        if not self.text:
            found["text"] = _("请写下您要反映的事情，一句话也可以。")
        elif len(self.text) > TEXT_LONGEST:
            found["text"] = _("内容最多 %(most)s 个字，现在有 %(now)s 个。请缩短，或把材料拍成照片上传。") % {
                "most": TEXT_LONGEST,
                "now": len(self.text),
            }
        if len(self.title) > TITLE_LONGEST:
            found["title"] = _("标题最多 %(most)s 个字，请缩短。") % {"most": TITLE_LONGEST}
        if self.category and orgs.category(self.category) is None:
            found["category"] = _("没有这个类别，请重新选择，或留空由我们来分。")
        return found

    def _errors_2(self) -> Errors:
        found: Errors = {}
        if (self.lon or self.lat) and self.point() is None:
            found["place"] = _("地图上的位置没有读出来，请重新点一下，或改用文字写地址。")
        if len(self.place) > 300:
            found["place"] = _("地址最多 300 个字，请缩短。")
        if not found and not (self.point() or self.place or self.area or self._guessed()):
            found["place"] = _("请在地图上点一下、写出地址，或选择所在的乡镇街道，三样有一样就行。")
        return found

    def _errors_3(self) -> Errors:
        found: Errors = {}
        if len(self.name) > 60:
            found["name"] = _("姓名最多 60 个字。")
        if self.contact and not self.is_anonymous and not CONTACT.match(self.contact):
            found["contact"] = _("请写手机号、座机号或电子邮箱，例如 13800000000；不想留可以空着。")
        return found

    def submission(self, at: datetime) -> Submission:
        """Return the matter as it is to be written."""
        point = self.point()
        anonymous = bool(self.is_anonymous)
        return Submission(
            title=self.title or title_of(self.text),
            text=self.text,
            channel="web",
            brought_at=at,
            category=self.category,
            place=self.place,
            lon=point[0] if point else None,
            lat=point[1] if point else None,
            area_code="" if point else self._guessed() or self.area,
            name="" if anonymous else self.name,
            contact="" if anonymous else self.contact,
            is_anonymous=anonymous,
            is_public=bool(self.is_public),
            submit_key=self.submit_key,
        )
