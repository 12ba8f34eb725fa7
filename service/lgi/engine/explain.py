"""Say in plain words what is wrong with a query, from the place where the parser stopped."""

import re
from collections import Counter
from difflib import get_close_matches

from lgi import names
from lgi.engine.guard import tokens
from lgi.errors import BadQuery

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_WORD = re.compile(r'"[^"\n]*"?|<[^>\s]*>?|[?$]?[\w:.%-]+|\S')
_VOCABULARY = """
    A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE
    DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING
    HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS
    MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE
    SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG
    STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
"""
_KEYWORDS = frozenset(_VOCABULARY.split())
_UNGROUPED = "The SELECT contains"


def syntax_error(query: str, message: str) -> BadQuery:
    """Turn the engine's complaint about a query into advice, with line and column, counted from 1."""
    found = _PLACE.match(message)
    if not found:
        return BadQuery(f"the query cannot be read: {message}")
    line, column = int(found[1]), int(found[2])
    return BadQuery(f"line {line}, column {column}: {_advice(query, line, column, found[3])}", line, column)


def _advice(query: str, line: int, column: int, expected: str) -> str:
    if not query.strip():
        return "the query is empty"
    if (prefix := _undeclared(query)) is not None:
        known = prefix in names.VOCABULARIES or prefix in names.KINDS
        space = names.namespace(prefix) if known else "..."
        return f"the prefix {prefix}: is not declared; put 'PREFIX {prefix}: <{space}>' at the top"
    if _UNGROUPED in expected:
        return "SELECT asks for a variable that is neither in GROUP BY nor inside an aggregate such as COUNT: put it in one"
    if misspelt := _misspelt(query):
        return misspelt
    found, brackets = _WORD.search(_rest(query, line, column)), _brackets(query)
    # The engine often stops one step after the fault, so at the end all that is sure is that it lies before.
    return f"{found[0]} is not expected here{brackets}" if found else f"something before is missing or wrong{brackets}"


def _undeclared(query: str) -> str | None:
    """Find the first prefix that is used and not declared."""
    # A blank node has no prefix, nor has an IRI that lost its brackets.
    declared, before = {"_", "http", "https"}, ""
    for kind, token in tokens(query):
        prefix = token.partition(":")[0]
        if kind == "name" and before == "PREFIX":
            declared.add(prefix)
        elif kind == "name" and prefix not in declared:
            return prefix
        before = token.upper()
    return None


def _misspelt(query: str) -> str:
    for kind, token in tokens(query):
        if kind == "word" and token.isalpha() and token.upper() not in _KEYWORDS:
            near = get_close_matches(token.upper(), _KEYWORDS, n=1)
            return f"{token} is no word of SPARQL" + (f"; did you mean {near[0]}?" if near else "")
    return ""


def _rest(query: str, line: int, column: int) -> str:
    lines = query.split("\n")
    return "\n".join([lines[line - 1][column - 1 :], *lines[line:]])


def _brackets(query: str) -> str:
    signs = Counter(token for kind, token in tokens(query) if kind in ("open", "close"))
    for opening, closing in ("{}", "()", "[]"):
        lack = signs[opening] - signs[closing]
        if lack > 0:
            return f"; {lack} {opening} {'is' if lack == 1 else 'are'} never closed by {closing}"
        if lack < 0:
            return f"; {-lack} {closing} {'closes' if lack == -1 else 'close'} nothing"
    return ""
