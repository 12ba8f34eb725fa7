"""The JSON-LD context of a release: what each key of our JSON stands for, and the same in words."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pyoxigraph import Quad

from lgi import media, names
from lgi.tidy import keys
from lgi.tidy.keys import Key, Keys

VERSION = "1"
"""Keys are only ever added within a version."""
IRI = f"{names.BASE}context/{VERSION}"
FILE = "context.jsonld"
KEYS_FILE = "keys.json"
FORMS = {"jsonld": media.TRIPLES["jsonld"], "json": media.JSON, "html": media.HTML}
"""The types that it comes in, by the ending of its address; the first is the context itself."""

_SCHEME = "skos:ConceptScheme"


def files(quads: Iterable[Quad]) -> dict[str, bytes]:
    """The files of a release that hold its context and its keys, worked out from its ontology and shapes."""
    facts = list(quads)
    found = keys.read(facts)
    return {FILE: _lines(make(found, _schemes(facts))), KEYS_FILE: _json(asdict(found))}


def read(told: bytes) -> Keys:
    """Read the keys that a release holds."""
    found = json.loads(told)
    return Keys(tuple(Key(**key) for key in found["keys"]), found["classes"])


def make(found: Keys, schemes: Iterable[str] = ()) -> dict[str, Any]:
    """Make the context for keys; `schemes` are the names of the concept schemes there are."""
    terms: dict[str, Any] = {"@version": 1.1, "@vocab": f"{names.ONTOLOGY}#"}
    terms |= {"id": "@id", "type": {"@id": "@type", "@container": "@set"}, keys.BESIDE: None}
    terms |= {key.name: _term(key) for key in found.keys}
    terms |= {key.reverse: {"@reverse": key.iri, "@container": "@set"} for key in found.keys if key.reverse}
    terms |= found.classes
    prefixes = {prefix: names.namespace(prefix) for prefix in [*names.VOCABULARIES, *names.KINDS, *sorted(schemes)]}
    return terms | {prefix: space for prefix, space in prefixes.items() if prefix not in terms}


def _term(key: Key) -> dict[str, Any]:
    term: dict[str, Any] = {"@id": key.iri}
    if key.form == keys.TEXT:
        return term | {"@container": ["@language", "@set"] if key.many else "@language"}
    if key.form in (keys.THING, keys.ADDRESS):
        term["@type"] = "@id"
    elif key.form not in (keys.ANY, "xsd:string"):
        term["@type"] = names.expand(key.form)
    return term | ({"@container": "@set"} if key.many else {})


def _schemes(quads: Iterable[Quad]) -> set[str]:
    """The names of the concept schemes."""
    iris = {str(q.subject)[1:-1] for q in quads if str(q.object)[1:-1] == names.expand(_SCHEME)}
    return {iri.removeprefix(names.SCHEMES) for iri in iris if iri.startswith(names.SCHEMES)}


def _lines(terms: dict[str, Any]) -> bytes:
    """Write a context with one term a line."""
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(term)}" for name, term in terms.items())
    return f'{{\n  "@context": {{\n{lines}\n  }}\n}}\n'.encode()


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()
