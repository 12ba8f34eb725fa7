"""An argument of a question: what its slot takes, and how a caller's value becomes an RDF term."""

import re
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from lgi import names
from lgi.errors import BadArgument

DATATYPES = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "decimal": re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?"),
    "boolean": re.compile(r"true|false"),
    "string": re.compile(r".*", re.DOTALL),
}
"""The XSD datatypes that a slot may take, and how their values are written."""

_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Argument:
    """A slot of a question.

    `example` is the term in the file, and its form tells the type of the slot: a short name takes a record
    of its kind (`council`) or a concept of its scheme (`power-degree`), an IRI in angle brackets takes any
    IRI (`iri`), a literal takes its XSD datatype (`date`), or `english`, a text in English.
    """

    name: str
    help: str
    example: str
    type: str
    is_concept: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it takes a record of a kind or a concept of a scheme, and nothing else."""
        return self.is_concept or self.type in names.KINDS

    @property
    def plain(self) -> str:
        """The example as a caller would write it."""
        quoted = _QUOTED.match(self.example)
        return quoted[1] if quoted else self.example.strip("<>")

    def term(self, value: str) -> str:
        """Write a caller's value as an RDF term. Raises BadArgument if it is not of the slot's type."""
        if self.type in DATATYPES:
            return self._literal(value)
        if self.type == "english":
            return str(Literal(value, language="en"))
        return self._iri(value.strip())

    def _literal(self, value: str) -> str:
        if not DATATYPES[self.type].fullmatch(value) or (self.type == "date" and not _is_date(value)):
            raise BadArgument(f"{self.name}: {value!r} is no {self.type}; an example is {self.example}")
        return str(Literal(value, datatype=NamedNode(names.VOCABULARIES["xsd"] + self.type)))

    def _iri(self, value: str) -> str:
        if names.is_slug(value) and self.type != "iri":
            return str(NamedNode(self._namespace() + value))
        try:
            iri = names.expand(value) or NamedNode(value).value
        except ValueError:
            raise BadArgument(f"{self.name}: {value!r} is no {self.type}: {self._advice()}") from None
        if self.type != "iri" and not iri.startswith(self._namespace()):
            raise BadArgument(f"{self.name}: {iri} is no {self.type}: {self._advice()}")
        return str(NamedNode(iri))

    def _namespace(self) -> str:
        return f"{names.SCHEMES}{self.type}#" if self.is_concept else f"{names.THINGS}{self.type}/"

    def _advice(self) -> str:
        if self.type == "iri":
            return f"give a whole IRI or a short one such as {self.example}"
        return f"give its slug, such as {self.example.split(':')[-1]}, or its IRI below {self._namespace()}"


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
