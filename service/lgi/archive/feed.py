"""An Atom feed of one answer: an entry for the day it was kept, and one for each release that gave another answer."""

import json
from typing import Any

from lgi import media, names, rows
from lgi.archive import citation
from lgi.archive.comparison import Comparison
from lgi.archive.record import Record
from lgi.feeds import atom
from lgi.feeds.atom import Entry, Feed
from lgi.rows import Term

_TOLD = 20


def write(record: Record, changes: list[Comparison]) -> bytes:
    """Write the feed; the same answer and changes give the same bytes."""
    entries = [_changed(record, number, found) for number, found in enumerate(changes, 1)]
    entries = [*reversed(entries), _kept(record)]
    return atom.write(
        Feed(
            record.iri,
            citation.title(record),
            max(entry.updated for entry in entries),
            {"self": f"{record.iri}.atom", "alternate": record.iri},
            tuple(entries),
            "When this answer changes, and how.",
            types={"alternate": media.HTML},
        )
    )


def _kept(record: Record) -> Entry:
    told = f"The answer that was kept: {citation.size(record)}, SHA-256 {record.digest}."
    return Entry(f"{record.iri}#kept", f"Kept on release {record.asked.release}", record.at, record.iri, told)


def _changed(record: Record, number: int, found: Comparison) -> Entry:
    """Tell of a change. Its release may be older than the day on which an answer of a yet older one was kept."""
    title, updated = f"Another answer on release {found.release}", max(found.built, record.at)
    told = [*_told("Went", found.went_count, found.went, found), *_told("Came", found.came_count, found.came, found)]
    said = summary(record, found)
    return Entry(f"{record.iri}#change-{number}", title, updated, record.iri, said, "\n".join(told))


def summary(record: Record, found: Comparison) -> str:
    """What changed, in words: by how much the answer on a release differs from the one that was kept."""
    if found.same:
        return f"On release {found.release} the answer is again as it was kept."
    came, went = citation.counted(record, found.came_count), citation.counted(record, found.went_count)
    return f"On release {found.release}, against the answer that was kept, {went} went and {came} came."


def _told(word: str, count: int, some: list[Any], found: Comparison) -> list[str]:
    lines = [f"{word}: {line}" for line in plain(found.columns, some[:_TOLD])]
    return lines + ([f"{word}: {count - len(lines):,} more"] if count > len(lines) else [])


def plain(columns: list[str], some: list[Any]) -> list[str]:
    """Rows as lines of text: each column and what stands in it; a statement, or a yes or no, as it is."""
    if not columns:
        return [str(line) for line in some]
    shown, found = rows.read(json.dumps({"head": {"vars": columns}, "results": {"bindings": some}}).encode())
    return ["; ".join(f"{names.words(c)}: {_words(row[c])}" for c in shown if c in row) for row in found]


def _words(term: Term) -> str:
    return term.get("label") or (names.short(term["value"]) if term["type"] == "uri" else term["value"])
