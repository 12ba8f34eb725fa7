"""Rows of an answer as people read them: a label in place of the name it stands for, like with like."""

import json
from collections.abc import Callable

from pyoxigraph import Literal

from lgi import names

Term = dict[str, str]
Row = dict[str, Term]

_TEXT = names.VOCABULARIES["xsd"] + "string"


def read(body: bytes) -> tuple[list[str], list[Row]]:
    """Read a SPARQL JSON result: its columns, and each row as terms by column.

    A column `x_label` is folded into the column `x`, whose terms then have a `label`.
    """
    document = json.loads(body)
    columns: list[str] = document["head"].get("vars", [])
    found: list[Row] = document.get("results", {}).get("bindings", [])
    labels = [column for column in columns if column.endswith("_label") and column.removesuffix("_label") in columns]
    for row in found:
        for column in labels:
            _fold(row, column)
    return [column for column in columns if column not in labels], found


def _fold(row: Row, column: str) -> None:
    """Make a label part of the term it is the label of; a label that stands for no term stays a term itself."""
    label, named = row.pop(column, None), column.removesuffix("_label")
    if label and named in row:
        row[named]["label"] = label["value"]
    elif label:
        row[named] = label


def local(iri: str) -> str:
    """The last part of an IRI.

    >>> local("https://w3id.org/lgi/ontology#hasStage"), local("https://w3id.org/lgi/id/model/buurtzorg")
    ('hasStage', 'buurtzorg')
    """
    return iri.rpartition("#" if "#" in iri else "/")[2]


def slug(term: Term) -> str:
    """What a term is called in an address: the last part of its IRI."""
    return local(term["value"])


def in_query(term: Term, short: Callable[[str], str]) -> str:
    """A named or literal term as a query writes it; `short` writes an IRI.

    >>> in_query({"type": "literal", "value": "5", "datatype": "http://e/hours"}, "<{}>".format)
    '"5"^^<http://e/hours>'
    """
    if term["type"] == "uri":
        return short(term["value"])
    if language := term.get("xml:lang"):
        return str(Literal(term["value"], language=language))
    text, datatype = str(Literal(term["value"])), term.get("datatype", _TEXT)
    return text if datatype == _TEXT else f"{text}^^{short(datatype)}"


def grouped(found: list[Row], column: str) -> list[tuple[Term, list[Row]]]:
    """Gather rows that share the term in a column, in the order in which they come."""
    groups: dict[str, tuple[Term, list[Row]]] = {}
    for row in found:
        groups.setdefault(row[column]["value"], (row[column], []))[1].append(row)
    return list(groups.values())
