"""How many releases keep their data; of those before them the manifest and the change log stay."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lgi import pack, release


def keep(releases: Path, most: int) -> list[str]:
    """Drop the data of all but the newest `most` releases, and give the names of those that were dropped.

    The manifest says first that the data are dropped; then they go. So whatever is killed leaves a release that is
    whole, or one that says that it is dropped; what then still lies there goes the next time.
    """
    with pack.alone(releases):
        found = release.folders(releases)
        dropped = [name for name, folder in found.items() if release.read_manifest(folder).dropped]
        over = [name for name in found if name not in dropped][max(1, most) :]
        for name in over:
            _say_dropped(found[name])
        for name in (*over, *dropped):
            _clear(found[name])
        return over


def _say_dropped(folder: Path) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    release.write_manifest(folder, replace(release.read_manifest(folder), dropped=now))


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in (release.MANIFEST, *release.KEPT):
            path.unlink()
