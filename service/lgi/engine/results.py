"""Write what a query gave in a media type, and see to it that every reader reads the same from it.

The engine writes all formats; where it writes what no reader could read, or what would be read as something else,
it is put right here, or refused with the reason. Terms of RDF 1.2 (a triple as a term, a text with a direction) come
as the drafts of SPARQL 1.2 have them, in the formats that have a form for them.
"""

import csv
import re
from html import unescape
from io import BytesIO, TextIOWrapper
from xml.parsers.expat import ExpatError, ParserCreate

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)

from lgi import media
from lgi.errors import NotAcceptable, Unkeepable

Results = QuerySolutions | QueryBoolean | QueryTriples

_XML = (media.SOLUTIONS["xml"], media.TRIPLES["rdf"])
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# How the engine writes a name that it could not split.
_UNSPLIT = re.compile(r'<oxprefix: xmlns:oxprefix="([^"]*)"')


def kind(results: Results) -> str:
    """What came: `solutions`, `boolean` or `graph`."""
    if isinstance(results, QueryBoolean):
        return "boolean"
    return "solutions" if isinstance(results, QuerySolutions) else "graph"


def none_accepted(kind: str) -> NotAcceptable:
    """The error of a caller who accepts no type of a kind of result."""
    types = media.available(kind)
    why = "; CSV and TSV have no form for a yes or no" if kind == "boolean" else ""
    return NotAcceptable(f"a result of this kind comes as {', '.join(types)}{why}", types)


def write(results: Results, media_type: str, sink: BytesIO) -> None:
    """Write results. Raises NotAcceptable or Unkeepable for what the media type has no form for."""
    if isinstance(results, QuerySolutions) and media_type == media.SOLUTIONS["csv"]:
        _write_csv(results, sink)
        return
    if isinstance(results, QueryTriples) and media_type == media.CANONICAL:
        sink.write(_canonical(results))
        return
    what = kind(results)
    try:
        if isinstance(results, QueryTriples):
            results.serialize(sink, format=RdfFormat.from_media_type(media_type))
        else:
            results.serialize(sink, format=QueryResultsFormat.from_media_type(media_type))
    except OSError as fault:
        raise _unwritable(media_type, str(fault), what) from None


def sound(body: bytes, media_type: str, kind: str) -> bytes:
    """Make sure of what was written: XML must be well-formed, and a carriage return in it come back as one.

    Raises NotAcceptable for what XML cannot hold.
    """
    if media_type not in _XML:
        return body
    # The engine writes none of its own, so each is a part of a literal, which readers would take for the end of a line.
    body = body.replace(b"\r", b"&#13;")
    try:
        ParserCreate(namespace_separator=" ").Parse(body, True)
    except ExpatError:
        raise _unwritable(media_type, _why(body.decode()), kind) from None
    return body


def _why(text: str) -> str:
    character, name = _NOT_IN_XML.search(text), _UNSPLIT.search(text)
    if character:
        return f"a text in it holds the character U+{ord(character[0]):04X}, which XML cannot hold"
    which = f"{unescape(name[1])} is a property or class in it, and" if name else "a property or class in it"
    return f"{which} does not end in a name that XML can hold"


def _unwritable(media_type: str, why: str, kind: str) -> NotAcceptable:
    others = [other for other in media.available(kind) if other != media_type]
    return NotAcceptable(f"the answer cannot be written as {media_type}: {why}; ask for {others[0]}", others)


def _write_csv(results: QuerySolutions, sink: BytesIO) -> None:
    """Write rows as SPARQL 1.1 CSV. The engine's own writer leaves an IRI with a comma unquoted, as our spans have."""
    text = TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(variable.value for variable in results.variables)
    for solution in results:
        rows.writerow(_plain(term) for term in solution)
    text.detach()


def _canonical(results: QueryTriples) -> bytes:
    """A graph as canonical N-Quads (RDFC-1.0), which are defined for RDF 1.1 alone."""
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in results)
    if any(isinstance(quad.object, Triple) or getattr(quad.object, "direction", None) for quad in dataset):
        raise Unkeepable("the graph holds a triple as a term or a text with a direction: leave them out to keep it")
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def _plain(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """A term as CSV has it: its value alone, nothing where there is none."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    if isinstance(term, Triple):
        return f"<<( {term} )>>"
    return "" if term is None else str(term)
