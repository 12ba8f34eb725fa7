"""Namespaces, prefixes, kinds and slugs: every name that lgi coins is made here."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

BASE = "https://w3id.org/lgi/"
ONTOLOGY = BASE + "ontology"
SCHEMES = BASE + "scheme/"
THINGS = BASE + "id/"
GRAPHS = BASE + "graph/"
SHAPES = BASE + "shapes"
PROBLEMS = BASE + "problem/"
RELEASES = BASE + "release/"
QUESTIONS = BASE + "q/"
QUERIES = BASE + "query/"
ANSWERS = BASE + "answer/"
EDITORS = THINGS + "group/lgi-editors"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

DERIVED_GRAPH = GRAPHS + "derived"
DATASET_GRAPH = GRAPHS + "dataset"
QUERIES_GRAPH = GRAPHS + "queries"
MADE = (DERIVED_GRAPH, DATASET_GRAPH, QUERIES_GRAPH)
"""Graphs that a build makes and nobody writes."""

KINDS = [
    "annotation",
    "area",
    "assertion",
    "change",
    "claim",
    "comparator",
    "component",
    "condition",
    "council",
    "curation",
    "event",
    "group",
    "guide",
    "identifier",
    "indicator",
    "initiative",
    "mechanism",
    "model",
    "need",
    "organisation",
    "person",
    "phase",
    "place",
    "post",
    "programme",
    "question",
    "response",
    "share",
    "source",
    "study",
    "text",
    "theory",
]
"""Kinds of record; the kind is a part of a thing's IRI and never changes."""

CASE_KINDS = ("assertion", "claim", "component", "question", "response", "share")
"""Kinds whose records stand in the file of the thing they belong to; their slug begins with its slug."""

VOCABULARIES = {
    "adms": "http://www.w3.org/ns/adms#",
    "bibo": "http://purl.org/ontology/bibo/",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "lgi": ONTOLOGY + "#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": SHAPES + "#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes of vocabularies, ours among them; kinds and schemes have a prefix of their own name."""

_BY_NAMESPACE = {namespace: prefix for prefix, namespace in VOCABULARIES.items()}
_KIND = re.compile(re.escape(THINGS) + r"([a-z]+)/(.+)")
_SCHEME = re.compile(re.escape(SCHEMES) + r"([a-z-]+)#(.+)")
_VOCABULARY = re.compile(r"(.*[/#])([^/#]+)")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w-]*[\w])?", re.ASCII)
_LONGEST = 200
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Tell whether a text is lower-case ASCII words joined by hyphens.

    >>> is_slug("wigan-deal"), is_slug("Wigan_Deal")
    (True, False)
    """
    return bool(_SLUG.fullmatch(text))


def thing(kind: str, slug: str) -> str:
    """Make the IRI of a record.

    >>> thing("council", "wigan")
    'https://w3id.org/lgi/id/council/wigan'
    """
    return f"{THINGS}{kind}/{slug}"


def kind_and_slug(iri: str) -> tuple[str, str] | None:
    """Take a record's IRI apart; None if it is no record of ours.

    >>> kind_and_slug("https://w3id.org/lgi/id/council/wigan")
    ('council', 'wigan')
    """
    found = _KIND.fullmatch(iri)
    return (found[1], found[2]) if found and found[1] in KINDS else None


def namespace(prefix: str) -> str | None:
    """Give the namespace of a prefix, be it of a vocabulary, a kind or a concept scheme.

    >>> namespace("council"), namespace("power-degree")
    ('https://w3id.org/lgi/id/council/', 'https://w3id.org/lgi/scheme/power-degree#')
    """
    if prefix in VOCABULARIES:
        return VOCABULARIES[prefix]
    if prefix in KINDS:
        return f"{THINGS}{prefix}/"
    return f"{SCHEMES}{prefix}#" if is_slug(prefix) else None


def shorten(iri: str) -> tuple[str, str] | None:
    """Split an IRI into prefix and local name, or None if it has no short form.

    >>> shorten("https://w3id.org/lgi/id/council/wigan")
    ('council', 'wigan')
    """
    for pattern in (_KIND, _SCHEME, _VOCABULARY):
        found = pattern.fullmatch(iri)
        if found:
            short = _BY_NAMESPACE.get(found[1], found[1]), found[2]
            if expand(":".join(short)) == iri:  # A scheme called like a vocabulary or a kind has no prefix.
                return short
    return None


def short(iri: str) -> str:
    """The short name of an IRI, or the IRI if it has none.

    >>> short("https://w3id.org/lgi/id/council/wigan"), short("https://example.org/")
    ('council:wigan', 'https://example.org/')
    """
    parts = shorten(iri)
    return ":".join(parts) if parts else iri


def expand(curie: str) -> str | None:
    """Turn a short name into an IRI, or None if its prefix is not ours.

    >>> expand("council:wigan")
    'https://w3id.org/lgi/id/council/wigan'
    """
    prefix, colon, local = curie.partition(":")
    space = namespace(prefix)
    return space + local if colon and space and _LOCAL.fullmatch(local) else None


def words(text: str) -> str:
    """Turn a slug or a camel-case name into words.

    >>> words("power-degree"), words("concernsEndeavour")
    ('power degree', 'concerns endeavour')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("-", " ").replace("_", " ")
    return spaced if text.isupper() else spaced.lower()


def meant(name: str, known: Iterable[str]) -> str:
    """Ask whether a name that is near was meant; nothing if none is, or if what was given is too long for one.

    >>> meant("named-model", ["named-models", "voices"]), meant("x" * 1000, ["xx"])
    ('did you mean named-models?', '')
    """
    near = get_close_matches(name, known, n=3) if len(name) <= _LONGEST else []
    return f"did you mean {' or '.join(near)}?" if near else ""
