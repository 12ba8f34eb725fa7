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
_BROKEN_IRI = re.compile(r"<(?:https?|urn|file):[^<>\s]*(?=\s|$)")
_UNGROUPED = "The SELECT contains"


def syntax_error(query: str, message: str) -> BadQuery:
    """Turn the engine's complaint about a query into advice, with line and column, counted from 1."""
    found = _PLACE.match(message)
    if not found:
        return BadQuery(f"the query cannot be read: {message}")
    seen = _seen(query)
    if seen:
        line, column = _place(query, seen[0])
        return BadQuery(f"line {line}, column {column}: {seen[1]}", line, column)
    line, column = int(found[1]), int(found[2])
    return BadQuery(f"line {line}, column {column}: {_advice(query, line, column, found[3])}", line, column)


def evaluation_error(query: str, message: str) -> BadQuery:
    """Turn the engine's refusal to evaluate a query that it could read into advice."""
    return BadQuery(f"the query cannot be evaluated: {message}")


def _seen(query: str) -> tuple[int, str] | None:
    """Find a fault that the words alone betray, with its offset; the engine often stops a step after it."""
    return _unclosed(query) or _undeclared(query) or _misspelt(query)


def _advice(query: str, line: int, column: int, expected: str) -> str:
    if not query.strip():
        return "the query is empty"
    if _UNGROUPED in expected:
        return "SELECT asks for a variable that is neither in GROUP BY nor inside an aggregate such as COUNT: put it in one"
    word, brackets = _word_at(query, line, column), _brackets(query)
    return f"{word} is not expected here{brackets}" if word else f"something before is missing or wrong{brackets}"


def _unclosed(query: str) -> tuple[int, str] | None:
    """Find a quotation mark or an angle bracket that opens what nothing closes."""
    broken = _BROKEN_IRI.search(query)
    if broken:
        return broken.start(), f"{broken[0]} is no IRI: it may hold no space, and ends with >"
    loose = re.search("[\"']", _blanked(query))
    return (loose.start(), f"the text that {loose[0]} opens is never closed on its line") if loose else None


def _undeclared(query: str) -> tuple[int, str] | None:
    """Find the first prefix that is used and not declared."""
    # A blank node has no prefix, nor has an IRI that lost its brackets.
    declared, before = {"_", "http", "https"}, ""
    for kind, token, start in tokens(query):
        prefix = token.partition(":")[0]
        if kind == "name" and before == "PREFIX":
            declared.add(prefix)
        elif kind == "name" and prefix not in declared:
            known = prefix in names.VOCABULARIES or prefix in names.KINDS
            space = names.namespace(prefix) if known else "..."
            return start, f"the prefix {prefix}: is not declared; put 'PREFIX {prefix}: <{space}>' at the top"
        before = token.upper()
    return None


def _misspelt(query: str) -> tuple[int, str] | None:
    for kind, token, start in tokens(query):
        if kind == "word" and token.isalpha() and token.upper() not in _KEYWORDS:
            near = get_close_matches(token.upper(), _KEYWORDS, n=1)
            return start, f"{token} is no word of SPARQL" + (f"; did you mean {near[0]}?" if near else "")
    return None


def _blanked(query: str) -> str:
    """The query with all that is read as it should be left out, so that offsets stay what they are."""
    text = list(query)
    for _, token, start in tokens(query):
        text[start : start + len(token)] = " " * len(token)
    return "".join(text)


def _place(query: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset."""
    before = query[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _word_at(query: str, line: int, column: int) -> str:
    """The word that the place is in, or the next one after it."""
    lines = query.split("\n")
    start = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
    return next((found[0] for found in _WORD.finditer(query) if found.end() > start), "")


def _brackets(query: str) -> str:
    signs = Counter(token for kind, token, _ in tokens(query) if kind in ("open", "close"))
    for opening, closing in ("{}", "()", "[]"):
        lack = signs[opening] - signs[closing]
        if lack > 0:
            return f"; {lack} {opening} {'is' if lack == 1 else 'are'} never closed by {closing}"
        if lack < 0:
            return f"; {-lack} {closing} {'closes' if lack == -1 else 'close'} nothing"
    return ""
