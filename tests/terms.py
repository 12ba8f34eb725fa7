"""The terms of the ontology, for tests that look at them."""

import rdflib
from rdflib.namespace import OWL, RDF

from lgi import check, corpus, files, names

BIBO = rdflib.Namespace(names.VOCABULARIES["bibo"])
DCTERMS = rdflib.Namespace(names.VOCABULARIES["dcterms"])
LGI = rdflib.Namespace(names.VOCABULARIES["lgi"])
SCHEMA = rdflib.Namespace(names.VOCABULARIES["schema"])
VANN = rdflib.Namespace(names.VOCABULARIES["vann"])

GRAPH = check.rdflib_graph(corpus.load(files.ONTOLOGY / "lgi.ttl").quads)
HEADER = rdflib.URIRef(names.ONTOLOGY)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TERMS = sorted(
    s for kind in KINDS for s in GRAPH.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef) and s.startswith(LGI)
)
CLASSES = [term for term in TERMS if (term, RDF.type, OWL.Class) in GRAPH]
LOGICAL = [t for t in TERMS if {OWL.ObjectProperty, OWL.DatatypeProperty} & set(GRAPH.objects(t, RDF.type))]


def local(term: rdflib.term.Node | None) -> str:
    return str(term).rpartition("#")[2]
