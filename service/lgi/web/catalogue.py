"""Which releases there are: read from their folder as often as something in it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lgi import release
from lgi.errors import Dropped, NotFound
from lgi.release import MANIFEST, Manifest, Release

Signature = frozenset[tuple[str, int, int]]


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

    def require(self) -> None:
        """Raise Dropped if its data are not kept."""
        if not self.kept:
            dropped = self.manifest.dropped
            raise Dropped(
                f"the data of release {self.name} were dropped on {dropped}; its manifest is kept", self.manifest
            )


class Catalogue:
    """The releases in a folder, newest first; without a folder there is just the one that is served."""

    def __init__(self, folder: Path | None, alone: Callable[[], Release]) -> None:
        self._folder = folder
        self._alone = alone
        self._signature: Signature = frozenset()
        self._entries: list[Entry] = []

    def every(self) -> list[Entry]:
        """All releases, newest first, those that were dropped among them."""
        if self._folder is None:
            made = self._alone()
            return [Entry(made.path, made.manifest)]
        if (signature := _signature(self._folder)) != self._signature:
            paths = release.folders(self._folder).values()
            self._entries, self._signature = [Entry(path, release.read_manifest(path)) for path in paths], signature
        return self._entries

    def entry(self, name: str) -> Entry:
        """The release of a name. Raises NotFound."""
        entries = {entry.name: entry for entry in self.every()}
        if name not in entries:
            near = get_close_matches(name, entries, n=2)
            advice = f"did you mean {' or '.join(near)}?" if near else "/release lists those there are"
            raise NotFound(f"no release is called {name}: {advice}")
        return entries[name]


def _signature(folder: Path) -> Signature:
    """What tells whether anything in a folder of releases has changed."""
    stats = ((path.parent.name, path.stat()) for path in folder.glob(f"[!.]*/{MANIFEST}"))
    return frozenset((name, stat.st_mtime_ns, stat.st_ino) for name, stat in stats)
