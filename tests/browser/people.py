"""How people of the tests use the pages: log in, fill in a field of any kind, and what every page owes them."""

from collections.abc import Mapping
from typing import cast

from playwright.sync_api import Page

from gongzhi.core.identity.testing import PASSWORD

_FAULTS = """
() => {
  const found = [];
  const shown = (one) => one.offsetParent !== null || one === document.body;
  const named = (one) => (one.getAttribute('aria-label') || '').trim() || one.getAttribute('aria-labelledby')
    || (one.labels && one.labels.length) || (one.textContent || '').trim() || one.title
    || [...one.querySelectorAll('img')].some((image) => image.alt);
  const say = (what, one) => found.push(what + ': ' + one.outerHTML.slice(0, 160));
  if (!document.documentElement.lang) found.push('the page has no language');
  if (!document.title.trim()) found.push('the page has no title');
  if (document.querySelectorAll('h1').length !== 1) found.push('the page has ' + document.querySelectorAll('h1').length + ' h1');
  if (!document.querySelector('main')) found.push('the page has no main');
  for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (shown(one) && one.getAttribute('aria-hidden') !== 'true' && !(one.labels && one.labels.length) && !one.getAttribute('aria-label') && !one.getAttribute('aria-labelledby'))
      say('a field without a label', one);
  for (const one of document.querySelectorAll('a[href], button')) if (shown(one) && !named(one)) say('a control without a name', one);
  for (const one of document.querySelectorAll('img')) if (!one.hasAttribute('alt')) say('a picture without words', one);
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push('an id used twice: ' + id);
  if (document.documentElement.scrollWidth > window.innerWidth + 1)
    found.push('the page is wider than the window: ' + document.documentElement.scrollWidth + ' > ' + window.innerWidth);
  return found;
}
"""
_CONTRAST = """
() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const read = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const light = ([r, g, b]) => { const part = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
  const ground = (one) => { for (; one; one = one.parentElement) { const style = getComputedStyle(one);
    if (style.backgroundImage !== 'none') return null; const colour = read(style.backgroundColor); if (colour[3] > 0.99) return colour;
    if (colour[3] > 0.01) return null; } return [255, 255, 255, 1]; };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement;
    if (!node.textContent.trim() || one.offsetParent === null || one.closest('[aria-disabled=true], [disabled], svg, canvas, .visually-hidden')) continue;
    const style = getComputedStyle(one), front = read(style.color), back = ground(one);
    if (!back || front[3] < 0.99) continue;
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && parseInt(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.add(ratio.toFixed(2) + ' ' + one.tagName + '.' + one.className + ' "' + node.textContent.trim().slice(0, 20) + '"');
  }
  return [...found];
}
"""


def log_in(page: Page, address: str, username: str) -> None:
    """Sign in by the page, as staff do."""
    page.goto(f"{address}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/**")


def fill(page: Page, values: Mapping[str, str], within: str = "main") -> None:
    """Fill in fields by their names, whatever kind they are."""
    for name, value in values.items():
        fields = page.locator(f"{within} [name='{name}']")
        kind = cast(str, fields.first.evaluate("one => one.type || one.tagName.toLowerCase()"))
        if kind == "radio":
            page.locator(f"{within} [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            fields.first.set_checked(value == "1")
        elif kind in {"select-one", "select-multiple"}:
            fields.first.evaluate(
                "(one, value) => { for (const each of one.options) each.selected = each.value === value;"
                " one.dispatchEvent(new Event('change', {bubbles: true})); }",
                value,
            )
        else:
            fields.first.fill(value)


def faults(page: Page) -> list[str]:
    """Return what a person who cannot see well, or uses a keyboard, would stumble over."""
    found = cast("list[str]", page.evaluate(_FAULTS)) + cast("list[str]", page.evaluate(_CONTRAST))
    return [f"{page.url}: {one}" for one in found]
