"""Write facts in a form of RDF: the same facts always as the same bytes."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from lgi import names

_WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.TRIG)


def write(
    facts: Iterable[Triple] | Iterable[Quad], form: RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    """Write facts in the order in which they come, with the prefixes of our vocabularies and some more."""
    if form not in _WITH_PREFIXES:
        return serialize(facts, format=form) or b""
    spaces = {**names.VOCABULARIES, **(prefixes or {})}
    lines = (serialize(facts, format=form, prefixes=spaces) or b"").split(b"\n")
    # The prefixes come first, in an order that differs each time.
    return b"\n".join([*sorted(lines[: len(spaces)]), *lines[len(spaces) :]])
