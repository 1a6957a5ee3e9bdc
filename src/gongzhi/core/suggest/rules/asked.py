"""What is read of a matter when something is suggested for it."""

from dataclasses import dataclass
from datetime import datetime

from gongzhi.core.suggest.rules.city import Facts
from gongzhi.kernel.terms import CHINA


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of a matter: its words, where, by which way and when it came, never who brought it."""

    matter_id: int
    title: str
    text: str
    area_code: str
    category: str = ""
    channel: str = ""
    at: datetime | None = None
    owner_path: tuple[int, ...] = ()

    def facts(self) -> Facts:
        """Return what the city's rules look at."""
        local = self.at.astimezone(CHINA) if self.at else None
        return Facts(f"{self.title}\n{self.text}", self.category, self.area_code, self.channel, local)
