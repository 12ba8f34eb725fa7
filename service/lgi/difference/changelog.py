"""The files of a release that tell what changed since the one before it."""

import json
from pathlib import Path

from lgi import difference, release
from lgi.difference.state import State
from lgi.errors import BadRelease, Dropped, NotFound
from lgi.release import Manifest


def before(releases: Path, name: str) -> str:
    """The name of the release that one of a name follows: the newest, or what that follows if it is of this name."""
    for manifest in release.every(releases):
        return manifest.before if manifest.name == name else manifest.name
    return ""


def files(releases: Path, manifest: Manifest, after: State) -> dict[str, bytes]:
    """What changed, as data, as a patch and in plain words.

    A first release has no patch. Nor has one that is made again when the data of the one before it are gone: what was
    told of it stays.
    """
    if not manifest.before:
        return _first(manifest)
    try:
        old = State.of(release.find(releases, manifest.before))
    except (BadRelease, Dropped, NotFound):
        return _told_before(releases, manifest) or _first(manifest)
    found = difference.of(old, after)
    return {
        release.CHANGES: _json(found.as_dict()),
        release.PATCH: found.patch(),
        release.CHANGE_LOG: found.words().encode(),
    }


def _first(manifest: Manifest) -> dict[str, bytes]:
    told: dict[str, object] = {"from": None, "to": manifest.name, "date": manifest.built, "things": []}
    return {
        release.CHANGES: _json(told),
        release.CHANGE_LOG: f"{manifest.name} is compared with none before it.\n".encode(),
    }


def _told_before(releases: Path, manifest: Manifest) -> dict[str, bytes]:
    folder = release.folders(releases).get(manifest.name)
    paths = [folder / name for name in (release.CHANGES, release.CHANGE_LOG)] if folder else []
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
