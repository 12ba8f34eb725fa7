"""The index of a release: which things have a name, a code or words that are near to what somebody gives."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lgi import names
from lgi.errors import NotFound
from lgi.matching import gather, things, words
from lgi.matching.pool import Pool
from lgi.matching.things import Catalogue, Code, Name, Thing, Type
from lgi.matching.words import Said
from lgi.release import Release

_COUNCIL = "council"
_CERTAIN = frozenset(("gss", "org-id", "wikidata", "same-as", "lgi", "finance-e-code", "iso-3166-2"))
"""Schemes whose codes cannot be taken for anything else, so that one is known without its scheme."""


def squeezed(code: str) -> str:
    """A code as it is compared: without case and blanks.

    >>> squeezed(" e08 000010")
    'E08000010'
    """
    return "".join(code.split()).upper()


class Index:
    """All that can be matched, found by name, by code and by type."""

    def __init__(self, found: Catalogue) -> None:
        self.catalogue = found
        self.things = {thing.iri: thing for thing in found.things}
        self.types = {each.iri: each for each in found.types}
        self.places = frozenset(words.read(name).own for name in found.places)
        self.said = {thing.iri: list(_read(thing)) for thing in found.things}
        self._pools = {True: Pool(), False: Pool()}
        for iri, read in self.said.items():
            for own in dict.fromkeys(said.own or said.whole for _, said in read):
                self._pools[self.things[iri].kind == _COUNCIL].add(own, iri)
        self._codes: dict[str, list[tuple[str, Code]]] = defaultdict(list)
        for thing in found.things:
            for code in (*thing.codes, Code("lgi", thing.iri), Code("lgi", names.short(thing.iri))):
                self._codes[squeezed(code.text)].append((thing.iri, code))

    def thing(self, name: str) -> Thing | None:
        """The thing of an IRI or of a short name such as `council:wigan`."""
        return self.things.get(name) or self.things.get(names.expand(name) or "")

    def type(self, name: str) -> Type | None:
        """The type of an IRI, or of a short name such as `council` or `local-authority-type:county`."""
        iri = gather.type_of(name) if name in gather.KINDS else names.expand(name)
        return self.types.get(name) or self.types.get(iri or "")

    def near(self, text: str, types: Iterable[str] = ()) -> Iterator[Thing]:
        """The things of some types, or of any, with a name that is near, or that has words in common."""
        wanted = {self.types[iri].broader or iri for iri in types if iri in self.types}
        council = gather.type_of(_COUNCIL)
        if council in wanted or not wanted:
            read = words.read(text)
            yield from (self.things[iri] for iri in dict.fromkeys(self._pools[True].near(read.own or read.whole)))
        if wanted - {council} or not wanted:
            yield from (self.things[iri] for iri in dict.fromkeys(self._pools[False].near(words.plain(text).whole)))

    def with_code(self, text: str, scheme: str = "") -> list[tuple[Thing, Code]]:
        """The things that have a code, in one scheme or in any."""
        found = self._codes.get(squeezed(text), ())
        return [(self.things[iri], code) for iri, code in found if scheme in ("", code.scheme)]

    def is_type(self, thing: Thing, wanted: Iterable[str], every: bool = False) -> bool:
        """Whether a thing is of one of some types, or of every one of them; of none if none are wanted is also true."""
        has = [iri in thing.types for iri in wanted]
        return (all(has) if every else any(has)) if has else True


def _read(thing: Thing) -> Iterator[tuple[Name, Said]]:
    for name in thing.names:
        if thing.kind != "council":
            yield name, words.plain(name.text)
            continue
        said = words.read(name.text)
        yield name, said
        if short := words.shortened(said):
            yield name, short


def is_certain(code: Code) -> bool:
    """Whether a code is known without its scheme."""
    return code.scheme in _CERTAIN


def of_release(release: Release) -> Index:
    """Open the index of a release. Raises NotFound if it was built before there was one."""
    if gather.FILE not in release.manifest.files:
        raise NotFound(f"release {release.manifest.name} was built before names could be matched: ask a newer one")
    return Index(things.read(release.file(gather.FILE).read_bytes(), release.manifest.built[:10]))
