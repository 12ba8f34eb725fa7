"""What a release is: a folder that never changes, named by version and digest, with a manifest of what it holds."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lgi.errors import BadRelease

MANIFEST = "manifest.json"
LATEST = "latest"
DUMP = "dump.nq.gz"
STORE = "store"
QUERIES = "queries"


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself.

    `digest` is the SHA-256 of what is authored (the facts as canonical N-Quads, the rules, the questions), `fingerprint` that of the bytes of
    the files it was built from, `graphs` the number of facts by named graph, `files` the SHA-256 by name,
    `authored` whether it was built from our text.
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
    """Write the manifest of a release, once all its files are there."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


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
    """Open a release after comparing every file with its checksum. Raises BadRelease naming the first fault."""
    release = Release(folder, read_manifest(folder))
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
