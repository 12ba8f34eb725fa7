"""Memento (RFC 7089): a document as it was at a time is that document in the release that was the newest then.

Each document negotiates by date itself, with a redirection (pattern 1.1): so each state has an address of its own, which
any cache may keep for a year, even one that does not look at `Accept-Datetime`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from lgi import media, names
from lgi.web import addresses, pinning
from lgi.web.catalogue import Entry

LINK_FORMAT = "application/link-format"
VARY = "Accept-Datetime"

_ALONE = "ontology|data|dataset|shapes"
_DOCUMENT = re.compile(rf"/(?:(?:{'|'.join(names.KINDS)}|graph|query|scheme)/.+|(?:{_ALONE})(?:[./].+)?)")
_SUFFIX = re.compile(rf"\.(?:{'|'.join([*media.TRIPLES, 'json', 'html'])})$")


@dataclass(frozen=True)
class Memento:
    """A document as one release has it: when that became the newest, and where it is."""

    when: datetime
    address: str

    def link(self, relations: str) -> str:
        """Point to it."""
        return f'<{self.address}>; rel="{relations}"; datetime="{date(self.when)}"'


def date(when: datetime) -> str:
    """Write a time as headers do.

    >>> date(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    'Mon, 23 Nov 2026 08:30:00 GMT'
    """
    return format_datetime(when.astimezone(UTC), usegmt=True)


def built(entry: Entry) -> datetime:
    """When a release became the newest, to the second, as headers tell it."""
    return datetime.fromisoformat(entry.manifest.built).replace(microsecond=0)


def is_document(path: str) -> bool:
    """Tell whether a path is that of a document, which has other states in other releases.

    >>> is_document("/model/wigan-deal.ttl"), is_document("/ontology"), is_document("/q/named-models")
    (True, True, False)
    """
    return _DOCUMENT.fullmatch(path) is not None


def around(path: str) -> str:
    """Point from a document to all of its states."""
    return f'<{path}>; rel="original timegate", <{timemap(path)}>; rel="timemap"; type="{LINK_FORMAT}"'


def timemap(path: str) -> str:
    """Where the list of all states of a document is."""
    return f"/timemap{path}"


def states(entries: list[Entry], path: str) -> list[Memento]:
    """The states of a document in releases that are kept, the oldest first."""
    there = zip(entries, _lives(entries, path), strict=True)
    found = [Memento(built(entry), pinning.prefix(entry.name) + path) for entry, lives in there if lives and entry.kept]
    return found[::-1]


def at(mementos: list[Memento], when: datetime) -> Memento:
    """The state that was the newest at a time; before the first one there is nothing nearer than that."""
    return next((memento for memento in reversed(mementos) if memento.when <= when), mementos[0])


def named(mementos: list[Memento], chosen: Memento) -> Iterator[tuple[Memento, str]]:
    """The states that are worth a link from one of them, and how they stand to it."""
    place = mementos.index(chosen)
    for number, memento in enumerate(mementos):
        places = {"first": 0, "prev": place - 1, "next": place + 1, "last": len(mementos) - 1}
        words = [word for word, its_place in places.items() if its_place == number]
        if words or memento is chosen:
            yield memento, " ".join([*words, "memento"])


def bare(path: str) -> str:
    """The path of a document without the ending that names a form."""
    return _SUFFIX.sub("", path)


def thing(path: str) -> str:
    """The IRI of the thing that a document tells of, whatever its form.

    >>> thing("/place/caf%C3%A9.ttl")
    'https://w3id.org/lgi/id/place/café'
    """
    return names.THINGS + addresses.decoded(bare(path).encode())[1:]


def is_told_of(entries: list[Entry], path: str) -> bool:
    """Tell whether the releases themselves say if they have a document."""
    iri = thing(path)
    return path[1:].partition("/")[0] not in names.KINDS or any(iri in entry.changes for entry in entries)


def beside(entries: list[Entry], path: str, name: str) -> str:
    """Point from a state of a document to the document, and to the states before and after it.

    Not to the last one: this answer is kept for longer than that is true.
    """
    links, mementos = [around(path)], states(entries, path)
    chosen = [memento for memento in mementos if memento.address == pinning.prefix(name) + path]
    for memento, words in named(mementos, chosen[0]) if chosen else ():
        lasting = words.replace("last ", "")
        links += [memento.link(lasting)] if memento is chosen[0] or lasting != "memento" else []
    return ", ".join(links)


def _lives(entries: list[Entry], path: str) -> list[bool]:
    """Tell in which releases, the newest first, there is a document, as far as the releases themselves say.

    What was added is not in those before; what no release says anything of is in all of them.
    """
    if graph := _graph(bare(path)):
        return [graph in entry.manifest.graphs for entry in entries]
    iri, found = thing(path), list[bool | None]()
    there: bool | None = None
    for entry in entries:
        change = entry.changes.get(iri)
        here = there if change is None else change != "withdrawn"
        found = [here if lives is None else lives for lives in [*found, here]]
        there = there if change is None else change != "added"
    return [lives is not False for lives in found]


def _graph(path: str) -> str:
    """The named graph that a document is all of, if it is of one."""
    kind, _, rest = path[1:].partition("/")
    return {"graph": names.GRAPHS + rest, "scheme": f"{names.GRAPHS}ontology/scheme/{rest}"}.get(kind, "")
