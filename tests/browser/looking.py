"""What a test asks of a page that a browser shows."""

import functools
import importlib.resources
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route, WebError

WIDTHS = (1280, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

at_both_widths = pytest.mark.parametrize("width", WIDTHS)
"""Mark a test to run on a wide screen and on a narrow one."""
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
"""Mark a test to run in a browser that runs scripts and in one that does not."""

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


@dataclass
class Watch:
    """What a browser did that it should not: requests to other hosts, and errors on its console."""

    site: str
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of a context; a request to another host is stopped."""
        context.route("**/*", self._route)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _route(self, route: Route) -> None:
        if route.request.url.startswith(f"{self.site}/"):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self.errors.append(str(error.error))


@functools.cache
def axe() -> str:
    """The script that tests pages."""
    return importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What on a page breaks a rule of access, and where."""
    page.evaluate(axe())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{broken['id']}: {broken['help']}: {node['html'][:160]}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether a page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def headings(page: Page) -> list[str]:
    """The main headings, in order."""
    return [" ".join(heading.split()) for heading in page.locator("h1, h2").all_inner_texts()]


def glyphs(pdf: bytes) -> int:
    """How often a printed page sets text."""
    return sum(len(re.findall(rb"\bT[jJ]\b", stream)) for stream in _streams(pdf))


def _streams(pdf: bytes) -> Iterator[bytes]:
    for packed in _STREAM.findall(pdf):
        unpacker = zlib.decompressobj()
        try:
            yield unpacker.decompress(packed)
        except zlib.error:
            yield packed
