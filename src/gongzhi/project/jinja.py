"""The Jinja2 environment of all pages: gettext, addresses, built assets, and words for moments and states."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gongzhi.kernel.terms import CHINA
from gongzhi.project import navigation

_WEEKDAYS = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def environment(**options: object) -> Environment:
    """Return the environment; an unknown name in a template is an error, never an empty string."""
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    options["undefined"] = StrictUndefined
    made = Environment(**options)  # type: ignore[arg-type]
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True
    )
    made.globals.update(
        url=url,
        static=static,
        asset=asset,
        lang=translation.get_language,
        csrf_input=csrf_input,
        bilingual=bilingual,
    )
    made.filters.update(day=day, moment=moment, tojson_plain=tojson_plain)
    made.trim_blocks = made.lstrip_blocks = True
    return made


def url(name: str, /, **values: object) -> str:
    """Return the address of a named page."""
    return reverse(name, kwargs=values or None)


def bilingual(thing: object, name: str = "title") -> str:
    """Return `thing.title` or, for an English reader, `thing.title_en` when it is filled in."""
    if (translation.get_language() or "").startswith("en"):
        english = getattr(thing, f"{name}_en", "")
        if english:
            return str(english)
    return str(getattr(thing, name))


def day(value: date | datetime | None) -> str:
    """Return a day as staff expect it: 2026-03-02 周一."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    english = (translation.get_language() or "").startswith("en")
    weekday = _WEEKDAYS_EN[value.weekday()] if english else f"周{_WEEKDAYS[value.weekday()]}"
    return f"{value.isoformat()} {weekday}"


def moment(value: datetime | None) -> str:
    """Return a moment in the city's time: 2026-03-02 周一 14:05."""
    if value is None:
        return ""
    local = value.astimezone(CHINA)
    return f"{day(local)} {local:%H:%M}"


def tojson_plain(value: object) -> Markup:
    """Return JSON that is safe inside a `script type=application/json` block."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@pass_context
def csrf_input(context: Context) -> Markup:
    """Return the hidden field that proves a form is ours."""
    request = cast(HttpRequest, context["request"])
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


@cache
def _manifest() -> dict[str, dict[str, object]]:
    path = settings.PROJECT_DIR / "static" / "build" / ".vite" / "manifest.json"
    if not path.exists():
        raise FileNotFoundError("The pages' styles and scripts are not built; run `make setup`.")
    return cast(dict[str, dict[str, object]], json.loads(path.read_text()))


def asset(name: str) -> list[str]:
    """Return the addresses of a built entry: its own file and the styles it brings, e.g. asset('desk')."""
    for entry in _manifest().values():
        if entry.get("isEntry") and entry.get("name") == name:
            names = [str(entry["file"]), *cast(list[str], entry.get("css", []))]
            return [static(f"build/{file}") for file in names]
    raise KeyError(f"No built entry is called {name}.")


def page_context(request: HttpRequest) -> dict[str, object]:
    """Return what every page knows: who reads it, what that post may open, and unread notices."""
    return {
        "actor": getattr(request, "actor", None),
        "menu": navigation.menu(request),
        "posts": navigation.posts(request),
        "notices_unread": navigation.unread(request),
        "city": settings.CITY_NAME,
        "hotline": settings.HOTLINE,
        "flash": [{"level": item.level_tag, "text": str(item)} for item in messages.get_messages(request)]
        if hasattr(request, "_messages")
        else [],
        "path": request.get_full_path(),
    }


Filter = Callable[[object], str]
