"""What visitors come for, done from the first page on, with scripts and without."""

import re

from playwright.sync_api import Page, expect

from browser.looking import with_and_without_scripts

FOUR = ("wigan-deal", "preston-model", "buurtzorg", "big-local")


@with_and_without_scripts
def test_four_models_are_ticked_and_compared(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Models", exact=True).click()
    for slug in FOUR:
        page.locator(f"input[name=m][value={slug}]").check()
    page.get_by_role("button", name="Compare those ticked").first.click()

    assert [f"m={slug}" for slug in sorted(FOUR)] == sorted(re.findall(r"m=[\w-]+", page.url))
    heads = page.locator("main table thead th a")
    assert heads.count() == len(FOUR)
    before = page.locator("main table tbody tr").count()
    page.get_by_role("link", name=re.compile("only.*differ", re.IGNORECASE)).first.click()
    assert 0 < page.locator("main table tbody tr").count() <= before


@with_and_without_scripts
def test_the_map_of_the_evidence_is_narrowed_and_a_cell_opened(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="What evidence is there?").click()
    if not page.url.partition("?")[0].endswith("/evidence/map"):
        page.get_by_role("link", name=re.compile("gap map")).first.click()
    page.get_by_label("Service area").select_option(index=1)
    page.get_by_role("button", name="Update").click()

    assert re.search(r"[?&]\w+=[\w-]+", page.url)
    cell = page.locator("main table td a").first
    number = int(re.findall(r"\d+", cell.inner_text())[0])
    cell.click()
    opened = page.locator("#cell, #opened, [id^=cell]").first
    expect(opened).to_be_attached()
    assert f"{number} finding" in page.locator("main").inner_text()


@with_and_without_scripts
def test_could_it_work_here_is_asked_answered_and_kept_in_the_address(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Could it work here?").first.click()
    page.locator("main input[name=place]").fill("Wigan Council")
    page.get_by_label(re.compile("The need")).select_option(index=1)
    page.get_by_role("button", name="Show the models").click()
    assert "Wigan" in page.locator("main").inner_text()
    asked = page.locator("main fieldset").first
    asked.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Update the list").click()

    assert re.search(r"a\.[\w-]+=no", page.url)
    said = page.locator("main").inner_text()
    assert "You answered" in said or "you answered" in said
    assert not re.search(r"\d ?%|\bscore of\b", said)
    reasons = page.locator("main table").all_inner_texts()
    page.goto(page.url)
    assert page.locator("main table").all_inner_texts() == reasons and reasons
