"""The three public lists that the register is made from: known by their header, and refused where damaged."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lgi.errors import BadData

GSS = re.compile(r"[EKNSW][0-9]{8}")
_GSS_LIST = re.compile(r"(?:[EKNSW][0-9]{8}(?:,[EKNSW][0-9]{8})*)?")
_GSS_OR_NOTHING = re.compile(r"(?:[EKNSW][0-9]{8})?")
_DAY = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
_CODE = re.compile(r"[A-Z][A-Z0-9-]*")
_CODES = re.compile(r"(?:[A-Z][A-Z0-9-]*(?:,[A-Z][A-Z0-9-]*)*)?")
_E_CODE = re.compile(r"(?:E[0-9]{4})?")
_SNAC = re.compile(r"(?:[0-9]{2}[A-Z]{0,2})?")
_DEGREES = re.compile(r"(?:-?[0-9]{1,3}(?:\.[0-9]+)?)?")
_TEXT = re.compile(r"[^\ufffd]*[^\s\ufffd][^\ufffd]*")
_PAGE = re.compile(r"(?:https?://[^\s<>\"{}|^`\\]+)?")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """How one of the lists is laid out.

    `source` is the slug of its record, `signature` the columns that tell it from any other file, `forms` what the
    cells of each needed column look like, `unique` the columns in which no value may stand twice.
    """

    source: str
    title: str
    signature: frozenset[str]
    forms: Mapping[str, re.Pattern[str]]
    unique: tuple[str, ...]


MYSOCIETY = Layout(
    "mysociety-authority-codes",
    "mySociety's list (uk_local_authorities_current.csv)",
    frozenset({"local-authority-code", "gss-code"}),
    {
        "local-authority-code": _CODE,
        "official-name": _TEXT,
        "nice-name": _TEXT,
        "gss-code": _GSS_OR_NOTHING,
        "former-gss-codes": _GSS_LIST,
        "start-date": _DAY,
        "end-date": _DAY,
        "replaced-by": _CODES,
        "nation": _TEXT,
        "region": re.compile(r".*"),
        "local-authority-type": _CODE,
        "county-la": _CODES,
        "combined-authority": _CODES,
        "ecode": _E_CODE,
        "gov-uk-slug": re.compile(r"[a-z0-9.-]*"),
        "lat": _DEGREES,
        "long": _DEGREES,
        "snac": _SNAC,
    },
    ("local-authority-code", "gss-code"),
)
DIGITAL_LAND = Layout(
    "digital-land-organisations",
    "digital-land's list (local-authority.csv)",
    frozenset({"statistical-geography", "organisation"}),
    {
        "reference": _CODE,
        "name": _TEXT,
        "statistical-geography": GSS,
        "start-date": _DAY,
        "end-date": _DAY,
        "region": _GSS_OR_NOTHING,
        "combined-authority": _CODES,
        "billing-authority": _E_CODE,
        "website": _PAGE,
        "wikidata": re.compile(r"(?:Q[1-9][0-9]*)?"),
        "opendatacommunities-uri": _PAGE,
    },
    ("reference",),
)
ALPHAGOV = Layout(
    "alphagov-local-links",
    "alphagov's list (local-authorities.csv)",
    frozenset({"gss", "local_custodian_code"}),
    {
        "gss": GSS,
        "snac": _SNAC,
        "slug": re.compile(r"[a-z0-9-]+"),
        "homepage_url": _PAGE,
        "name": _TEXT,
    },
    ("gss", "slug"),
)
LAYOUTS = (MYSOCIETY, DIGITAL_LAND, ALPHAGOV)


@dataclass(frozen=True)
class Table:
    """A list as it was read."""

    layout: Layout
    path: Path
    rows: tuple[Row, ...]


def read_all(paths: Iterable[Path]) -> dict[str, tuple[Row, ...]]:
    """Read the three lists, given in any order and under any name; the rows by the slug of their source.

    Raises BadData for a file that is none of them or is damaged, and for a list that is given twice or not at all.
    """
    found: dict[str, Table] = {}
    for path in paths:
        table = read(path)
        if other := found.get(table.layout.source):
            raise BadData(f"{path}: this is {table.layout.title}, and so is {other.path}: give each list once")
        found[table.layout.source] = table
    if missing := [layout.title for layout in LAYOUTS if layout.source not in found]:
        raise BadData(f"the register is made from three lists, and {' and '.join(missing)} is not among the files")
    return {source: table.rows for source, table in found.items()}


def read(path: Path) -> Table:
    """Read one list. Raises BadData that says what is wrong, on which line, and what to do."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            layout = _layout(path, reader.fieldnames or [])
            rows = [
                {name: " ".join((cell or "").split()) for name, cell in _whole(path, reader, row)} for row in reader
            ]
    except (UnicodeDecodeError, csv.Error) as fault:
        raise BadData(f"{path}: this is not a table in UTF-8: {fault}: download it again") from None
    if not rows:
        raise BadData(f"{path}: the table has a header and no rows: download it again")
    _check(path, layout, rows)
    return Table(layout, path, tuple(rows))


def _layout(path: Path, header: Iterable[str]) -> Layout:
    columns = set(header)
    for layout in LAYOUTS:
        if layout.signature <= columns:
            if missing := sorted(layout.forms.keys() - columns):
                raise BadData(
                    f"{path}:1: this looks like {layout.title}, but has no column {', '.join(missing)}: "
                    "give the whole file; if its makers renamed a column, service/lgi/register/tables.py must follow"
                )
            return layout
    known = "; ".join(layout.title for layout in LAYOUTS)
    raise BadData(f"{path}:1: the header is that of none of the lists that the register is made from: {known}")


def _whole(path: Path, reader: "csv.DictReader[str]", row: dict[str, str]) -> Iterator[tuple[str, str]]:
    if None in row or None in row.values():
        raise BadData(f"{path}:{reader.line_num}: the row has more or fewer cells than the header: download it again")
    yield from row.items()


def _check(path: Path, layout: Layout, rows: Iterable[Row]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, 2):
        for column, form in layout.forms.items():
            if not form.fullmatch(row[column]) or (form is _DAY and not _is_day(row[column])):
                raise BadData(
                    f"{path}: row {number}, column {column}: {row[column]!r} is not of the form that this column has: "
                    "correct the cell or download the file again"
                )
        for column in layout.unique:
            value = row[column]
            first = seen.setdefault((column, value), number)
            if value and first != number:
                raise BadData(
                    f"{path}: rows {first} and {number} both have {value} as {column}: take out the one that is wrong"
                )


def _is_day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
