from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

import atoms
from lgi.feeds import atom
from lgi.feeds.atom import Entry, Feed

ENTRY = Entry(
    "https://w3id.org/lgi/changes/0.1.0-a#id/claim/a",
    "Changed: what & <why>",
    "2026-11-23T07:00:00+00:00",
    "https://w3id.org/lgi/id/claim/a",
    "A claim was put otherwise.",
    "It said: “a < b”.\nIt says: “a & b”.",
    ("changed", "claim"),
)
FEED = Feed("https://w3id.org/lgi/changes", "Changes", ENTRY.updated, {"self": "/changes.atom"}, (ENTRY,))


def test_a_feed_keeps_the_rules_of_atom() -> None:
    assert atoms.faults(atom.write(FEED)) == []
    assert atoms.faults(atom.write(replace(FEED, archive=True, subtitle="All of them"))) == []


def test_a_feed_that_breaks_the_rules_is_found_out() -> None:
    assert atoms.faults(atom.write(replace(FEED, id="")))
    assert atoms.faults(atom.write(replace(FEED, updated="yesterday")))
    assert atoms.faults(atom.write(replace(FEED, entries=(ENTRY, ENTRY))))


def test_what_an_entry_says_is_read_as_it_was_written() -> None:
    read = atoms.entries(atoms.read(atom.write(FEED)))

    assert read == [
        {
            "id": ENTRY.id,
            "title": ENTRY.title,
            "updated": ENTRY.updated,
            "link": ENTRY.link,
            "summary": ENTRY.summary,
            "content": ENTRY.content,
        }
    ]


def test_a_feed_names_its_author_its_licence_and_where_it_goes_on() -> None:
    feed = atoms.read(atom.write(replace(FEED, links={"self": "/a", "next": "/b"}, archive=True)))

    assert feed.findtext(f"{atoms.ATOM}author/{atoms.ATOM}name") == "The lgi editors"
    assert "CC BY 4.0" in (feed.findtext(f"{atoms.ATOM}rights") or "")
    assert atoms.links(feed) == {
        "self": "/a",
        "next": "/b",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert feed.find(f"{atoms.HISTORY}archive") is not None


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_may_stand_in_an_entry(text: str) -> None:
    body = atom.write(replace(FEED, entries=(replace(ENTRY, title="x" + text, content=text),)))

    assert atoms.faults(body) == []
    assert atom.write(replace(FEED, entries=(replace(ENTRY, title="x" + text, content=text),))) == body
