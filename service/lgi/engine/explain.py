"""Say in plain words what is wrong with a query, from the place where the parser stopped."""

import re
from difflib import get_close_matches

from lgi import names
from lgi.engine.guard import tokens
from lgi.errors import BadQuery

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_WORD = re.compile(r'"[^"\n]*"?|<[^>\s]*>?|[?$]?[\w:.%-]+|\S')
_KEYWORDS = frozenset(
    [
        "A",
        "ABS",
        "ADD",
        "ALL",
        "AS",
        "ASC",
        "ASK",
        "AVG",
        "BASE",
        "BIND",
        "BNODE",
        "BOUND",
        "BY",
        "CEIL",
        "COALESCE",
        "CONCAT",
        "CONSTRUCT",
        "CONTAINS",
        "COUNT",
        "DATATYPE",
        "DAY",
        "DESC",
        "DESCRIBE",
        "DISTINCT",
        "ENCODE_FOR_URI",
        "EXISTS",
        "FALSE",
        "FILTER",
        "FLOOR",
        "FROM",
        "GRAPH",
        "GROUP",
        "GROUP_CONCAT",
        "HAVING",
        "HOURS",
        "IF",
        "IN",
        "IRI",
        "ISBLANK",
        "ISIRI",
        "ISLITERAL",
        "ISNUMERIC",
        "ISURI",
        "LANG",
        "LANGMATCHES",
        "LCASE",
        "LIMIT",
        "MAX",
        "MD5",
        "MIN",
        "MINUS",
        "MINUTES",
        "MONTH",
        "NAMED",
        "NOT",
        "NOW",
        "OFFSET",
        "OPTIONAL",
        "ORDER",
        "PREFIX",
        "RAND",
        "REDUCED",
        "REGEX",
        "REPLACE",
        "ROUND",
        "SAMETERM",
        "SAMPLE",
        "SECONDS",
        "SELECT",
        "SEPARATOR",
        "SERVICE",
        "SHA1",
        "SHA256",
        "SHA384",
        "SHA512",
        "STR",
        "STRAFTER",
        "STRBEFORE",
        "STRDT",
        "STRENDS",
        "STRLANG",
        "STRLEN",
        "STRSTARTS",
        "STRUUID",
        "SUBSTR",
        "SUM",
        "TIMEZONE",
        "TRUE",
        "TZ",
        "UCASE",
        "UNDEF",
        "UNION",
        "URI",
        "UUID",
        "VALUES",
        "WHERE",
        "YEAR",
    ]
)
_UNGROUPED = "The SELECT contains"


def syntax_error(query: str, message: str) -> BadQuery:
    """Turn the engine's complaint about a query into advice, with line and column, counted from 1."""
    found = _PLACE.match(message)
    if not found:
        return BadQuery(f"the query cannot be read: {message}")
    line, column = int(found[1]), int(found[2])
    return BadQuery(f"line {line}, column {column}: {_advice(query, line, column, found[3])}", line, column)


def _advice(query: str, line: int, column: int, expected: str) -> str:
    before = _token_before(query, line, column)
    if "Prefix not found" in expected and ":" in before:
        return _undeclared(before.partition(":")[0])
    if _UNGROUPED in expected:
        return "SELECT asks for a variable that is neither in GROUP BY nor inside an aggregate such as COUNT: put it in one"
    if misspelt := _misspelt(query):
        return misspelt
    rest = _rest(query, line, column)
    if not rest.strip():
        return f"the query ends too early{_unclosed(query)}"
    return f"{_WORD.findall(rest)[0]} is not expected here{_unclosed(query)}"


def _undeclared(prefix: str) -> str:
    known = prefix in names.VOCABULARIES or prefix in names.KINDS
    space = names.namespace(prefix) if known else "..."
    return f"the prefix {prefix}: is not declared; put 'PREFIX {prefix}: <{space}>' at the top"


def _misspelt(query: str) -> str:
    for kind, token in tokens(query):
        if kind == "word" and token.isalpha() and token.upper() not in _KEYWORDS:
            near = get_close_matches(token.upper(), _KEYWORDS, n=1)
            return f"{token} is no word of SPARQL" + (f"; did you mean {near[0]}?" if near else "")
    return ""


def _token_before(query: str, line: int, column: int) -> str:
    before = query.split("\n")[line - 1][: column - 1]
    found = _WORD.findall(before)
    return found[-1] if found else ""


def _rest(query: str, line: int, column: int) -> str:
    lines = query.split("\n")
    return "\n".join([lines[line - 1][column - 1 :], *lines[line:]])


def _unclosed(query: str) -> str:
    for opening, closing in ("{}", "()", "[]"):
        lack = query.count(opening) - query.count(closing)
        if lack > 0:
            return f"; {lack} {opening} {'is' if lack == 1 else 'are'} never closed by {closing}"
    return ""
