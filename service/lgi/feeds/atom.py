"""Write Atom feeds (RFC 4287), with the archives that a feed may be cut into (RFC 5005)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from lgi import names

MEDIA_TYPE = "application/atom+xml"
RIGHTS = "Creative Commons Attribution 4.0 International (CC BY 4.0)"

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_EDITORS = ("The lgi editors", names.EDITORS)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that happened: its `id` is an IRI that is never used again, its `link` leads to what it is about.

    `content` is plain text, of which `summary` tells the gist; `categories` are words by which a reader may filter.
    """

    id: str
    title: str
    updated: str
    link: str
    summary: str
    content: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """Entries, the newest first; `links` are addresses by relation, of which `self` must be one.

    An `archive` never changes again: what comes later stands in another document.
    """

    id: str
    title: str
    updated: str
    links: Mapping[str, str]
    entries: tuple[Entry, ...]
    subtitle: str = ""
    archive: bool = False
    types: Mapping[str, str] = field(default_factory=dict)
    """The media types of links that lead to something else than Atom, by relation."""


def write(feed: Feed) -> bytes:
    """Write a feed: the same one always as the same bytes."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xmlns:fh": _HISTORY, "xml:lang": "en-GB"})
    _texts(root, {"id": feed.id, "title": feed.title, "subtitle": feed.subtitle, "updated": feed.updated})
    for relation, address in {**feed.links, "license": names.LICENCE}.items():
        kind = feed.types.get(relation) or ("" if relation == "license" else MEDIA_TYPE)
        ET.SubElement(root, "link", {"rel": relation, **({"type": kind} if kind else {}), "href": _clean(address)})
    author = ET.SubElement(root, "author")
    _texts(author, dict(zip(("name", "uri"), _EDITORS, strict=True)))
    _texts(root, {"rights": RIGHTS})
    if feed.archive:
        ET.SubElement(root, "fh:archive")
    root.extend(map(_entry, feed.entries))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _entry(entry: Entry) -> ET.Element:
    made = ET.Element("entry")
    _texts(made, {"id": entry.id, "title": entry.title, "updated": entry.updated})
    ET.SubElement(made, "link", {"rel": "alternate", "href": _clean(entry.link)})
    for word in entry.categories:
        ET.SubElement(made, "category", {"term": _clean(word)})
    _texts(made, {"summary": entry.summary})
    if entry.content:
        ET.SubElement(made, "content", {"type": "text"}).text = _clean(entry.content)
    return made


def _texts(parent: ET.Element, said: Mapping[str, str]) -> None:
    for name, text in said.items():
        if text:
            ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Put a sign for what may not stand in XML at all."""
    return _NOT_IN_XML.sub("\ufffd", text)
