"""The main kinds of thing as tables: each is a question on file, which says of each column what property it shows."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import QuerySolutions, Store

from lgi import names, questions
from lgi.errors import BadQuestion
from lgi.questions import Question

SEPARATOR = " | "
"""What stands between the values of a cell that may have several."""

_PREFIX = "table-"
_COLUMN = re.compile(r"^#\+ \?(?P<name>\w+): (?P<about>.+)$", re.MULTILINE)
_SELECT = re.compile(r"^SELECT (?P<columns>.+)$", re.MULTILINE)
_TYPES = {"address", "date", "integer", "number"}


@dataclass(frozen=True)
class Column:
    """A column: the class or property that it shows, its type, whether cells have several values, and which table they are in."""

    name: str
    term: str
    type: str = "text"
    several: bool = False
    table: str = ""
    is_key: bool = False

    @property
    def links(self) -> bool:
        """Whether each cell names one row of a table."""
        return bool(self.table) and not self.several


@dataclass(frozen=True)
class Table:
    """A table; the first of its columns is its key."""

    name: str
    question: Question
    columns: tuple[Column, ...]

    def rows(self, store: Store) -> list[tuple[str, ...]]:
        """Ask a store for its rows."""
        found = store.query(self.question.text, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return [tuple(getattr(row[column.name], "value", "") for column in self.columns) for row in found]

    def as_csv(self, rows: Iterable[tuple[str, ...]]) -> bytes:
        """Write rows as CSV (RFC 4180), below a line of names."""
        text = io.StringIO()
        csv.writer(text).writerows([[column.name for column in self.columns], *rows])
        return text.getvalue().encode()


def read(texts: Mapping[str, str]) -> list[Table]:
    """Read the tables among questions, by their names, in order. Raises BadQuestion."""
    found = [questions.read(text, name) for name, text in texts.items() if name.startswith(_PREFIX)]
    return [_table(question) for question in sorted(found, key=lambda question: question.rank)]


def _table(question: Question) -> Table:
    said = enumerate(_COLUMN.finditer(question.text))
    columns = tuple(_column(about["name"], about["about"], question.name, place == 0) for place, about in said)
    selected = _SELECT.search(question.text)
    if not selected or selected["columns"].split() != [f"?{column.name}" for column in columns]:
        raise BadQuestion(
            f"{question.name}.rq: say of each column, in the order of SELECT, what it shows: '#+ ?name: skos:prefLabel'"
        )
    return Table(question.name.removeprefix(_PREFIX), question, columns)


def _column(name: str, about: str, question: str, is_key: bool) -> Column:
    short, *rest = about.split(", ")
    term = names.expand(short)
    marks = {mark for mark in rest if mark in _TYPES}
    table = next((mark.removeprefix("table ") for mark in rest if mark.startswith("table ")), "")
    unknown = set(rest) - marks - {"several", f"table {table}"}
    if not term or unknown or len(marks) > 1:
        raise BadQuestion(
            f"{question}.rq: ?{name} is {about!r}; write a property, then 'several', a type "
            f"({', '.join(sorted(_TYPES))}) or 'table <name>', each after a comma"
        )
    return Column(name, term, next(iter(marks), "text"), "several" in rest, table, is_key)
