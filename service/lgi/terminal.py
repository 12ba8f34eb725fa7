"""How rows look on a terminal."""

import json
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from lgi import names


def print_rows(body: bytes, console: Console) -> None:
    """Print a SPARQL JSON result as a table, or as a word if it is a yes or no."""
    document = json.loads(body)
    if "boolean" in document:
        console.print("yes" if document["boolean"] else "no")
        return
    columns, found = document["head"]["vars"], document["results"]["bindings"]
    table = Table(*(names.words(column) for column in columns), box=None, pad_edge=False)
    for row in found:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    if found:
        console.print(table, markup=False)
    console.print(f"{len(found)} row{'' if len(found) == 1 else 's'}", style="dim")


def _cell(term: Mapping[str, str] | None) -> str:
    if term is None:
        return ""
    short = names.shorten(term["value"]) if term["type"] == "uri" else None
    return ":".join(short) if short else term["value"]
