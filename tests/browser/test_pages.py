"""Every kind of page keeps the rules that all pages keep."""

import pytest
from playwright.sync_api import Page

from browser.looking import at_both_widths, glyphs, headings, scrolls_sideways, violations
from browser.places import PAGES

MOST_BYTES = 200_000

on_every_page = pytest.mark.parametrize("path", PAGES)


@on_every_page
@at_both_widths
def test_a_page_breaks_no_rule_of_access_and_fits_its_window(page: Page, path: str) -> None:
    page.goto(path)

    assert violations(page) == []
    assert not scrolls_sideways(page)


@on_every_page
def test_a_page_names_itself_its_language_and_the_way_past_its_header(page: Page, path: str) -> None:
    page.goto(path)

    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.locator("h1").count() == 1
    assert page.locator("a.skip[href='#content']").count() == page.locator("main#content").count() == 1


@on_every_page
def test_a_page_says_the_same_without_scripts(page: Page, path: str) -> None:
    page.goto(path)
    told = headings(page)
    browser = page.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False)

    without = plain.new_page()
    without.goto(page.url)

    assert headings(without) == told and told
    plain.close()


@on_every_page
def test_a_page_is_light(page: Page, path: str) -> None:
    weights: dict[str, int] = {}
    page.on("requestfinished", lambda request: weights.update({request.url: request.sizes()["responseBodySize"]}))

    page.goto(path, wait_until="networkidle")

    assert page.url in weights
    assert sum(weights.values()) < MOST_BYTES, weights


@on_every_page
def test_a_page_prints(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    assert glyphs(page.pdf(format="A4")) > 10
