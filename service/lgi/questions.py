"""Question files: what a `.rq` file says of itself, and how a value is put in its argument's slot.

A question runs as it stands: each argument is a variable `$name` with a real example in a `VALUES` line
of its own. To ask with another value, the example is replaced by the value, written as an RDF term by the
RDF library. No text that a caller sends is ever pasted into a query.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lgi import names
from lgi.arguments import DATATYPES, Argument
from lgi.errors import BadArgument, BadQuestion, NotFound

GROUPS = {
    "A": "Events, people, bodies, places and works",
    "B": "Models and initiatives",
    "C": "Working upstream",
    "D": "Roles",
    "E": "Power",
    "F": "Evidence and impact",
    "G": "Theory",
    "H": "Learning: experiments, lessons, ambitions and help",
    "I": "The programme and its guide",
    "J": "Where statements come from",
    "K": "Links for other datasets",
    "L": "What is complete and what is missing",
    "S": "What the pages ask",
    "T": "Tables of the main kinds of thing, a row for each",
}
"""What each letter of a question's id stands for."""

_ID = re.compile(f"[{''.join(GROUPS)}][0-9]+")
_HEADER = re.compile(r"^#\+ (?P<key>\$?[\w-]+): (?P<text>.+)$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX (?P<prefix>[\w-]*): <(?P<iri>[^>]*)>$", re.MULTILINE)
_SLOT = re.compile(r"^(?P<indent> *)VALUES \$(?P<name>\w+) \{ (?P<example>[^{}]+?) \}$", re.MULTILINE)
_FORM = re.compile(r"^(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)
_LITERAL = re.compile(r'"(?P<text>[^"\\]*)"(?:\^\^xsd:(?P<type>\w+)|@(?P<language>[\w-]+))?|(?P<number>\d+)')


@dataclass(frozen=True)
class Question:
    """A question file: its name (the stem of the file), what it says of itself, and its SPARQL."""

    name: str
    id: str
    title: str
    question: str
    text: str
    form: str
    arguments: tuple[Argument, ...] = ()

    @property
    def prefixes(self) -> dict[str, str]:
        """The namespaces that it declares, by prefix."""
        return _prefixes(self.text)

    @property
    def group(self) -> str:
        """The letter of its id."""
        return self.id[0]

    @property
    def group_title(self) -> str:
        """What that letter stands for."""
        return GROUPS[self.group]

    @property
    def rank(self) -> tuple[str, int, str]:
        """Its place among all questions: by id, then by name."""
        return self.group, int(self.id[1:]), self.name

    def argument(self, name: str) -> Argument:
        """Find an argument. Raises BadArgument that names those there are."""
        for argument in self.arguments:
            if argument.name == name:
                return argument
        known = ", ".join(a.name for a in self.arguments) or "none"
        raise BadArgument(f"{name}: {self.name} takes no such argument; it takes: {known}")

    def asked(self, values: Mapping[str, str]) -> str:
        """Give the SPARQL with values in their slots; a slot without a value keeps its example.

        Raises BadArgument for an unknown name or a value of the wrong type.
        """
        terms = {name: self.argument(name).term(value) for name, value in values.items()}

        def fill(slot: re.Match[str]) -> str:
            return f"{slot['indent']}VALUES ${slot['name']} {{ {terms.get(slot['name'], slot['example'])} }}"

        return _SLOT.sub(fill, self.text)


def read(text: str, name: str) -> Question:
    """Read a question file's text. Raises BadQuestion that says which line it lacks."""
    said = {header["key"]: header["text"].strip() for header in _HEADER.finditer(text)}
    missing = [key for key in ("id", "title", "question") if key not in said]
    if missing:
        raise BadQuestion(f"{name}.rq: add a line '#+ {missing[0]}: ...' at the top")
    if not _ID.fullmatch(said["id"]):
        raise BadQuestion(f"{name}.rq: the id {said['id']!r} is not a letter of {''.join(GROUPS)} and a number")
    form = _FORM.search(text)
    if not form:
        raise BadQuestion(f"{name}.rq: no line begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
    arguments = tuple(_argument(slot, said, _prefixes(text), name) for slot in _SLOT.finditer(text))
    _refuse_lost_helps(said, arguments, name)
    return Question(name, said["id"], said["title"], said["question"], text, form[1], arguments)


def read_file(path: Path) -> Question:
    """Read a question file. Raises BadQuestion."""
    return read(path.read_text(encoding="utf-8"), path.stem)


def read_folder(folder: Path) -> dict[str, Question]:
    """Read all question files of a folder, by name."""
    return {path.stem: read_file(path) for path in sorted(folder.glob("*.rq"))}


def find(questions: Mapping[str, Question], name: str) -> Question:
    """Find a question by its name. Raises NotFound that suggests names like it."""
    if name in questions:
        return questions[name]
    advice = names.meant(name, questions) or f"there are {len(questions)} others"
    raise NotFound(f"no question is called {name!r}: {advice}")


def _prefixes(text: str) -> dict[str, str]:
    return {found["prefix"]: found["iri"] for found in _PREFIX.finditer(text)}


def _argument(slot: re.Match[str], said: Mapping[str, str], prefixes: Mapping[str, str], name: str) -> Argument:
    key = f"${slot['name']}"
    if key not in said:
        raise BadQuestion(f"{name}.rq: say what {key} is in a line '#+ {key}: ...'")
    literal = _LITERAL.fullmatch(slot["example"])
    if literal:
        kind = "integer" if literal["number"] else literal["type"] or ("english" if literal["language"] else "string")
        if kind not in {*DATATYPES, "english"}:
            raise BadQuestion(f"{name}.rq: {key} is of type xsd:{kind}; a slot takes {', '.join(DATATYPES)}")
        return Argument(slot["name"], said[key], slot["example"], kind)
    prefix = slot["example"].partition(":")[0]
    if slot["example"].startswith("<"):
        return Argument(slot["name"], said[key], slot["example"], "iri")
    if prefix not in prefixes:
        raise BadQuestion(f"{name}.rq: the example {slot['example']} needs a line 'PREFIX {prefix}: <...>'")
    is_concept = prefixes[prefix].startswith(names.SCHEMES)
    kind = prefix if is_concept or prefixes[prefix].startswith(names.THINGS) else "iri"
    return Argument(slot["name"], said[key], slot["example"], kind, is_concept)


def _refuse_lost_helps(said: Mapping[str, str], arguments: tuple[Argument, ...], name: str) -> None:
    slots = {f"${argument.name}" for argument in arguments}
    lost = [key for key in said if key.startswith("$") and key not in slots]
    if lost:
        raise BadQuestion(f"{name}.rq: {lost[0]} is described but has no line 'VALUES {lost[0]} {{ example }}'")
