"""An Atom feed of one answer: an entry for the day it was kept, and one for each release that gave another answer."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

from lgi import names, rows
from lgi.archive import citation
from lgi.archive.comparison import Comparison
from lgi.archive.record import Record
from lgi.rows import Term

_ATOM = "http://www.w3.org/2005/Atom"
_TOLD = 20
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(record: Record, changes: list[Comparison]) -> bytes:
    """Write the feed; the same answer and changes give the same bytes."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
    updated = max([record.at, *(found.built for found in changes)])
    _about(feed, record.iri, citation.title(record), updated)
    _add(feed, "subtitle", "When the answer to this question changes, and how.")
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", citation.AUTHOR)
    _add(feed, "rights", f"CC BY 4.0, {citation.LICENCE}")
    _link(feed, "self", f"{record.iri}.atom", "application/atom+xml")
    _link(feed, "alternate", record.iri, "text/html")
    for number, found in reversed(list(enumerate(changes, 1))):
        _changed(feed, record, number, found)
    _kept(feed, record)
    ET.indent(feed)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def summary(record: Record, found: Comparison) -> str:
    """What changed, in words: by how much the answer on a release differs from the one that was kept."""
    if found.same:
        return f"On release {found.release} the answer is again as it was kept."
    came, went = citation.counted(record, found.came_count), citation.counted(record, found.went_count)
    return f"On release {found.release}, against the answer that was kept, {went} went and {came} came."


def _kept(feed: ET.Element, record: Record) -> None:
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _about(entry, f"{record.iri}#kept", f"Kept on release {record.asked.release}", record.at)
    _add(entry, "content", f"The answer that was kept: {citation.size(record)}, SHA-256 {record.digest}.", type="text")
    _link(entry, "alternate", record.iri, "text/html")


def _changed(feed: ET.Element, record: Record, number: int, found: Comparison) -> None:
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    # A release may be older than the day on which an answer of a yet older one was kept.
    _about(
        entry,
        f"{record.iri}#change-{number}",
        f"Another answer on release {found.release}",
        max(found.built, record.at),
    )
    _add(entry, "summary", summary(record, found), type="text")
    parts = [*_told("Went", found.went_count, found.went, found), *_told("Came", found.came_count, found.came, found)]
    if parts:
        _add(entry, "content", "\n".join([summary(record, found), "", *parts]), type="text")
    _link(entry, "alternate", record.iri, "text/html")


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


def _about(parent: ET.Element, iri: str, title: str, updated: str) -> None:
    _add(parent, "id", iri)
    _add(parent, "title", title)
    _add(parent, "updated", updated)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = _NOT_XML.sub("\ufffd", text)


def _link(parent: ET.Element, rel: str, target: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": target, "type": kind})
