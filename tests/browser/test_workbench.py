"""The workbench in a browser: write, mend, run, look, share and come back, with a mouse and without one, with scripts and without."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from browser.looking import Watch, at_both_widths, scrolls_sideways, violations
from lgi.web import assets

SHIFTS = "/query?question=power-shifts"
LABELS = """\
PREFIX lgi: <https://w3id.org/lgi/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?model ?name WHERE {
  ?model a lgi:Model ;
    skos:prefLabel ?name .
}
"""
NOWHERE = LABELS.replace("?name .", '"Wigan Deal" .').replace(" ?name WHERE", " WHERE")
NETWORK = """\
PREFIX lgi: <https://w3id.org/lgi/ontology#>
CONSTRUCT { ?model lgi:usesMechanism ?mechanism } WHERE { ?model lgi:usesMechanism ?mechanism }
"""

needs_bundle = pytest.mark.skipif(not assets.bundled(), reason="the bundle was not built")
pytestmark = needs_bundle


@pytest.fixture
def desk(page: Page) -> Page:
    """The workbench, ready to be written in."""
    page.goto("/query")
    expect(page.locator(".problems")).to_contain_text("Nothing to mend")
    return page


def write(page: Page, query: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(query)


def written(page: Page) -> str:
    text: str = page.locator("#query").input_value()
    return text


def run(page: Page) -> None:
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#told")).to_contain_text(" in ")


def look(page: Page, view: str) -> None:
    page.locator(f"#views-{view}").click()
    expect(page.locator(f"#views-{view}")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#view")).not_to_contain_text("Drawing")


def rows(page: Page, query: str) -> int:
    answer = page.request.post("/sparql", form={"query": query}, headers={"Accept": "application/sparql-results+json"})
    return len(answer.json()["results"]["bindings"])


def test_a_query_is_written_mended_by_clicks_run_sorted_drawn_shared_and_reopened(desk: Page) -> None:
    write(desk, "SELECT ?model ?name WHERE {\n  ?model a lgi:Modle ; skos:prefLabel ?name .\n}\n")

    expect(desk.locator(".problems .fix").first).to_be_visible()
    while (fixes := desk.locator(".problems .fix")).count():
        before = written(desk)
        fixes.first.click()
        expect(desk.locator("#query")).not_to_have_value(before)
        desk.wait_for_timeout(700)
    expect(desk.locator(".problems")).to_contain_text("Nothing to mend")
    assert "?model a lgi:Model ;" in written(desk)
    assert "PREFIX lgi: <https://w3id.org/lgi/ontology#>" in written(desk)
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in written(desk)

    run(desk)
    number = rows(desk, written(desk))
    expect(desk.locator("#told")).to_contain_text(f"{number:,} rows")
    expect(desk.locator("table.rows tbody tr")).to_have_count(number)

    header = desk.get_by_role("columnheader", name="Name")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    names = desk.locator("table.rows tbody tr td:last-child").all_inner_texts()
    assert names == sorted(names, key=str.casefold) or len(names) > 5
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    assert desk.locator("table.rows tbody tr td:last-child").first.inner_text() == names[-1]

    look(desk, "chart")
    expect(desk.locator("#view svg[role=img]")).to_be_visible()
    desk.get_by_role("button", name="Copy link").click()
    link = desk.get_by_label("Link to this query").input_value()
    query = written(desk)

    browser = desk.context.browser
    assert browser and "#q=" in link
    other = browser.new_context().new_page()
    other.goto(link)
    expect(other.locator("#told")).to_contain_text(f"{number:,} rows")
    assert written(other) == query
    expect(other.locator("#views-chart")).to_have_attribute("aria-selected", "true")
    other.context.close()


def test_a_network_has_a_link_for_each_node_a_table_with_a_row_for_each_line_and_grows_by_buttons(desk: Page) -> None:
    write(desk, NETWORK)
    run(desk)
    expect(desk.locator("#views-network")).to_have_attribute("aria-selected", "true")

    svg = desk.locator("svg.network")
    expect(svg.locator("a.node").first).to_be_visible()
    lines = svg.locator("line").count()
    before = float(svg.get_attribute("width") or 0)
    desk.get_by_role("button", name="Make it larger").click()
    desk.get_by_role("button", name="Make it larger").click()

    assert lines > 20
    assert float(svg.get_attribute("width") or 0) > before
    desk.locator("#view summary").click()
    assert desk.locator("#view table tbody tr").count() == lines
    svg.locator("a.node").first.focus()
    assert svg.locator("a.node:focus").count() == 1


@pytest.mark.parametrize(("typed", "offered"), [("lgi:mod", "lgi:Model"), ("outcome cl", "lgi:OutcomeClaim")])
def test_classes_are_completed_after_a_by_name_or_label_and_their_prefix_line_comes_with_them(
    desk: Page, typed: str, offered: str
) -> None:
    write(desk, "")
    desk.keyboard.type(f"SELECT * WHERE {{ ?x a {typed}", delay=20)
    option = desk.locator(".cm-tooltip-autocomplete li").first
    expect(option).to_contain_text(offered)
    desk.wait_for_timeout(150)
    desk.keyboard.press("Enter")

    expect(desk.locator("#query")).to_have_value(
        re.compile(rf"PREFIX lgi: <[^>]+>\s+SELECT \* WHERE {{ \?x a {offered}")
    )


def test_properties_of_the_class_at_hand_come_first(desk: Page) -> None:
    write(desk, "")
    desk.keyboard.type("SELECT * WHERE { ?x a lgi:PowerShift ; ", delay=20)

    expect(desk.locator(".cm-tooltip-autocomplete completion-section").first).to_contain_text("Said of")
    vocabulary = desk.request.get("/query/vocabulary.json").json()
    own = next(each["properties"] for each in vocabulary["classes"] if each["short"] == "lgi:PowerShift")
    first = desk.locator(".cm-tooltip-autocomplete li .cm-completionLabel").first.inner_text()
    assert first in own


def test_the_label_of_a_term_in_place_of_its_name_is_mended_by_a_click(desk: Page) -> None:
    write(desk, LABELS.replace("skos:prefLabel", "uses mechanism"))

    desk.get_by_role("button", name="Write lgi:usesMechanism").click()

    expect(desk.locator(".problems")).to_contain_text("Nothing to mend")
    assert "lgi:usesMechanism ?name" in written(desk)


def test_a_query_that_cannot_be_read_is_told_at_its_line(desk: Page, watch: Watch) -> None:
    write(desk, LABELS.replace("?name .", "") + "\n")
    desk.keyboard.press("ControlOrMeta+Enter")

    expect(desk.locator("#said")).to_contain_text("cannot be read")
    expect(desk.locator(".problems .error")).to_be_visible()
    desk.locator(".problems .place").first.click()
    assert desk.locator(".cm-editor.cm-focused").count() == 1
    watch.errors.clear()


def test_an_empty_answer_says_why_and_one_click_fills_it(desk: Page) -> None:
    write(desk, NOWHERE)
    run(desk)

    why = desk.locator(".why")
    expect(why).to_contain_text("Why is this empty?")
    why.get_by_role("button", name='Change to "Wigan Deal"@en').click()
    expect(desk.locator("#told")).to_contain_text("1 row ")


def test_examples_are_found_by_search_and_asked_with_values_of_ones_own(page: Page, watch: Watch) -> None:
    page.goto("/query")
    page.get_by_label(re.compile("Find in [0-9]+ examples")).fill("in use in a place")
    found = page.locator("#examples a:visible")
    expect(found.first).to_contain_text("Models in use in a place")
    assert found.count() < page.locator("#examples a").count() / 10
    found.first.click()
    expect(page.locator("#told")).to_contain_text("row")
    assert "/query?question=models-by-place" in page.url

    field = page.get_by_label("The place")
    field.fill("wigan")
    field.press("Enter")
    expect(page.locator("#query")).to_have_value(re.compile("VALUES \\$place { <[^>]+/wigan> }|place:wigan"))
    expect(page.locator("#argument-place-called")).to_have_text("Wigan")

    field.fill("no such place!")
    field.press("Enter")
    expect(page.locator("#arguments .wrong")).to_contain_text("place")
    watch.errors.clear()


def test_the_workbench_is_used_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/query")
    expect(page.locator(".problems")).to_contain_text("Nothing to mend")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.className + ' ' + document.activeElement.id"))
        if "cm-content" in seen[-1]:
            break
    assert "cm-content" in seen[-1]

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(LABELS)
    run(page)
    page.keyboard.press("Tab")
    assert not page.locator(".cm-content:focus").count()
    for _ in range(20):
        if page.evaluate("document.activeElement.getAttribute('role')") == "tab":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#views-chart")).to_be_focused()
    expect(page.locator("#view svg[role=img]")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.locator(".cm-content:focus").count():
            break
    assert page.locator(".cm-content:focus").count() == 1


@at_both_widths
def test_nothing_breaks_a_rule_of_access_while_a_query_is_written(desk: Page) -> None:
    assert violations(desk) == []
    write(desk, "")
    desk.keyboard.type("SELECT * WHERE { ?x a lgi:mod", delay=20)
    expect(desk.locator(".cm-tooltip-autocomplete li").first).to_be_visible()
    assert violations(desk) == []
    desk.keyboard.press("Escape")
    write(desk, "SELECT * WHERE { ?x a lgi:Modle }")
    expect(desk.locator(".problems .fix").first).to_be_visible()

    assert violations(desk) == []
    assert not scrolls_sideways(desk)


@at_both_widths
@pytest.mark.parametrize("view", ["table", "chart", "network", "raw"])
def test_no_view_of_an_answer_breaks_a_rule_of_access_or_its_window(page: Page, view: str) -> None:
    page.goto(SHIFTS)
    expect(page.locator("#told")).to_contain_text("rows")
    look(page, view)
    page.wait_for_timeout(400)

    assert violations(page) == []
    assert not scrolls_sideways(page)


@at_both_widths
def test_an_answer_that_is_empty_breaks_no_rule_of_access(desk: Page) -> None:
    write(desk, NOWHERE)
    run(desk)
    expect(desk.locator(".why .fix")).to_be_visible()

    assert violations(desk) == []


@at_both_widths
@pytest.mark.parametrize("scripts", [False])
def test_without_scripts_a_query_is_written_and_answered_on_a_page(page: Page) -> None:
    page.goto("/query")
    assert page.locator("textarea:visible").count() == 1 and not page.locator("[role=tab]:visible").count()
    assert not scrolls_sideways(page)
    page.get_by_label("Query in SPARQL").fill(LABELS)
    page.get_by_role("button", name="Run").click()

    assert "/sparql?" in page.url
    assert page.locator("table tbody tr").count() == rows(page, LABELS)


@pytest.mark.parametrize("language", ["python", "curl"])
def test_the_code_for_a_query_gives_as_many_rows_as_the_table(desk: Page, tmp_path: Path, language: str) -> None:
    tricky = LABELS.replace("?name .", '?name .\n  FILTER(?name != "it\'s \\\\ \\"so\\""@en)\n  # """ )" \'end\'')
    write(desk, tricky)
    run(desk)
    desk.locator(f"#languages-{language}").click()
    code = desk.locator("#code pre").inner_text()

    told = python(code, tmp_path) if language == "python" else shell(code)
    assert len(told) - 1 == rows(desk, tricky)
    assert told[0] == "model,name"


