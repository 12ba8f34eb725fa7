import json
import shutil
from pathlib import Path

import pytest

import releases as two
from lgi import build, corpus, release, retention
from lgi.corpus import Corpus
from lgi.release import Release
from test_cli import Lgi, _one_message, lgi

__all__ = ["lgi"]


@pytest.fixture
def folder(history: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with two releases, for commands that are told of none."""
    monkeypatch.setenv("LGI_RELEASES", str(history[0].path.parent))
    return history[0].path.parent


@pytest.fixture
def copied(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to be changed."""
    shutil.copytree(folder, tmp_path / "releases")
    monkeypatch.setenv("LGI_RELEASES", str(tmp_path / "releases"))
    return tmp_path / "releases"


@pytest.mark.usefixtures("folder")
def test_without_names_the_newest_is_compared_with_the_one_before_it(
    lgi: Lgi, history: tuple[Release, Release]
) -> None:
    before, after = (each.manifest.name for each in history)
    done = lgi("diff")

    assert done.status == 0
    assert done.out.startswith(f"From {before} to {after}: 1 changed.\n\nThe claim “")
    assert two.PUT_OTHERWISE in done.out


def test_releases_are_named_by_their_name_their_folder_or_their_place(
    lgi: Lgi, history: tuple[Release, Release], folder: Path
) -> None:
    before, after = history
    words = [("before", "latest"), (before.manifest.name, after.manifest.name), (before.path, folder / after.path.name)]

    assert len({lgi("diff", *pair).out for pair in words}) == 1


@pytest.mark.usefixtures("folder")
def test_a_difference_comes_as_json_and_as_a_patch(lgi: Lgi, history: tuple[Release, Release]) -> None:
    second = history[1]

    assert json.loads(lgi("diff", "--format", "json").out) == json.loads(second.file(release.CHANGES).read_bytes())
    assert lgi("diff", "-f", "rdfp").out.encode() == second.file(release.PATCH).read_bytes()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["nonsense", "latest"], "no release is called 'nonsense'"),
        (["before", "/"], "/ holds no release: build one with 'lgi build'"),
    ],
)
def test_a_release_that_there_is_not_is_one_message(lgi: Lgi, words: list[str], advice: str) -> None:
    assert advice in _one_message(lgi("diff", *words))


def test_a_release_with_none_before_it_is_told(lgi: Lgi, built: Release) -> None:
    said = _one_message(lgi("diff", "--releases", built.path.parent))

    assert said == f"{built.manifest.name} has none before it: name the two releases to compare"


def test_a_dropped_release_is_told_with_what_is_kept(lgi: Lgi, copied: Path) -> None:
    retention.keep(copied, 1)

    assert "its manifest and its change log are kept in" in _one_message(lgi("diff"))


def test_releases_are_listed_with_their_size_and_state(lgi: Lgi, copied: Path) -> None:
    before = lgi("releases")
    retention.keep(copied, 1)
    after = lgi("releases")
    newest, oldest = (manifest.name for manifest in release.every(copied))

    assert [newest in before.out, oldest in before.out, "newest" in before.out, "kept" in before.out] == [True] * 4
    assert "dropped" in after.out and "kept" not in after.out


def test_where_there_is_no_release_it_is_told(lgi: Lgi, tmp_path: Path) -> None:
    assert "build one with 'lgi build'" in _one_message(lgi("releases", "--releases", tmp_path))


def test_a_build_keeps_as_many_as_it_is_told(
    lgi: Lgi, copied: Path, founding: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "authored", lambda: Corpus(founding.quads[1:], founding.paths))
    monkeypatch.setattr(build, "_checked", lambda _: "")
    before = [manifest.name for manifest in release.every(copied)]
    all_kept = lgi("build")
    two_kept = lgi("build", "--keep", "2")

    assert (all_kept.status, two_kept.status, all_kept.out) == (0, 0, two_kept.out)
    assert two_kept.err.strip().endswith(f"dropped the data of {before[1]}")
    assert [bool(manifest.dropped) for manifest in release.every(copied)] == [False, False, True]


def test_no_fewer_than_one_can_be_kept(lgi: Lgi, copied: Path) -> None:
    assert lgi("build", "--keep", "0").status == 2
    assert len(release.every(copied)) == 2
