import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgi import release
from lgi.errors import BadRelease, NotFound
from lgi.release import Manifest, Release

MANIFEST = Manifest("r", "0.1.0", "d", "f", "2026-01-01T00:00:00+00:00", 3, {"http://g": 3})

contents = st.dictionaries(
    st.sampled_from(["model/a.ttl", "need/a.ttl", "model/b.ttl", "z.rq"]), st.binary(max_size=4), max_size=4
)
salts = st.sampled_from(["0.1.0", "0.2.0"])


@pytest.fixture
def made(tmp_path: Path) -> Release:
    """A release of one file."""
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    manifest = Manifest(**{**asdict(MANIFEST), "files": {"a.txt": release.sha256(tmp_path / "a.txt")}})
    release.write_manifest(tmp_path, manifest)
    return Release(tmp_path, manifest)


def fingerprint(root: Path, files: dict[str, bytes], salt: str) -> str:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return release.fingerprint(root, [root / name for name in files], salt)


@given(contents, contents, salts, salts)
def test_two_fingerprints_are_equal_exactly_if_all_that_went_in_is(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, bytes], other: dict[str, bytes], salt: str, other_salt: str
) -> None:
    root = tmp_path_factory.getbasetemp()
    first, second = fingerprint(root, one, salt), fingerprint(root, other, other_salt)

    assert (first == second) == (one == other and salt == other_salt)


def test_a_fingerprint_changes_when_a_file_moves_to_another_folder(tmp_path: Path) -> None:
    before = fingerprint(tmp_path, {"model/a.ttl": b"a"}, "")

    assert fingerprint(tmp_path, {"need/a.ttl": b"a"}, "") != before


def test_a_fingerprint_does_not_depend_on_the_order_of_files_or_the_place_of_the_root(tmp_path: Path) -> None:
    here = fingerprint(tmp_path / "here", {"a": b"1", "b": b"2"}, "")

    assert fingerprint(tmp_path / "there", {"b": b"2", "a": b"1"}, "") == here


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    release.write_manifest(tmp_path, MANIFEST)

    assert release.read_manifest(tmp_path) == MANIFEST


def test_a_folder_without_manifest_holds_no_release(tmp_path: Path) -> None:
    with pytest.raises(BadRelease, match="holds no release: build one with 'lgi build'"):
        release.read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"name": "r"}', json.dumps({**asdict(MANIFEST), "more": 1})])
def test_a_manifest_that_cannot_be_understood_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / release.MANIFEST).write_text(text, encoding="utf-8")

    with pytest.raises(BadRelease, match=r"manifest\.json is damaged .*: build the release again"):
        release.read_manifest(tmp_path)


def test_a_manifest_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / release.MANIFEST).write_bytes(b"\xff")

    with pytest.raises(BadRelease, match="damaged"):
        release.read_manifest(tmp_path)


def test_a_whole_release_is_opened(made: Release) -> None:
    assert release.open_release(made.path) == made


def test_a_file_that_was_changed_is_told(made: Release) -> None:
    made.file("a.txt").write_text("b", encoding="utf-8")

    with pytest.raises(BadRelease, match=r"a\.txt is not as it was built"):
        release.open_release(made.path)


def test_a_file_that_is_gone_is_told(made: Release) -> None:
    made.file("a.txt").unlink()

    with pytest.raises(BadRelease, match=r"a\.txt is missing: build the release again"):
        release.open_release(made.path)


def test_the_newest_release_is_the_one_pointed_at_last(tmp_path: Path) -> None:
    release.point_latest(tmp_path, "one")
    release.point_latest(tmp_path, "two")

    assert release.latest(tmp_path) == tmp_path / "two"
    assert [path.name for path in tmp_path.iterdir()] == [release.LATEST]


def test_a_folder_without_releases_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadRelease, match="there is no release in"):
        release.latest(tmp_path)


def test_a_pointer_that_is_no_text_points_at_no_release(tmp_path: Path) -> None:
    (tmp_path / release.LATEST).write_bytes(b"\xff")

    with pytest.raises(BadRelease, match="there is no release in"):
        release.latest(tmp_path)


def test_the_dump_of_a_release_is_all_its_facts(any_data: Release) -> None:
    lines = any_data.dump().decode().splitlines()

    assert len(lines) == any_data.manifest.quads == 3
    assert '<http://e/ann> <http://e/name> "Anna"@cy .' in lines


def test_the_digest_of_a_file_is_its_sha_256(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")

    assert release.sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# Every release of a folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three releases of which the last is the newest, one that is damaged, and what is no release."""
    for name, built in (("1-a", "01"), ("1-b", "02"), ("1-c", "03")):
        (tmp_path / name).mkdir()
        day = f"2026-01-{built}T00:00:00+00:00"
        release.write_manifest(tmp_path / name, Manifest(**{**asdict(MANIFEST), "name": name, "built": day}))
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / release.MANIFEST).write_text("{", encoding="utf-8")
    (tmp_path / ".building-x").mkdir()
    (tmp_path / ".building-x" / release.MANIFEST).write_text((tmp_path / "1-a" / release.MANIFEST).read_text("utf-8"))
    release.point_latest(tmp_path, "1-c")
    return tmp_path


def test_every_release_is_listed_newest_first(folder: Path) -> None:
    assert [manifest.name for manifest in release.every(folder)] == ["1-c", "1-b", "1-a"]


def test_the_newest_is_the_one_that_is_pointed_to_whatever_the_clock_said(folder: Path) -> None:
    release.point_latest(folder, "1-a")

    assert [manifest.name for manifest in release.every(folder)] == ["1-a", "1-c", "1-b"]


def test_releases_are_listed_where_none_is_the_newest(folder: Path) -> None:
    (folder / release.LATEST).unlink()

    assert [manifest.name for manifest in release.every(folder)] == ["1-c", "1-b", "1-a"]
    assert release.every(folder / "nowhere") == []


def test_of_two_folders_of_one_release_the_newer_counts(folder: Path) -> None:
    (folder / "1-b").rename(folder / "1-b+1")
    (folder / "1-b").mkdir()
    older = Manifest(**{**asdict(MANIFEST), "name": "1-b", "built": "2025-01-01T00:00:00+00:00"})
    release.write_manifest(folder / "1-b", older)

    assert release.find(folder, "1-b").path == folder / "1-b+1"
    assert len(release.every(folder)) == 3


def test_a_release_is_found_by_its_name_or_told_what_there_is(folder: Path) -> None:
    assert release.find(folder, "1-b").manifest.name == "1-b"
    with pytest.raises(NotFound, match="no release is called '1-bb': did you mean 1-b"):
        release.find(folder, "1-bb")
    with pytest.raises(NotFound, match="'lgi releases' lists those there are"):
        release.find(folder, "nonsense")
    with pytest.raises(NotFound, match="no release is called"):
        release.find(folder, "../1-a")
