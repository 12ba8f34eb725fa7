"""What changed, as a feed that readers subscribe to (Atom), and the archives behind it (RFC 5005).

A release with many changes is cut into pages, which together are its archive. The feed itself holds the newest pages,
as many as it takes to have some entries; the archives go on where it ends. An archive never changes.
"""

from itertools import islice

from lgi.errors import NotFound
from lgi.feeds.atom import Entry, Feed
from lgi.feeds.chronicle import CHANGES, Changed, Chapter

ENTRIES_OF_A_PAGE = 250
_LEAST = 50
_TITLE = "Changes of the Local Government Innovation graph"
_SUBTITLE = "What was added, changed and withdrawn, release by release and thing by thing."

Told = tuple[Chapter, ...]


def subscription(told: Told) -> Feed:
    """The feed of the newest changes, the newest first."""
    entries: list[Entry] = []
    pages = iter(_pages(told))
    while len(entries) < _LEAST and (page := next(pages, None)):
        entries += _entries(told[page[0]], page[1])
    return _feed(told, f"{CHANGES}.atom", entries, next(pages, None))


def archive(told: Told, chapter: Chapter, number: int) -> Feed:
    """A page of what a release changed. Raises NotFound past the last one."""
    entries, here = _entries(chapter, number), (told.index(chapter), number)
    if number > 1 and not entries:
        raise NotFound(f"the changes of {chapter.manifest.name} have no page {number}")
    before = next((page for page in _pages(told) if page > here), None)
    return _feed(told, _address(chapter, number), entries, before, chapter)


def _pages(told: Told) -> list[tuple[int, int]]:
    """All pages that hold something, newest first: each by the place of its release and its number."""
    return [
        (place, start // ENTRIES_OF_A_PAGE + 1)
        for place, chapter in enumerate(told)
        for start in range(0, len(chapter.things), ENTRIES_OF_A_PAGE)
    ]


def _address(chapter: Chapter, number: int) -> str:
    return f"{chapter.address}.atom" + (f"?page={number}" if number > 1 else "")


def _feed(
    told: Told, address: str, entries: list[Entry], before: tuple[int, int] | None, of: Chapter | None = None
) -> Feed:
    links = {"self": address, "alternate": of.address if of else CHANGES}
    links |= {"current": f"{CHANGES}.atom"} if of else {}
    links |= {"prev-archive": _address(told[before[0]], before[1])} if before else {}
    return Feed(
        CHANGES,
        _TITLE,
        (of or told[0]).manifest.built,
        links,
        tuple(entries),
        _SUBTITLE,
        archive=of is not None,
        types={"alternate": "text/html"},
    )


def _entries(chapter: Chapter, number: int) -> list[Entry]:
    first = (number - 1) * ENTRIES_OF_A_PAGE
    return [_entry(chapter, thing) for thing in islice(chapter.things, first, first + ENTRIES_OF_A_PAGE)]


def _entry(chapter: Chapter, thing: Changed) -> Entry:
    return Entry(
        id=chapter.version(thing.iri),
        title=f"{thing.change.capitalize()} {thing.kind}: {thing.label}",
        updated=chapter.manifest.built,
        link=thing.iri,
        summary=thing.words[0] if thing.words else f"{thing.label} was {thing.change}.",
        content="\n".join(thing.words[1:]),
        categories=(thing.change, thing.kind),
    )
