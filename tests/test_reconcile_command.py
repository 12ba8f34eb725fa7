"""`lgi reconcile`: a file of names in, the same rows with what they stand for out."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lgi import build, cli, names
from lgi.matching import tables
from lgi.release import Release

ROWS = "council;when;note\nWigan MBC;2020;first\n;;no name\nbarnsley met borough council;never;\nWigan Athletic;;\nWigan MBC;2020;again\nAtlantis\n"
WIGAN, BARNSLEY = (names.thing("council", slug) for slug in ("wigan", "barnsley"))

Run = Callable[..., str]


@pytest.fixture
def run(built: Release, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command on the founding release; gives what it says."""

    def made(*words: object, status: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["lgi", "reconcile", *map(str, words), "--release", str(built.path)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        assert int(ended.value.code or 0) == status, told.err
        return told.err

    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of names."""
    made = tmp_path / "names.csv"
    made.write_text(ROWS, encoding="utf-8")
    return made


def _rows(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def test_every_row_is_kept_and_told_what_it_stands_for(run: Run, file: Path) -> None:
    told = run(file, "--column", "council", "--date", "when")
    found = _rows(file.with_name("names-matched.csv"))

    assert [row["id"] for row in found] == [WIGAN, "", BARNSLEY, "", WIGAN, ""]
    assert [row["note"] for row in found] == ["first", "no name", "", "", "again", ""]
    assert list(found[0]) == ["council", "when", "note", "id", "score", "reason"]
    assert found[0]["reason"] == "“Wigan Metropolitan Borough Council” is a name of Wigan Council."
    assert found[1] | {"score": "", "reason": "No name was given."} == found[1]
    assert found[2]["reason"].endswith("The date never could not be read and was left out.")
    assert float(found[3]["score"]) > 0 and "not near enough" in found[3]["reason"]
    assert found[5]["reason"] == "Nothing on record has a name or a code like this."
    assert "3 of 6 rows matched" in told and "1 row has no name" in told
    assert file.read_text(encoding="utf-8") == ROWS


def test_the_output_and_the_names_of_its_columns_can_be_chosen(run: Run, file: Path) -> None:
    file.write_text("id,council\n7,Wigan\n", encoding="utf-8")
    target = file.with_name("out.csv")

    assert "a column id already" in run(file, "-c", "council", "-o", target, status=1)
    assert not target.exists()
    run(file, "-c", "council", "-o", target, "--prefix", "lgi_")
    assert _rows(target, ",")[0]["lgi_id"] == WIGAN
    run(file, "-c", "council", "-o", target, "--prefix", "model_", "--type", "model")
    assert _rows(target, ",")[0]["model_id"] == ""


def test_a_wrong_column_type_or_file_is_told_with_what_to_do(run: Run, file: Path) -> None:
    assert "did you mean council?" in run(file, "-c", "Councl", status=1)
    assert "it has council, when, note" in run(file, "-c", "xyz", status=1)
    assert "there is no such type; use one of council" in run(file, "-c", "council", "-t", "castle", status=1)
    assert "there is no such file" in run(file.with_name("none.csv"), "-c", "council", status=1)
    assert "a delimiter is one character" in run(file, "-c", "council", "--delimiter", "::", status=1)
    assert "there is no such encoding" in run(file, "-c", "council", "--encoding", "nonsense", status=1)
    assert list(file.parent.iterdir()) == [file]


def test_files_from_a_spreadsheet_are_read(run: Run, file: Path) -> None:
    matched = file.with_name("names-matched.csv")

    file.write_bytes("\ufeffcouncil\tplace\r\nWigan\tYnys Môn\r\n".encode())
    run(file, "-c", "council")
    assert _rows(matched, "\t")[0]["place"] == "Ynys Môn"
    file.write_bytes("council,place\r\nWigan,Ynys Môn\r\n".encode("cp1252"))
    assert "--encoding cp1252" in run(file, "-c", "council", status=1)
    assert "is not utf-16 text" in run(file, "-c", "council", "--encoding", "utf-16", status=1)
    run(file, "-c", "council", "--encoding", "cp1252", "--delimiter", ",")
    assert _rows(matched, ",")[0] == {"council": "Wigan", "place": "Ynys Môn"} | _rows(matched, ",")[0]
    assert _rows(matched, ",")[0]["id"] == WIGAN


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is empty"),
        ("council\na,b\n", "row 2 has 2 values, and there are 1 columns"),
        ('council,b\n"Wigan\n', "this cannot be read as rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused(run: Run, file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")

    assert told in run(file, "-c", "council", status=1)


def test_nothing_is_left_behind_if_writing_fails(file: Path) -> None:
    table = tables.read(file)
    before = file.with_name("names-matched.csv")
    before.write_text("from before", encoding="utf-8")

    with pytest.raises(ValueError, match="shorter"):
        tables.write(table, ["id"], [["x"]], before)
    assert before.read_text(encoding="utf-8") == "from before"
    assert sorted(path.name for path in file.parent.iterdir()) == ["names-matched.csv", "names.csv"]


def test_the_newest_release_is_taken_if_none_is_named(
    built: Release, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "build", lambda _, _say: built)
    monkeypatch.setattr(sys, "argv", ["lgi", "reconcile", str(file), "-c", "council"])

    with pytest.raises(SystemExit):
        cli.main()
    assert built.manifest.name in capsys.readouterr().err
