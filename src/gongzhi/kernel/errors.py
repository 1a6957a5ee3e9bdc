"""The one base of every error that a person can cause and mend; shells translate it, everything else is a bug."""

from typing import ClassVar


class DomainError(Exception):
    """An anticipated refusal: a stable code, facts, and a Chinese sentence template (also the gettext msgid).

    `message` uses `%(name)s` placeholders filled from the facts; the edge translates it before filling.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = "这一步没有办成。"
    http_status: ClassVar[int] = 400

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, template: str | None = None) -> str:
        """Return the full sentence in the language of `template` (the Chinese original by default)."""
        text = self.message if template is None else template
        return text % self.facts if self.facts else text


class NotFound(DomainError):
    """Absent or out of reach; the two are never told apart."""

    code = "not_found"
    message = "没有找到这一项,或者您现在的岗位看不到它。请核对编号,或换一个岗位再试。"
    http_status = 404


class NotAllowed(DomainError):
    """In reach, yet this actor may not do this."""

    code = "not_allowed"
    message = "您现在的岗位不能办这一步:%(why)s"
    http_status = 403


class InvalidInput(DomainError):
    """A field that a person filled in is wrong; `field` names it and `why` is a full sentence."""

    code = "invalid_input"
    message = "%(why)s"
    http_status = 422

    def __init__(self, *, field: str, why: str, **facts: object) -> None:
        super().__init__(field=field, why=why, **facts)


class Conflict(DomainError):
    """Somebody else acted first."""

    code = "conflict"
    message = "别人刚刚改动了这一项。请看过新的情况后再办:%(why)s"
    http_status = 409
