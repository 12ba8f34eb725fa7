"""Rows as people read them."""

import json

from lgi import rows


def body(columns: list[str], *found: dict[str, str]) -> bytes:
    bindings = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in found]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}}).encode()


def test_a_label_stands_in_for_the_term_it_names() -> None:
    columns, found = rows.read(body(["model", "model_label"], {"model": "m", "model_label": "Model"}))

    assert columns == ["model"]
    assert found == [{"model": {"type": "literal", "value": "m", "label": "Model"}}]


def test_a_label_of_no_term_stays_a_term_itself() -> None:
    _, found = rows.read(body(["giver", "giver_label"], {"giver_label": "not stated"}))

    assert found == [{"giver": {"type": "literal", "value": "not stated"}}]


def test_a_term_without_label_and_a_label_column_without_terms_stay_as_they_are() -> None:
    columns, found = rows.read(body(["model", "model_label", "novelty_label"], {"model": "m", "novelty_label": "new"}))

    assert columns == ["model", "novelty_label"]
    assert found[0]["model"]["value"] == "m"


def test_a_yes_or_no_has_neither_columns_nor_rows() -> None:
    assert rows.read(b'{"head":{},"boolean":true}') == ([], [])


def test_rows_that_share_a_term_come_together_in_their_order() -> None:
    _, found = rows.read(body(["a", "b"], {"a": "1", "b": "x"}, {"a": "2", "b": "y"}, {"a": "1", "b": "z"}))

    grouped = rows.grouped(found, "a")
    assert [(term["value"], [row["b"]["value"] for row in group]) for term, group in grouped] == [
        ("1", ["x", "z"]),
        ("2", ["y"]),
    ]
