"""Fold the rows of an answer: one entry for each thing, with the different terms that its rows hold in each column."""

from collections.abc import Iterable

from lgi.rows import Row, Term

Entry = dict[str, list[Term]]


def folded(rows: Iterable[Row], *keys: str) -> list[Entry]:
    """Fold rows that agree in the key columns, in the order in which they come; rows without a key are left out.

    >>> [entry] = folded([{"a": {"value": "1"}, "b": {"value": "x"}}, {"a": {"value": "1"}}], "a")
    >>> entry["b"]
    [{'value': 'x'}]
    """
    found: dict[tuple[str, ...], Entry] = {}
    for row in rows:
        if not all(key in row for key in keys):
            continue
        entry = found.setdefault(tuple(row[key]["value"] for key in keys), {})
        for column, term in row.items():
            held = entry.setdefault(column, [])
            if term not in held:
                held.append(term)
    return list(found.values())


def value(entry: Entry, column: str) -> str:
    """The first value in a column, or nothing."""
    return entry[column][0]["value"] if entry.get(column) else ""


def label(entry: Entry, column: str) -> str:
    """What the first term in a column is called, or nothing."""
    return name(entry[column][0]) if entry.get(column) else ""


def name(term: Term) -> str:
    """What a term is called."""
    return term.get("label") or term["value"]
