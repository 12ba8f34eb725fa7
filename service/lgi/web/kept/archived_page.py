"""What the page of a kept answer shows."""

import json
from typing import Any
from urllib.parse import urlencode

from lgi import media, rows
from lgi.archive import citation
from lgi.archive.canonical import Frozen
from lgi.archive.comparison import Comparison
from lgi.archive.description import FORMS
from lgi.archive.record import Record
from lgi.web.kept.archived_forms import address
from lgi.web.kept.rechecks import Today

_LONG_ADDRESS = 4000
MOST_SHOWN = 1000
"""How many rows or statements of an answer stand on its page, for a page takes longer to draw than a file to send."""


def values(record: Record, today: Today) -> dict[str, Any]:
    """All that the template needs."""
    frozen = record.frozen()
    about = {
        "title": citation.title,
        "size": citation.size,
        "citation": citation.text,
        "here": address,
        "again": _again,
    }
    return {
        "record": record,
        "today": today,
        "forms": [(form, address(record, form)) for form in FORMS[record.kind]],
        "changes": [
            {"word": word, "counted": citation.counted(record, count), "more": count > len(some), **_part(frozen, some)}
            for word, count, some in (_changes(today.found) if today.found else [])
        ],
        **{name: tell(record) for name, tell in about.items()},
        "most": MOST_SHOWN if frozen.count > MOST_SHOWN else 0,
        **_shown(frozen),
    }


def _shown(frozen: Frozen) -> dict[str, Any]:
    if frozen.kind == "solutions":
        columns, found = rows.read(frozen.body)
        return {"columns": columns, "rows": found[:MOST_SHOWN], "text": ""}
    if frozen.kind == "boolean":
        return {"text": "Yes" if frozen.lines == ("true",) else "No"}
    if frozen.count > MOST_SHOWN:
        return {"text": "\n".join(frozen.lines[:MOST_SHOWN])}
    return {"text": frozen.written(media.TRIPLES["ttl"]).decode()}


def _changes(found: Comparison) -> list[tuple[str, int, list[Any]]]:
    both = [("went", found.went_count, found.went), ("came", found.came_count, found.came)]
    return [part for part in both if part[1]]


def _part(frozen: Frozen, some: list[Any]) -> dict[str, Any]:
    """Rows that came or went, as a table has them; statements as text."""
    if frozen.kind != "solutions":
        return {"text": "\n".join(some)}
    body = json.dumps({"head": {"vars": list(frozen.columns)}, "results": {"bindings": some}}).encode()
    columns, found = rows.read(body)
    return {"columns": columns, "rows": found}


def _again(record: Record) -> str:
    """Where to ask the same of a release, after its prefix; nothing if the address would be too long."""
    asked = record.asked
    if asked.question:
        tail = f"?{urlencode(asked.arguments)}" if asked.arguments else ""
        return f"/q/{asked.question}{tail}"
    graphs = [("default-graph-uri", iri) for iri in asked.default_graphs or ()]
    graphs += [("named-graph-uri", iri) for iri in asked.named_graphs or ()]
    path = f"/sparql?{urlencode([('query', asked.query), *graphs, ('format', 'html')])}"
    return path if len(path) <= _LONG_ADDRESS else ""
