"""Pages: what holds for each template, whatever it shows."""

import re
from pathlib import Path

import pytest

import lgi

TEMPLATES = sorted((Path(lgi.__file__).parent / "templates").glob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_table_that_is_wider_than_the_page_scrolls_by_itself_and_is_named(template: Path) -> None:
    tables = re.split(r"<table\b", template.read_text(encoding="utf-8"))
    within = [before.rpartition('<div class="scroll" role="region" tabindex="0" aria-label="')[2] for before in tables]

    assert [before for before in within[:-1] if before.count("<") > 1] == []
    assert [after for after in tables[1:] if "<caption>" not in after.partition("</table>")[0]] == []
