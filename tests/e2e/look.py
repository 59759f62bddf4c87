"""Looks at a screen the way many kinds of people do."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.support.browser import SCREEN

WIDTHS = (1280, 820, 390)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(({ violations }) => violations)"
_TOO_WIDE = """() => [document.scrollingElement, ...document.querySelectorAll('[role=dialog], dialog[open]')]
  .filter((box) => box.scrollWidth > box.clientWidth + 1)
  .map((box) => `${box.tagName.toLowerCase()} is ${box.scrollWidth} wide in ${box.clientWidth}`)"""
# The page hears of the change, draws itself anew and fades its colours over: all of that first. Chromium now and then draws no frame
# until something else happens, so none is waited for without end.
_SETTLE = """async (theme) => {
  const bounded = (wait) => Promise.race([wait, new Promise((resolve) => setTimeout(resolve, 1000))]);
  const frame = () => bounded(new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const { dataset } = document.documentElement;
  const ends = (animation) => animation.playState !== 'finished' && animation.effect?.getComputedTiming().endTime !== Infinity;
  const moving = () => document.getAnimations().filter(ends);
  await bounded(document.fonts.ready);
  for (let still = 0, frames = 0; still < 2 && frames < 300; frames++) {
    await frame();
    const isOld = dataset.mantineColorScheme && dataset.mantineColorScheme !== theme;
    still = isOld || moving().length ? 0 : still + 1;
    for (const animation of moving()) animation.finish();
  }
}"""


def look_at(page: Page, *, wide_only: bool = False) -> None:
    """No violation of WCAG A or AA on a desktop in light and on a phone in dark, and at no width anything to be scrolled sideways."""
    found = _violations(page, "light")
    for width in () if wide_only else WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(_SETTLE, "light")
        found += [f"{width} px: {words}" for words in page.evaluate(_TOO_WIDE)]
    found += _violations(page, "dark")
    page.set_viewport_size({"width": SCREEN["width"], "height": SCREEN["height"]})
    assert not found, "\n".join([page.url, *dict.fromkeys(found)])


def _violations(page: Page, theme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate(_SETTLE, theme)
    page.evaluate(AXE_SCRIPT)
    violations: list[dict[str, Any]] = page.evaluate(_RUN, RULES)
    return [f"{theme}: {found['id']}: {node['failureSummary']} {node['html'][:160]}" for found in violations for node in found["nodes"]]