def python(code: str, folder: Path) -> list[str]:
    """Run it; where pandas is not installed, with a stand-in that reads the same bytes."""
    stand_in = "def read_csv(source):\n    return source.read().decode().strip()\n"
    (folder / "pandas.py").write_text(stand_in, encoding="utf-8")
    (folder / "snippet.py").write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, "snippet.py"], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()


def shell(code: str) -> list[str]:
    done = subprocess.run(["/bin/sh", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()


def test_the_notebook_and_r_hold_the_query_whole(desk: Page) -> None:
    write(desk, LABELS)
    run(desk)
    desk.locator("#languages-notebook").click()
    cell = desk.locator("#code pre").inner_text()
    desk.locator("#languages-r").click()
    code = desk.locator("#code pre").inner_text()

    compile(cell.replace("%pip", "# pip"), "cell", "exec")
    assert cell.rstrip().splitlines()[-1] == "table"
    assert LABELS.strip() in code and "req_perform()" in code


def test_a_download_holds_what_the_table_shows(desk: Page) -> None:
    write(desk, LABELS)
    run(desk)
    address = desk.locator("#away a", has_text="JSON").first.get_attribute("href")
    found = json.loads(httpx2.get(desk.url.split("/query")[0] + str(address)).text)

    assert len(found["results"]["bindings"]) == rows(desk, LABELS)


def test_a_long_table_is_cut_and_says_so(desk: Page) -> None:
    write(desk, "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 1200")
    run(desk)

    expect(desk.locator("table.rows tbody tr")).to_have_count(500)
    expect(desk.locator(".cut")).to_contain_text("500 of 1,200 rows")
