"""Tables of names: a file in, the same rows with what they were matched to out, and never half of them."""

import csv
import difflib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lgi.errors import BadArgument, BadData

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
_MOST_FIELD = 1 << 20


@dataclass(frozen=True)
class Table:
    """The rows of a file as they stand there, under the names of their columns."""

    path: Path
    columns: list[str]
    rows: list[list[str]]
    delimiter: str

    def require_free(self, added: Iterable[str]) -> None:
        """Refuse columns that there are already. Raises BadArgument."""
        taken = [name for name in added if name in self.columns]
        if taken:
            raise BadArgument(
                f"{self.path}: it has a column {taken[0]} already: give the new ones a --prefix such as lgi_"
            )

    def place(self, column: str) -> int:
        """Where a column stands. Raises BadArgument with names like it."""
        if column in self.columns:
            return self.columns.index(column)
        folded = {name.strip().casefold(): name for name in self.columns}
        near = difflib.get_close_matches(column.strip().casefold(), folded, n=3, cutoff=0.5)
        hint = (
            f"did you mean {' or '.join(folded[name] for name in near)}?"
            if near
            else f"it has {', '.join(self.columns)}"
        )
        raise BadArgument(f"{self.path}: there is no column {column}: {hint}")


def read(path: Path, encoding: str = "", delimiter: str = "") -> Table:
    """Read a file of rows whose first names the columns; UTF-8 unless told otherwise. Raises BadData or BadArgument."""
    text = _text(path, encoding)
    if len(delimiter) > 1:
        raise BadArgument(f"{delimiter}: a delimiter is one character, such as , or ;")
    mark = delimiter or _delimiter(text)
    csv.field_size_limit(_MOST_FIELD)
    try:
        columns, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    except csv.Error as fault:
        raise BadData(f"{path}: this cannot be read as rows: {fault}") from None
    except ValueError:
        raise BadData(f"{path}: it is empty; its first line must name the columns") from None
    for number, row in enumerate(rows, start=2):
        if len(row) > len(columns):
            raise BadData(f"{path}: row {number} has {len(row)} values, and there are {len(columns)} columns")
    return Table(path, columns, [row + [""] * (len(columns) - len(row)) for row in rows], mark)


def write(table: Table, added: list[str], values: Iterable[list[str]], target: Path) -> int:
    """Write the rows with more columns beside the target, and put it in place once all are there; how many there are."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as aside:
        try:
            count = _write(aside, table, added, values)
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).replace(target)
        except BaseException:
            Path(aside.name).unlink()
            raise
    return count


def _write(file: Any, table: Table, added: list[str], values: Iterable[list[str]]) -> int:
    writer = csv.writer(file, delimiter=table.delimiter)
    writer.writerow([*table.columns, *added])
    for row, more in zip(table.rows, values, strict=True):
        writer.writerow([*row, *more])
    return len(table.rows)


def _text(path: Path, encoding: str) -> str:
    try:
        return path.read_bytes().decode(encoding or "utf-8-sig")
    except FileNotFoundError:
        raise BadArgument(f"{path}: there is no such file") from None
    except LookupError:
        raise BadArgument(f"{encoding}: there is no such encoding; utf-8 and cp1252 are two") from None
    except UnicodeDecodeError as fault:
        hint = "" if encoding else "; a file from Excel is often in cp1252: add --encoding cp1252"
        raise BadData(f"{path}: byte {fault.start} is not {encoding or 'UTF-8'} text{hint}") from None


def _delimiter(text: str) -> str:
    """The character that parts the values: the one that the first line has most of."""
    first = next(_lines(text[:_SAMPLE]), "")
    return max(_DELIMITERS, key=first.count)


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip())
