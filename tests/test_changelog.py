import json
from pathlib import Path

import pytest

import releases
from lgi import build, corpus, release, retention
from lgi.corpus import Corpus
from lgi.difference import changelog
from lgi.release import CHANGE_LOG, CHANGES, PATCH, Release


def told(made: Release) -> dict[str, object]:
    found: dict[str, object] = json.loads(made.file(CHANGES).read_text("utf-8"))
    return found


def test_a_first_release_is_compared_with_none(history: tuple[Release, Release]) -> None:
    first = history[0]

    assert told(first) == {"from": None, "to": first.manifest.name, "date": first.manifest.built, "things": []}
    assert first.file(CHANGE_LOG).read_text("utf-8") == f"{first.manifest.name} is compared with none before it.\n"
    assert PATCH not in first.manifest.files
    assert first.manifest.before == ""


def test_a_second_release_names_the_one_before_it_and_exactly_what_changed(history: tuple[Release, Release]) -> None:
    first, second = history
    found = told(second)

    assert (found["from"], found["to"], found["date"]) == (
        first.manifest.name,
        second.manifest.name,
        second.manifest.built,
    )
    assert [(thing["iri"], thing["change"]) for thing in found["things"]] == [(releases.CHANGED, "changed")]  # type: ignore[attr-defined]
    assert releases.PUT_OTHERWISE in second.file(CHANGE_LOG).read_text("utf-8")
    assert second.manifest.before == first.manifest.name


def test_every_file_of_changes_has_its_checksum(history: tuple[Release, Release]) -> None:
    assert set(release.KEPT) <= set(history[1].manifest.files)


@pytest.fixture
def rebuilt(founding: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Release, Release]:
    """Two releases in a folder of their own, ready to be built again."""
    monkeypatch.setattr(build, "_checked", lambda _: "")
    return releases.with_one_claim_changed(founding, tmp_path, monkeypatch)


def test_a_release_that_is_built_again_follows_the_same_one_as_before(
    rebuilt: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = rebuilt
    before = told(second)["things"]
    monkeypatch.setattr(release, "fingerprint", lambda *_: "second")
    again = build.build(second.path.parent, again=True)

    assert again.manifest.before == first.manifest.name
    assert told(again)["things"] == before
    assert [manifest.name for manifest in release.every(again.path.parent)] == [
        again.manifest.name,
        first.manifest.name,
    ]


def test_what_was_told_stays_when_the_one_before_is_dropped_and_the_release_is_built_again(
    rebuilt: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(rebuilt[1])
    monkeypatch.setattr(release, "fingerprint", lambda *_: "second")
    retention.keep(rebuilt[1].path.parent, 1)
    again = build.build(rebuilt[1].path.parent, again=True)

    assert told(again) == before
    assert PATCH not in again.manifest.files


def test_a_release_after_one_that_is_damaged_is_compared_with_none(
    rebuilt: tuple[Release, Release], founding: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = rebuilt
    second.file(release.DUMP).write_bytes(b"damaged")
    monkeypatch.setattr(release, "fingerprint", lambda *_: "third")
    monkeypatch.setattr(corpus, "authored", lambda: Corpus(founding.quads[1:], founding.paths))
    third = build.build(first.path.parent)

    assert told(third)["from"] is None
    assert third.manifest.before == second.manifest.name


def test_in_an_empty_folder_nothing_is_before(tmp_path: Path) -> None:
    assert changelog.before(tmp_path, "any") == ""
