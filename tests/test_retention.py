"""What is kept of releases, and what whoever is killed at dropping them leaves."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from lgi import pack, release, retention
from lgi.errors import Dropped
from lgi.release import KEPT, MANIFEST, Manifest
from test_killed import _kill_after, _times

DROPPING = """
import sys
from pathlib import Path
from lgi import retention
print("ready", flush=True)
retention.keep(Path(sys.argv[1]), 1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four releases, each with a change log and much beside."""
    for number in range(4):
        manifest = pack.manifest([], "1", f"{number}" * 64, "f", before=f"1-{number - 1}")
        beside = {f"{at}/{name}.txt": b"x" * 1000 for at in ("queries", "graph/model") for name in range(30)}
        pack.pack(tmp_path, [], manifest, {**beside, **dict.fromkeys(KEPT, b"{}")})
    return tmp_path


def state(folder: Path) -> dict[str, bool]:
    """Which releases there are, newest first, and whether each was dropped."""
    return {manifest.name[:3]: bool(manifest.dropped) for manifest in release.every(folder)}


def test_the_newest_stay_whole_and_of_the_others_the_manifest_and_the_change_log(folder: Path) -> None:
    dropped = retention.keep(folder, 2)

    assert [name[:3] for name in dropped] == ["1-1", "1-0"]
    assert state(folder) == {"1-3": False, "1-2": False, "1-1": True, "1-0": True}
    for name in dropped:
        assert {path.name for path in (folder / name).iterdir()} == {MANIFEST, *KEPT}
    assert [release.open_release(folder / name) for name in release.folders(folder) if name not in dropped]


def test_the_manifest_of_a_dropped_release_still_has_its_checksums(folder: Path) -> None:
    before = release.every(folder)[-1]
    retention.keep(folder, 1)
    after = release.every(folder)[-1]

    assert after.files == before.files
    assert json.loads((folder / after.name / MANIFEST).read_text("utf-8"))["dropped"] == after.dropped != ""


def test_the_newest_is_never_dropped(folder: Path) -> None:
    retention.keep(folder, 0)

    assert state(folder) == {"1-3": False, "1-2": True, "1-1": True, "1-0": True}


def test_what_is_dropped_already_is_dropped_once_and_does_not_count(folder: Path) -> None:
    retention.keep(folder, 2)
    before = release.every(folder)[-1]

    assert retention.keep(folder, 2) == []
    assert release.every(folder)[-1] == before


def test_a_dropped_release_is_found_and_told_as_that(folder: Path) -> None:
    retention.keep(folder, 1)
    name = release.every(folder)[1].name

    with pytest.raises(Dropped, match=f"the data of {name} were dropped on 2") as told:
        release.find(folder, name)
    assert isinstance(told.value.manifest, Manifest)
    assert told.value.manifest.name == name


def test_a_dropped_release_may_be_built_again(folder: Path) -> None:
    manifest = release.every(folder)[-1]
    retention.keep(folder, 1)
    again = pack.pack(folder, [], pack.manifest([], "1", manifest.digest, "f"))

    assert release.find(folder, manifest.name) == again
    assert state(folder) == {"1-0": False, "1-3": False, "1-2": True, "1-1": True}


@pytest.mark.parametrize("number", _times(0.5))
def test_a_release_that_is_being_dropped_is_whole_or_says_that_it_is_dropped(folder: Path, number: int) -> None:
    _kill_after(Random(number).uniform(0, 0.03), sys.executable, "-c", DROPPING, str(folder))  # noqa: S311
    left = [path for manifest in release.every(folder) if not manifest.dropped for path in [folder / manifest.name]]

    assert [release.open_release(path) for path in left]
    assert list(state(folder)) == ["1-3", "1-2", "1-1", "1-0"]
    subprocess.run([sys.executable, "-c", DROPPING, str(folder)], check=True, capture_output=True)
    assert state(folder) == {"1-3": False, "1-2": True, "1-1": True, "1-0": True}
    assert {path.name for path in (folder / release.every(folder)[-1].name).iterdir()} == {MANIFEST, *KEPT}
