"""What earlier releases held and the one that is served holds no more: each name, and the release that had it last."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from lgi import names, release
from lgi.errors import BadRelease
from lgi.release import QUERIES, Release


def last_release(of: Release, iri: str) -> str:
    """The last release before this one that had a name; empty if none had it."""
    return _lost(of.path).get(iri, "")


@lru_cache(maxsize=32)
def _lost(path: Path) -> Mapping[str, str]:
    """All that was lost on the way to a release, and who had it last: a release never changes, so once is enough."""
    lost: dict[str, str] = {}
    for before, withdrawn in _history(path):
        for iri in (*withdrawn, *_names(before)):
            lost.setdefault(iri, before.name.partition("+")[0])
    return lost


def _history(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """The releases before one, the newest first, each with the things that the one after it withdrew."""
    seen = {path}
    while True:
        told = _told(path)
        found = _folder(path.parent, told.get("from") or "")
        if found is None or found in seen:
            return
        seen.add(found)
        yield found, [each["iri"] for each in told["things"] if each["change"] == "withdrawn"]
        path = found


def _told(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((path / release.CHANGES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _folder(releases: Path, name: str) -> Path | None:
    """The folder of a release by its name, after which a number may stand."""
    found = [path for path in releases.iterdir() if path.name.partition("+")[0] == name] if name else []
    return max(found, default=None)


def _names(path: Path) -> Iterator[str]:
    """The graphs and questions that a release had."""
    try:
        yield from release.read_manifest(path).graphs
    except BadRelease:
        return
    yield from (f"{names.BASE}query/{question.stem}" for question in (path / QUERIES).glob("*.rq"))
