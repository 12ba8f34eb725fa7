"""Which releases there are: read from their folder as often as something in it changes."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lgi import names, release
from lgi.errors import BadRelease, Dropped, NotFound
from lgi.release import CHANGES, MANIFEST, Manifest, Release

MOMENT_SECONDS = 0.2
"""How long what was seen of a folder of releases is good for."""

Stamp = tuple[str, int, int]


@dataclass(frozen=True)
class Entry:
    """A release as its folder shows it, its data still there or dropped."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Its name."""
        return self.manifest.name

    @property
    def kept(self) -> bool:
        """Whether its data are there."""
        return not self.manifest.dropped

    @cached_property
    def changes(self) -> dict[str, str]:
        """What became of things in it, by IRI; one that tells of no changes has none."""
        path = self.path / CHANGES
        told = json.loads(path.read_text("utf-8"))["things"] if path.is_file() else []
        return {each["iri"]: each["change"] for each in told}

    def require(self) -> None:
        """Raise Dropped if its data are not kept."""
        if not self.kept:
            dropped = self.manifest.dropped
            raise Dropped(
                f"the data of release {self.name} were dropped on {dropped[:10]}; its manifest is kept", self.manifest
            )


class Catalogue:
    """The releases in a folder, newest first; where there is no folder, or nothing in it, just the one that is served."""

    def __init__(self, folder: Path | None, alone: Callable[[], Release]) -> None:
        self._folder = folder
        self._alone = alone
        self._until = 0.0
        self._read: dict[Stamp, Entry] = {}
        self._entries: list[Entry] = []

    def every(self) -> list[Entry]:
        """All releases, newest first, those that were dropped among them; at most a moment ago."""
        if self._folder is None:
            return [self._served()]
        if time.monotonic() >= self._until:
            self._look(self._folder)
            self._until = time.monotonic() + MOMENT_SECONDS
        return self._entries or [self._served()]

    def _served(self) -> Entry:
        made = self._alone()
        return Entry(made.path, made.manifest)

    def _look(self, folder: Path) -> None:
        """Read what has changed since the last look; of two releases of one name, the newer counts."""
        known = {
            stamp: self._read[stamp] if stamp in self._read else _entry(folder, stamp) for stamp in _stamps(folder)
        }
        self._read = {stamp: entry for stamp, entry in known.items() if entry}
        newest = _newest(folder)
        ranked = sorted(
            self._read.values(), key=lambda entry: (entry.path.name == newest, entry.manifest.built), reverse=True
        )
        by_name: dict[str, Entry] = {}
        for entry in ranked:
            by_name.setdefault(entry.name, entry)
        self._entries = list(by_name.values())

    def entry(self, name: str) -> Entry:
        """The release of a name. Raises NotFound."""
        found = self._find(name)
        if found is None:
            # It may have come a moment ago.
            self._until = 0.0
            found = self._find(name)
        if found is None:
            advice = names.meant(name, [entry.name for entry in self.every()]) or "/release lists those there are"
            raise NotFound(f"no release is called {name}: {advice}")
        return found

    def keeps(self, name: str) -> bool:
        """Tell whether there is a release of a name, with its data."""
        found = self._find(name)
        return found is not None and found.kept

    def _find(self, name: str) -> Entry | None:
        return next((entry for entry in self.every() if entry.name == name), None)


def _stamps(folder: Path) -> list[Stamp]:
    """What tells of each release in a folder whether its manifest has changed."""
    found = []
    for path in folder.glob("[!.]*"):
        with suppress(FileNotFoundError, NotADirectoryError):
            stat = (path / MANIFEST).stat()
            found.append((path.name, stat.st_mtime_ns, stat.st_ino))
    return found


def _entry(folder: Path, stamp: Stamp) -> Entry | None:
    with suppress(BadRelease):
        return Entry(folder / stamp[0], release.read_manifest(folder / stamp[0]))
    return None


def _newest(folder: Path) -> str:
    with suppress(BadRelease):
        return release.latest(folder).name
    return ""
