"""Write into a query which graphs it is to look in.

Stores differ in what a query sees that names no graph: some all graphs, their own among them, some only the facts in
no graph. A query that names its graphs is read alike by all. They are written into the query as FROM and FROM NAMED,
for there may be hundreds: too many for an address, and one store repeats each parameter in a header of its answer.
"""

from collections.abc import Iterable

from lgi.engine.guard import tokens

NOWHERE = "urn:lgi:no-graph"
"""The name of a graph that is always empty: to name it alone is to look nowhere."""

_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


def with_dataset(text: str, default: Iterable[str], named: Iterable[str], *, only: bool = False) -> str:
    r"""A query with its graphs written in: after those it names already, or `only` these.

    Its escapes stay as they are: resolved, `"\u0022"` would end its own text.

    >>> with_dataset("ASK { ?s ?p ?o }", ["http://e/g"], [])
    'ASK FROM <http://e/g> { ?s ?p ?o }'
    """
    if only:
        text = _without_graphs(text)
    # One store sees the facts of a graph twice if it is named twice.
    clauses = [f"FROM <{iri}> " for iri in dict.fromkeys(default)]
    clauses += [f"FROM NAMED <{iri}> " for iri in dict.fromkeys(named)]
    place = _place(text)
    # A query that ends where the graphs go may end in a word, or in a comment.
    gap = "\n" if place == len(text) else "" if text[:place][-1:].isspace() else " "
    return text[:place] + gap + "".join(clauses) + text[place:]


def _without_graphs(text: str) -> str:
    """A query with the graphs that it names itself blanked out."""
    letters, is_clause, before_is_clause = list(text), False, False
    for kind, token, start in tokens(text):
        if kind == "comment":
            continue
        before_is_clause, is_clause = is_clause, token.upper() == "FROM" or (is_clause and token.upper() == "NAMED")
        if is_clause or before_is_clause:
            letters[start : start + len(token)] = " " * len(token)
    return "".join(letters)


def _place(text: str) -> int:
    """Where graphs are named in a query: before the pattern, and after the template of a CONSTRUCT."""
    form, depth, before = "", 0, ""
    for kind, sign, start in tokens(text):
        word = sign.upper()
        is_template = form == before == "CONSTRUCT" and sign == "{"
        if form and depth == 0 and not is_template and (sign == "{" or word == "WHERE" or word in _MODIFIERS):
            return start
        depth += (kind == "open") - (kind == "close")
        if kind != "comment":
            before = word
        form = form or (word if kind == "word" and word in _FORMS else "")
    return len(text)
