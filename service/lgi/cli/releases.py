"""The command line for releases: `lgi build`, `lgi diff` and `lgi releases`."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lgi import build as building
from lgi import difference, release, retention, terminal
from lgi.errors import BadRelease, NotFound
from lgi.release import Manifest, Release

Releases = Annotated[Path, typer.Option(envvar="LGI_RELEASES", help="The folder of releases.")]
One = Annotated[str, typer.Argument(metavar="RELEASE", help="A name, a folder, 'latest' or 'before'.")]
_RELEASES = Path("release")
_MIB = 1024 * 1024
_MINUTE = len("2026-01-01T00:00")
_aside = Console(stderr=True, highlight=False)


class DifferenceFormat(StrEnum):
    """How a difference is written."""

    TEXT = "text"
    JSON = "json"
    PATCH = "rdfp"


def build(
    releases: Releases = _RELEASES,
    again: Annotated[bool, typer.Option("--again", help="Build even if nothing changed.")] = False,
    keep: Annotated[
        int | None, typer.Option(envvar="LGI_KEEP", min=1, help="How many releases keep their data; all if not given.")
    ] = None,
) -> None:
    """Build a release from the text, if it breaks no shape."""
    with terminal.steps(_aside) as say:
        made = building.build(releases, say, again)
    for name in retention.keep(releases, keep) if keep else ():
        _aside.print(f"dropped the data of {name}")
    print(made.path)


def diff(
    before: One = "before",
    after: One = "latest",
    form: Annotated[
        DifferenceFormat, typer.Option("--format", "-f", help="Plain words, JSON, or RDF Patch.")
    ] = DifferenceFormat.TEXT,
    releases: Releases = _RELEASES,
) -> None:
    """Tell what was added, changed and withdrawn from one release to another."""
    found = difference.between(_find(releases, before), _find(releases, after))
    if form is DifferenceFormat.TEXT:
        print(found.words(), end="")
    elif form is DifferenceFormat.JSON:
        print(json.dumps(found.as_dict(), indent=1, ensure_ascii=False))
    else:
        sys.stdout.buffer.write(found.patch())


def _find(releases: Path, which: str) -> Release:
    """Find a release by its name, its folder, or its place. Raises NotFound, Dropped and BadRelease."""
    if which == release.LATEST:
        return release.open_release(release.latest(releases))
    if which == "before":
        newest = release.read_manifest(release.latest(releases))
        if not newest.before:
            raise NotFound(f"{newest.name} has none before it: name the two releases to compare")
        return release.find(releases, newest.before)
    folder = Path(which)
    return release.open_release(folder) if folder.is_dir() else release.find(releases, which)


def listed(releases: Releases = _RELEASES) -> None:
    """List the releases there are, newest first."""
    folders = release.folders(releases)
    if not folders:
        raise BadRelease(f"there is no release in {releases}: build one with 'lgi build'")
    table = Table("release", "built", "statements", "MB", "state", box=None, pad_edge=False)
    for place, folder in enumerate(folders.values()):
        manifest = release.read_manifest(folder)
        table.add_row(
            manifest.name, manifest.built[:_MINUTE], f"{manifest.quads:,}", _size(folder), _state(manifest, place)
        )
    Console(highlight=False).print(table)


def _size(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()) / _MIB:.1f}"


def _state(manifest: Manifest, place: int) -> str:
    if manifest.dropped:
        return f"dropped {manifest.dropped[:_MINUTE]}"
    return "kept" if place else "newest"
