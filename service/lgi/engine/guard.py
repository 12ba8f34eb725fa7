"""Look at a query's words before it is evaluated: refuse what is never done, and what would break the engine.

Words are read after unicode escapes are resolved, as SPARQL asks (19.2), and strings, IRIs and comments are
passed over; so no spelling hides a keyword, and no string or comment passes for one. This is the first of
several walls and not the last: a worker has no network, no files and no way to write.
"""

import re
from collections.abc import Iterator

from lgi.engine import Limits
from lgi.errors import BadQuery, Refused, TooComplex

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
PATTERN = r"""
      (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<name>[\w-]*:(?:[\w.:%-]|\\[_~.!$&'()*+,;=/?\#@%-])*)
    | (?P<language>@[A-Za-z0-9-]+)
    | (?P<word>\w+)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<operator>[!+*/|^=<>&-])
"""
"""The pattern of a token, in which spaces do not count."""
_TOKEN = re.compile(PATTERN, re.VERBOSE | re.DOTALL)
_OPERATORS = "!+*/|^=<>&-"
_BEGINNING = re.compile(
    r"(?:\s+|\#[^\n\r]*[\n\r]|(?:PREFIX\s+[\w-]*:|BASE)\s*<[^<>\"{}|^`\\\x00-\x20]*>)*+(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(r"(?:\s+|\#[^\n\r]*[\n\r])*+")
# A local name cannot begin with a digit or a hyphen: in `:-1SERVICE` the engine reads a number and a keyword.
_NAMES = re.compile(r":[A-Za-z_][A-Za-z0-9_-]*|[?$][A-Za-z_][A-Za-z0-9_]*")
# The engine reads these also when they are glued to the word before.
_FRESH = re.compile(r"(?:NOW|RAND|UUID|BNODE)\Z", re.IGNORECASE)
_FRESH_AT_A_GLANCE = re.compile(r"(?:NOW|RAND|UUID|BNODE)(?:\s+|\#[^\n\r]*)*+\(", re.IGNORECASE)
# What is no more than a name, or the IRI of a place: `<a:/NOW()&&?b>` may as well be a comparison.
_WITHOUT_CALL = re.compile(r"[\w-]*:[A-Za-z_][\w-]*|<\w+://[^>]*>")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
NO_SERVICE = "SERVICE: this endpoint asks no other endpoint; ask both and join the answers on your side"
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def resolved(text: str) -> str:
    r"""Resolve the unicode escapes of a query.

    >>> resolved(r"\u0053ELECT")
    'SELECT'
    """

    def character(found: re.Match[str]) -> str:
        code = int(found[1] or found[2], 16)
        try:
            return chr(code).encode().decode()
        except (OverflowError, ValueError):
            raise BadQuery(f"{found[0]} is no character") from None

    return _ESCAPE.sub(character, text)


def examine(text: str, limits: Limits) -> None:
    """Look at a query before it is evaluated. Raises Refused or TooComplex if it must not be."""
    if not _is_ordinary(text, limits):
        _look_closely(text, limits)


def _look_closely(text: str, limits: Limits) -> None:
    keywords: set[str] = set()
    depth = operators = 0
    form = ""
    for kind, token, _ in tokens(resolved(text)):
        depth += (kind == "open") - (kind == "close")
        operators += kind == "operator"
        if kind == "word":
            word = token.upper()
            keywords.add(word)
            form = form or (word if word in _FORMS | _UPDATES else "")
        _refuse(form, keywords)
        _limit(depth, operators, limits)


def _is_ordinary(text: str, limits: Limits) -> bool:
    """Tell at a glance that a closer look would find nothing; most queries need no other."""
    capitals = text.upper()
    return (
        bool(_BEGINNING.match(text))
        and not mentions(text, "SERVICE")
        and "\\U" not in capitals
        and sum(map(text.count, "([{")) <= limits.depth
        and sum(map(text.count, _OPERATORS)) <= limits.operators
    )


def mentions(text: str, word: str) -> bool:
    """Tell whether a word in capitals stands anywhere but in the comments at the top, a variable, or a local name.

    Wherever it stands outside these the engine might read a keyword, so it is worth a closer look.
    """
    if word not in text.upper():
        return False
    head = _HEADER.match(text)
    assert head
    return word in _NAMES.sub(" ", text[head.end() :]).upper()


def is_stable(text: str, *, canonical: bool = False) -> bool:
    """Tell whether a query asks neither for the time nor for chance, nor for blank nodes of its own.

    In `canonical` form it does not matter what blank nodes are called.

    >>> is_stable("ASK { ?s ?p ?o }"), is_stable("SELECT (NOW() AS ?now) {}"), is_stable("CONSTRUCT { [] a ?c } {}")
    (True, False, False)
    >>> is_stable("ASK { ?s ?p 'now (or never)' }")
    True
    """
    # Some engines resolve escapes before they read, and others only within strings.
    if any(_FRESH_AT_A_GLANCE.search(read) and _asks_afresh(read) for read in {text, resolved(text)}):
        return False
    return canonical or "CONSTRUCT" not in text.upper() or not _makes_nodes(text)


def _asks_afresh(text: str) -> bool:
    """Tell whether a function is called that gives something else each time; in doubt it is."""
    before = ""
    for kind, token, _ in tokens(text):
        if kind == "iri" and not _WITHOUT_CALL.fullmatch(token) and _FRESH_AT_A_GLANCE.search(token):
            return True
        if token == "(" and _FRESH.search(before):
            return True
        if kind != "comment":
            before = token if kind in ("word", "name", "language") and not _WITHOUT_CALL.fullmatch(token) else ""
    return False


def _makes_nodes(text: str) -> bool:
    """Tell whether the template of a CONSTRUCT has blank nodes, which are new each time."""
    inside = False
    for _, sign, _ in tokens(resolved(text)):
        if inside and (sign in "([" or sign.startswith("_:")):
            return True
        if inside and sign == "}":
            return False
        inside = inside or sign == "{"
    return False


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Take a query apart into words and signs, each with its kind and the offset at which it begins."""
    for found in _TOKEN.finditer(text):
        yield found.lastgroup or "", found[0], found.start()


def _refuse(form: str, keywords: set[str]) -> None:
    if form in _UPDATES:
        raise Refused(
            f"{form}: this endpoint answers queries and changes nothing; load the dumps into a store of your own"
        )
    if "SERVICE" in keywords:
        raise Refused(NO_SERVICE)


def _limit(depth: int, operators: int, limits: Limits) -> None:
    if depth > limits.depth:
        raise TooComplex(f"the query nests brackets more than {limits.depth} deep: write it flatter", limit="depth")
    if operators > limits.operators:
        raise TooComplex(
            f"the query holds more than {limits.operators} operators: split it, or use VALUES or IN", limit="operators"
        )
