"""The file of kept answers: shared by processes, killed in the midst, full, locked, damaged."""

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lgi.archive import cabinet
from lgi.archive.cabinet import Cabinet
from lgi.archive.canonical import freeze
from lgi.archive.comparison import Comparison, compare
from lgi.archive.record import Asked, Record
from lgi.errors import CabinetShut, NoRoom, TooLargeToKeep

YES, NO = (freeze("boolean", b'{"head":{},"boolean":%s}' % word) for word in (b"true", b"false"))
KEEPING = """
import sys
from pathlib import Path
from lgi.archive.cabinet import Cabinet
from test_cabinet import record
cabinet, name, times = Cabinet(Path(sys.argv[1]), 1 << 30), sys.argv[2], int(sys.argv[3])
for number in range(times):
    print(cabinet.keep(record(f"ASK {{ # {name} {number}\\n}}")).id, flush=True)
"""


def record(query: str = "ASK {}") -> Record:
    """An answer to be kept."""
    asked = Asked("0.1.0-first", query, arguments={"council": "wigan"}, default_graphs=("http://e/g",))
    made = Record(asked.id, asked, "A question", "2026-01-02T03:04:05+00:00", "2026-01-01T00:00:00+00:00", "", 0, "")
    return made.with_frozen(YES)


def later(frozen: bytes, name: str, built: str) -> Comparison:
    """What came of it on a later release."""
    return compare(YES, freeze("boolean", b'{"head":{},"boolean":%s}' % frozen), name, built)


def _keeping(path: Path, name: str, times: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", KEEPING, str(path), name, str(times)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _sound(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = [name for (name,) in db.execute("SELECT id FROM answers")]
    db.close()
    return found


@pytest.fixture
def empty(tmp_path: Path) -> Cabinet:
    """A cabinet with nothing in it."""
    return Cabinet(tmp_path / "deep" / "answers.sqlite", 1 << 20)


def test_what_is_kept_comes_out_as_it_went_in(empty: Cabinet) -> None:
    assert empty.find(record().id) is None
    assert not empty.path.exists()
    assert empty.keep(record()) == record()
    assert empty.find(record().id) == record()
    assert record().frozen() == YES


def test_what_is_kept_twice_stays_as_it_was_first(empty: Cabinet) -> None:
    empty.keep(record())

    assert empty.keep(replace(record(), title="Another", at="2027")) == record()


def test_a_change_is_noted_once_and_a_change_back_as_well(empty: Cabinet) -> None:
    empty.keep(record())
    told = [later(b"true", "b", "2026-02"), later(b"false", "c", "2026-03"), later(b"true", "d", "2026-04")]
    for found in (*told, *told):
        empty.note(record(), found)

    assert empty.changes(record()) == told[1:]
    assert empty.checked(record(), "d", "2026-04") == told[2]
    assert empty.checked(record(), "c", "2026-03") is None
    assert told[2].same


def test_a_release_that_is_no_newer_than_the_last_change_changes_nothing(empty: Cabinet) -> None:
    empty.keep(record())
    empty.note(record(), later(b"false", "c", "2026-03"))
    for found in (later(b"true", "b", "2026-02"), later(b"true", "0.1.0-first", record().built)):
        empty.note(record(), found)

    assert [found.release for found in empty.changes(record())] == ["c"]


def test_a_release_built_in_the_same_second_is_a_newer_one_if_it_has_another_name(empty: Cabinet) -> None:
    empty.keep(record())
    empty.note(record(), later(b"false", "b", record().built))
    empty.note(record(), later(b"true", "0.1.0-first", record().built))

    assert [found.release for found in empty.changes(record())] == ["b"]


def test_two_processes_keep_answers_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    both = [_keeping(path, name, 40) for name in ("a", "b")]
    told = {line for made in both for line in made.communicate()[0].split()}

    assert [made.returncode for made in both] == [0, 0]
    assert len(told) == 80
    assert set(_sound(path)) == told


@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_kill_in_the_midst_leaves_all_that_was_promised(tmp_path: Path, after: int) -> None:
    path = tmp_path / "answers.sqlite"
    with _keeping(path, "a", 100_000) as made:
        assert made.stdout
        told = [made.stdout.readline().strip() for _ in range(after)]
        made.send_signal(signal.SIGKILL)
        told += made.stdout.read().split()

    assert set(told) <= set(_sound(path))
    assert Cabinet(path, 1 << 30).keep(record()) == record()


def test_a_full_cabinet_says_so_and_loses_nothing(empty: Cabinet) -> None:
    kept: list[Record] = []

    def fill() -> None:
        for number in range(1000):
            kept.append(empty.keep(replace(record(f"ASK {{}} # {number}"), body=os.urandom(30_000))))  # noqa: PERF401

    with pytest.raises(NoRoom, match="of 1 MiB"):
        fill()

    assert len(kept) > 20
    assert all(empty.find(each.id) == each for each in kept)
    assert empty.keep(kept[0]) == kept[0]
    assert empty.path.stat().st_size <= 1 << 20


def test_what_is_noted_of_a_full_cabinet_has_room_until_there_is_none(empty: Cabinet) -> None:
    empty.keep(record())
    large = replace(later(b"false", "b", "2026-02"), came=[os.urandom(1 << 20).hex()])

    with pytest.raises(NoRoom, match="full"):
        empty.note(record(), large)

    assert empty.changes(record()) == []


def test_an_answer_that_is_too_large_is_not_kept(empty: Cabinet) -> None:
    with pytest.raises(TooLargeToKeep, match="may take 1024"):
        empty.keep(replace(record(), body=bytes(cabinet.MOST_PACKED_BYTES + 1)))

    assert not empty.path.exists()


def test_a_file_that_is_no_database_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_bytes(b"nothing like it" * 1000)

    with pytest.raises(CabinetShut, match="not a database"):
        Cabinet(path, 1 << 20).find("a")


def test_a_place_that_cannot_be_written_to_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(CabinetShut, match="cannot be got at"):
        Cabinet(tmp_path / "file" / "answers.sqlite", 1 << 20).keep(record())


def test_a_database_of_the_future_is_left_alone(empty: Cabinet) -> None:
    empty.keep(record())
    db = sqlite3.connect(empty.path)
    db.execute("PRAGMA user_version = 2")
    db.close()

    with pytest.raises(CabinetShut, match="newer lgi"):
        empty.find(record().id)


def test_a_locked_database_is_told_of_after_a_while_and_can_be_read(
    empty: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.keep(record())
    monkeypatch.setattr(cabinet, "_WAIT_SECONDS", 0.1)
    db = sqlite3.connect(empty.path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")

    with pytest.raises(CabinetShut, match="locked"):
        empty.keep(record("ASK { }"))
    assert empty.find(record().id) == record()
    db.close()
