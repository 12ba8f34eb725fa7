"""What a release and those before it say that they changed, thing by thing."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lgi import names, release
from lgi.errors import BadRelease, NotFound
from lgi.release import Manifest, Release

CHANGES = names.BASE + "changes"
"""The address of all changes; what each release changed stands below it."""
_IN_FRAGMENTS = "/:?@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Changed:
    """What became of a thing in a release ("added", "changed" or "withdrawn"), in plain words."""

    iri: str
    label: str
    kind: str
    change: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """A release, and what became of things in it; `before` is the release that it is compared with, if there is one."""

    folder: Path
    manifest: Manifest
    before: str
    things: tuple[Changed, ...]

    @property
    def address(self) -> str:
        """The IRI of the document that tells what it changed."""
        return f"{CHANGES}/{self.manifest.name}"

    def version(self, iri: str) -> str:
        """The IRI of a thing as it is in this release, among what the release changed."""
        return f"{self.address}#{quote(iri.removeprefix(names.BASE), safe=_IN_FRAGMENTS)}"

    def counts(self) -> dict[str, int]:
        """How many things became what."""
        return {
            how: count
            for how in ("added", "changed", "withdrawn")
            if (count := sum(thing.change == how for thing in self.things))
        }


def chapters(newest: Release, releases: Path | None) -> tuple[Chapter, ...]:
    """A release and those before it in the folder of releases, newest first; without a folder, the release alone."""
    return _chapters(newest.path, newest.manifest.name, releases, _signature(releases))


def find(told: tuple[Chapter, ...], name: str) -> Chapter:
    """The chapter of a release. Raises NotFound."""
    for chapter in told:
        if chapter.manifest.name == name:
            return chapter
    raise NotFound(f"no release is called {name!r} up to {told[0].manifest.name}: see /changes for those there are")


def _signature(releases: Path | None) -> tuple[tuple[str, int], ...]:
    """What of a folder of releases changes when one is added or dropped."""
    found = releases.glob(f"[!.]*/{release.MANIFEST}") if releases else ()
    return tuple(sorted((path.parent.name, path.stat().st_mtime_ns) for path in found))


@lru_cache(maxsize=8)
def _chapters(
    path: Path, name: str, releases: Path | None, _signature: tuple[tuple[str, int], ...]
) -> tuple[Chapter, ...]:
    known = list(release.folders(releases).items()) if releases else []
    places = [place for place, (other, _) in enumerate(known) if other == name]
    older = [folder for _, folder in known[places[0] + 1 :]] if places else []
    return tuple(_read(folder) for folder in (path, *older))


def _read(folder: Path) -> Chapter:
    manifest, told = release.read_manifest(folder), _told(folder / release.CHANGES)
    things = tuple(
        Changed(each["iri"], each["label"], each["kind"], each["change"], tuple(each["words"]))
        for each in told.get("things", ())
    )
    return Chapter(folder, manifest, told.get("from") or "", things)


def _told(path: Path) -> dict[str, Any]:
    """What a release says that it changed; one that was built before releases said so says nothing."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as fault:
        raise BadRelease(f"{path} is damaged ({fault}): build the release again with 'lgi build --again'") from None
    return found
