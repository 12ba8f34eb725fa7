"""Hold an Atom feed against RFC 4287, and read it."""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from lxml import etree  # type: ignore[import-untyped]

_GRAMMAR = Path(__file__).parent / "atom.rng"
ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"


def faults(body: bytes) -> list[str]:
    """What of a feed breaks RFC 4287 (a grammar in RELAX NG, after its appendix B), or its rules beyond grammar."""
    grammar = etree.RelaxNG(etree.parse(str(_GRAMMAR)))
    document: Any = etree.fromstring(body)
    grammar.validate(document)
    found = [str(fault) for fault in grammar.error_log]
    links = [(link.get("rel"), link.get("type")) for link in document.findall(f"{ATOM}link")]
    found += [f"two links {each}" for each in set(links) if each[0] == "alternate" and links.count(each) > 1]
    ids = [entry.findtext(f"{ATOM}id") for entry in document.findall(f"{ATOM}entry")]
    return found + [f"two entries {each}" for each in set(ids) if ids.count(each) > 1]


def read(body: bytes) -> Element:
    """Read a feed of our own."""
    return fromstring(body)


def links(feed: Element) -> dict[str, str]:
    """Where a feed leads, by relation."""
    return {link.get("rel", "alternate"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}


def entries(feed: Element) -> list[dict[str, str]]:
    """What its entries say."""
    told = ("id", "title", "updated", "summary", "content")
    return [
        {name: entry.findtext(ATOM + name, "") for name in told} | {"link": entry.find(f"{ATOM}link").get("href", "")}  # type: ignore[union-attr]
        for entry in feed.findall(f"{ATOM}entry")
    ]
