"""Turtle as this house writes it: one order, one layout, one fact a line, and how to read it.

Method: parse to facts, then write the facts. So the layout of what was read cannot leak into what is
written, and two files with the same facts are the same bytes. Comments would be lost; they are refused.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from lgi import names
from lgi.errors import BadData

Node = NamedNode | BlankNode | Literal | Triple
Facts = dict[Node, list[tuple[NamedNode, Node]]]

_RDF, _XSD = names.VOCABULARIES["rdf"], names.VOCABULARIES["xsd"]
_TYPE, _FIRST, _REST, _NIL = (NamedNode(_RDF + name) for name in ("type", "first", "rest", "nil"))
_CELL = {_FIRST, _REST}
_LEADING = ["a", "sh:targetClass", "sh:path", "skos:prefLabel", "skos:definition"]
_BARE = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_BASE = re.compile(r"^@base\s+<([A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\s#]*)", re.MULTILINE)
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|\\#|(?P<comment>#[^\n]*)',
    re.DOTALL,
)


def read(text: str, origin: str, base: str | None = None) -> list[Quad]:
    """Parse Turtle to facts in the order written; blank nodes get names unique to this reading.

    Raises BadData with the origin and the line of the fault.
    """
    try:
        return list(parse(text, format=RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True))
    except SyntaxError as fault:
        raise BadData(f"{origin}:{fault.lineno or 1}: this is not Turtle: {fault.msg}") from None
    except ValueError as fault:
        raise BadData(f"{origin}: this is not Turtle: {fault}") from None


def read_file(path: Path) -> list[Quad]:
    """Parse a Turtle file. Raises BadData, also for a file that is not UTF-8 text."""
    return read(text_of(path), str(path))


def text_of(path: Path) -> str:
    """Read a file as UTF-8 text. Raises BadData naming the file if it is not."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadData(f"{path}: cannot be read as UTF-8 text: {fault}") from None


def formatted(text: str, origin: str) -> str:
    """Write Turtle again in house style. Raises BadData on a fault, and on a comment, which would be lost."""
    _refuse_comments(text, origin)
    base = _BASE.search(text)
    return _Writer(read(text, origin), base[1] if base else None).document()


def _refuse_comments(text: str, origin: str) -> None:
    for token in _TOKEN.finditer(text):
        if token["comment"]:
            line = text.count("\n", 0, token.start()) + 1
            raise BadData(
                f"{origin}:{line}: a comment would be lost in formatting: say it as a fact "
                f"(skos:editorialNote) or take it out: {token['comment']}"
            )


@dataclass
class _Writer:
    """Facts on their way to text; it notes which prefixes it uses."""

    quads: list[Quad]
    base: str | None

    def __post_init__(self) -> None:
        self.used: set[str] = set()
        self.written: set[Node] = set()
        self.facts: Facts = {}
        for quad in self.quads:
            self.facts.setdefault(quad.subject, []).append((quad.predicate, quad.object))
        self.mentions = Counter(quad.object for quad in self.quads if isinstance(quad.object, BlankNode))

    def document(self) -> str:
        tops = sorted(filter(self._stands_alone, self.facts), key=lambda node: (isinstance(node, BlankNode), str(node)))
        blocks = sorted(self._block(node) for node in tops if isinstance(node, BlankNode))
        blocks = [self._block(node) for node in tops if not isinstance(node, BlankNode)] + blocks
        if lost := self.facts.keys() - self.written:
            raise BadData(f"{min(map(str, lost))} is described only in a circle of blank nodes: give it a name")
        head = self._head()
        return "\n".join([*([head] if head.strip() else []), *blocks])

    def _stands_alone(self, node: Node) -> bool:
        return not isinstance(node, BlankNode) or self.mentions[node] != 1

    def _head(self) -> str:
        lines = [f"@base <{self.base}> ."] if self.base else []
        lines += [f"@prefix {prefix}: <{names.namespace(prefix)}> ." for prefix in sorted(self.used)]
        return "\n".join(lines) + "\n"

    def _block(self, node: Node) -> str:
        name = "[]" if isinstance(node, BlankNode) and not self.mentions[node] else self._term(node)
        return "\n".join([name, *(f"    {line} ;" for line in self._statements(node)), ".\n"])

    def _statements(self, node: Node) -> list[str]:
        self.written.add(node)
        pairs = [
            (self._predicate(predicate), self._term(value)) for predicate, value in dict.fromkeys(self.facts[node])
        ]
        return [f"{predicate} {value}" for predicate, value in sorted(pairs, key=_rank)]

    def _predicate(self, predicate: NamedNode) -> str:
        return "a" if predicate == _TYPE else self._term(predicate)

    def _term(self, node: Node) -> str:
        if isinstance(node, NamedNode):
            return self._iri(node)
        if isinstance(node, Literal):
            return self._literal(node)
        return self._blank(node)

    def _iri(self, node: NamedNode) -> str:
        if node.value == self.base:
            return "<>"
        short = names.shorten(node.value)
        if not short:
            return str(node)
        self.used.add(short[0])
        return ":".join(short)

    def _literal(self, node: Literal) -> str:
        kind = node.datatype.value
        if kind in _BARE and _BARE[kind].fullmatch(node.value):
            return node.value
        text = _quoted(node.value)
        if node.language:
            return f"{text}@{node.language}" + (f"--{node.direction.value}" if node.direction else "")
        return text if kind == _XSD + "string" else f"{text}^^{self._iri(node.datatype)}"

    def _blank(self, node: Node) -> str:
        if not isinstance(node, BlankNode):
            raise BadData(f"{node} is RDF 1.2, which this house does not write: say it with names")
        if self.mentions[node] > 1:
            raise BadData(f"{node} is used more than once: give it a name")
        items = self._items(node)
        if items:
            return f"( {' '.join(items)} )"
        return f"[ {' ; '.join(self._statements(node))} ]" if node in self.facts else "[]"

    def _items(self, node: Node) -> list[str]:
        """The items of a list that is nothing but a list; else none."""
        cells: list[Node] = []
        items: list[Node] = []
        while isinstance(node, BlankNode) and self.mentions[node] == 1:
            pairs = dict(self.facts.get(node, []))
            if len(self.facts.get(node, [])) != len(_CELL) or pairs.keys() != _CELL:
                return []
            cells.append(node)
            items.append(pairs[_FIRST])
            node = pairs[_REST]
        if node != _NIL:
            return []
        self.written.update(cells)
        return [self._term(item) for item in items]


def _rank(pair: tuple[str, str]) -> tuple[int, str, str]:
    predicate, value = pair
    return (_LEADING.index(predicate) if predicate in _LEADING else len(_LEADING), predicate, value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\t", "\\t")
    if "\n" in text:
        return '"""' + escaped.replace('"', '\\"') + '"""'
    return '"' + escaped.replace('"', '\\"') + '"'
