"""Every kind of page keeps the rules that all pages keep."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from browser.looking import WIDTHS, Watch, glyphs, headings, scrolls_sideways, violations
from browser.places import PAGES

MOST_BYTES = 200_000


@dataclass
class Opened:
    """A page that was opened: what was sent for it, in bytes, and what the browser did beside."""

    page: Page
    weights: dict[str, int]
    watch: Watch


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Opened]:
    """Each kind of page, opened once for all its tests."""
    context = browser.new_context(base_url=site, viewport={"width": WIDTHS[0], "height": 900})
    context.set_default_timeout(60_000)
    made = Opened(context.new_page(), {}, Watch(site))
    made.watch.over(context)
    made.page.on("requestfinished", lambda sent: made.weights.update({sent.url: sent.sizes()["responseBodySize"]}))
    made.page.goto(request.param)
    yield made
    context.close()


def test_a_page_asks_no_other_host_and_reports_no_error(opened: Opened) -> None:
    assert (opened.watch.elsewhere, opened.watch.errors) == ([], [])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_breaks_no_rule_of_access_and_fits_its_window(opened: Opened, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 900})

    assert violations(opened.page) == []
    assert not scrolls_sideways(opened.page)


def test_a_page_names_itself_its_language_and_the_way_past_its_header(opened: Opened) -> None:
    page = opened.page

    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.locator("h1").count() == 1
    assert page.locator("a.skip[href='#content']").count() == page.locator("main#content").count() == 1


def test_a_page_says_the_same_without_scripts(opened: Opened, plain: Page) -> None:
    plain.goto(opened.page.url)

    told = headings(opened.page)
    assert headings(plain) == told and told


@pytest.fixture(scope="module")
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_page_is_light(opened: Opened) -> None:
    assert opened.page.url.partition("#")[0] in opened.weights
    assert sum(opened.weights.values()) < MOST_BYTES, opened.weights


def test_a_page_prints(opened: Opened) -> None:
    opened.page.emulate_media(media="print")

    assert opened.page.locator("h1").is_visible()
    assert glyphs(opened.page.pdf(format="A4")) > 10
    assert opened.page.locator("select:visible, button:visible").count() == 0
    printed = opened.page.locator("main table:visible").count()
    opened.page.emulate_media(media="screen")
    assert min(opened.page.locator("main table:visible").count(), 1) <= printed
