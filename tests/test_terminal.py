import json
from io import StringIO
from typing import Any

from rich.console import Console

from lgi import names, terminal

WIGAN = {"type": "uri", "value": names.thing("council", "wigan")}


def printed(document: dict[str, Any], width: int = 100) -> str:
    out = StringIO()
    terminal.print_rows(json.dumps(document).encode(), Console(file=out, width=width))
    return out.getvalue()


def table(columns: list[str], *found: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"head": {"vars": columns}, "results": {"bindings": list(found)}}


def test_a_yes_or_no_is_a_word() -> None:
    assert printed({"head": {}, "boolean": True}) == "yes\n"
    assert printed({"head": {}, "boolean": False}) == "no\n"


def test_columns_are_words_and_names_are_short() -> None:
    out = printed(table(["led_by"], {"led_by": WIGAN})).split("\n")

    assert [line.strip() for line in out] == ["led by", "council:wigan", "1 row", ""]


def test_a_label_stands_in_place_of_the_name_it_is_of() -> None:
    out = printed(
        table(["council", "council_label"], {"council": WIGAN, "council_label": {"type": "literal", "value": "Wigan"}})
    )

    assert "Wigan" in out
    assert "council:wigan" not in out
    assert "label" not in out


def test_a_literal_that_looks_like_a_name_and_a_strange_iri_stay_as_they_are() -> None:
    row = {"a": {"type": "literal", "value": WIGAN["value"]}, "b": {"type": "uri", "value": "http://e/x"}}
    out = printed(table(["a", "b"], row))

    assert WIGAN["value"] in out
    assert "http://e/x" in out


def test_what_is_unbound_is_empty() -> None:
    lines = printed(table(["a", "b"], {"b": WIGAN}, {"a": WIGAN})).splitlines()

    assert lines[1].split() == lines[2].split() == ["council:wigan"]
    assert lines[1].index("council") > lines[2].index("council") == 0


def test_square_brackets_are_no_style() -> None:
    out = printed(table(["a"], {"a": {"type": "literal", "value": "[bold]not bold[/bold]"}}))

    assert "[bold]not bold[/bold]" in out


def test_no_rows_are_counted_without_a_table() -> None:
    assert printed(table(["a"])) == "0 rows\n"


def test_a_long_value_is_folded_and_never_cut() -> None:
    out = printed(table(["a"], {"a": {"type": "literal", "value": "x" * 50}}), width=20)

    assert out.count("x") == 50
