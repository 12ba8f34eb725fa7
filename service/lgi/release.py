"""What a release is: a folder that never changes, named by version and digest, with a manifest of what it holds."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lgi import names
from lgi.errors import BadRelease, Dropped, NotFound

MANIFEST = "manifest.json"
LATEST = "latest"
DUMP = "dump.nq.gz"
STORE = "store"
QUERIES = "queries"
CHANGES = "changes.json"
PATCH = "changes.rdfp"
CHANGE_LOG = "changes.txt"
KEPT = (CHANGES, PATCH, CHANGE_LOG)
"""The files that stay, beside the manifest, of a release whose data were dropped."""
ANSWERS = "answers.sqlite"
"""The file beside the releases in which kept answers lie: it is of none of them, and outlives them all."""


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself.

    `digest` is the SHA-256 of what is authored (the facts as canonical N-Quads, the rules, the questions), `fingerprint` that of the bytes of
    the files it was built from, `graphs` the number of facts by named graph, `files` the SHA-256 by name,
    `authored` whether it was built from our text, `before` the name of the release that was newest when it was built,
    `dropped` when its data were dropped, if they were.
    """

    name: str
    version: str
    digest: str
    fingerprint: str
    built: str
    quads: int
    graphs: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)
    authored: bool = True
    before: str = ""
    dropped: str = ""


@dataclass(frozen=True)
class Release:
    """A release that was found whole."""

    path: Path
    manifest: Manifest

    def file(self, name: str) -> Path:
        """The path of one of its files. Raises BadRelease if the release has no such file."""
        path = self.path / name
        if not path.is_file():
            raise BadRelease(f"{path} is missing: build the release again with 'lgi build'")
        return path

    def dump(self) -> bytes:
        """All its facts as N-Quads."""
        return gzip.decompress(self.file(DUMP).read_bytes())


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a release, once all its files are there, in one step that cannot be seen half done."""
    new = folder / f".{MANIFEST}"
    new.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    new.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a release. Raises BadRelease if there is none, or it cannot be understood."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadRelease(f"{folder} holds no release: build one with 'lgi build'") from None
    except (OSError, ValueError, TypeError) as fault:
        raise BadRelease(
            f"{folder / MANIFEST} is damaged ({fault}): build the release again with 'lgi build'"
        ) from None


def open_release(folder: Path) -> Release:
    """Open a release after comparing every file with its checksum.

    Raises BadRelease naming the first fault, and Dropped if its data are no longer kept.
    """
    release = Release(folder, read_manifest(folder))
    if release.manifest.dropped:
        raise Dropped(
            f"the data of {release.manifest.name} were dropped on {release.manifest.dropped[:10]}; "
            f"its manifest and its change log are kept in {folder}",
            release.manifest,
        )
    for name, digest in release.manifest.files.items():
        if sha256(release.file(name)) != digest:
            raise BadRelease(
                f"{folder / name} is not as it was built: build the release again with 'lgi build --again'"
            )
    return release


def latest(releases: Path) -> Path:
    """Find the folder of the newest release. Raises BadRelease if there is none."""
    try:
        return releases / (releases / LATEST).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadRelease(f"there is no release in {releases}: build one with 'lgi build'") from None


def folders(releases: Path) -> dict[str, Path]:
    """The folders of all releases that have a manifest, by name, newest first; of two of one name, the newer."""
    newest = _newest_name(releases)
    found = []
    for path in releases.glob("[!.]*/" + MANIFEST):
        with suppress(BadRelease):
            manifest = read_manifest(path.parent)
            found.append((path.parent.name == newest, manifest.built, manifest.name, path.parent))
    by_name: dict[str, Path] = {}
    for _, _, name, path in sorted(found, reverse=True):
        by_name.setdefault(name, path)
    return by_name


def _newest_name(releases: Path) -> str:
    with suppress(BadRelease):
        return latest(releases).name
    return ""


def every(releases: Path) -> list[Manifest]:
    """What each release says of itself, newest first, also those whose data were dropped."""
    return [read_manifest(folder) for folder in folders(releases).values()]


def find(releases: Path, name: str) -> Release:
    """Open a release by its name. Raises NotFound, Dropped if its data are no longer kept, and BadRelease."""
    known = folders(releases)
    if name not in known:
        advice = names.meant(name, known) or "'lgi releases' lists those there are"
        raise NotFound(f"no release is called {name!r}: {advice}")
    return open_release(known[name])


def point_latest(releases: Path, name: str) -> None:
    """Make a release the newest, in one step that cannot be seen half done."""
    new = releases / f".{LATEST}"
    new.write_text(name + "\n", encoding="utf-8")
    new.replace(releases / LATEST)


def fingerprint(root: Path, paths: Iterable[Path], salt: str) -> str:
    """Digest the bytes of files, their paths below a root and a salt: it changes when any of them does."""
    digest = hashlib.sha256(salt.encode())
    for path in sorted(paths):
        name = path.relative_to(root).as_posix()
        digest.update(f"\0{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
