"""The ontology: what each term carries, where terms are used, and how little logic there is."""

import re
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from lgi import check, corpus, files, names
from lgi.corpus import Corpus
from terms import GRAPH, HEADER, KINDS, LGI, LOGICAL, TERMS, local


def test_the_ontology_has_the_version_of_the_package() -> None:
    assert str(GRAPH.value(HEADER, OWL.versionInfo)) == version("lgi")
    assert str(GRAPH.value(HEADER, OWL.versionIRI)) == f"{names.ONTOLOGY}/{version('lgi')}"


def test_every_term_is_used_by_a_question_a_rule_or_a_shape() -> None:
    texts = [
        path.read_text(encoding="utf-8") for folder in (files.QUERIES, files.RULES) for path in folder.glob("*.rq")
    ]
    texts += [path.read_text(encoding="utf-8") for path in files.SHAPES.glob("*.ttl")]
    used = set(re.findall(r"lgi:(\w+)", "\n".join(texts)))

    about_terms = {"derivedByRule", "takesConceptFrom", "servesQuestion"}
    assert {local(term) for term in TERMS} - used - about_terms == set()


def test_every_term_that_is_used_is_declared(complete: Corpus) -> None:
    used = {q.predicate.value for q in complete.quads} | {getattr(q.object, "value", "") for q in complete.quads}

    declared = {str(LGI), *map(str, TERMS)}
    assert {iri for iri in used if iri.startswith(str(LGI))} <= declared


def test_definitions_are_sentences_that_say_more_than_the_label() -> None:
    for term in TERMS:
        definition, label = str(GRAPH.value(term, SKOS.definition)), str(GRAPH.value(term, SKOS.prefLabel))
        added = set(re.findall(r"[a-z]+", definition.lower())) - set(re.findall(r"[a-z]+", label.lower()))

        assert re.fullmatch(r"[A-Z].*\.", definition), local(term)
        assert len(added) > 3, local(term)


def test_logic_stays_within_what_owl_2_rl_and_dl_both_allow() -> None:
    """Subclasses, subproperties, domains, ranges, disjointness, one symmetric property: no more."""
    kinds = {*KINDS, OWL.Ontology, OWL.AllDisjointClasses, OWL.SymmetricProperty}
    logical = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.members}
    used = {p for p in GRAPH.predicates() if str(p).startswith((str(OWL), str(RDFS)))}

    assert set(GRAPH.objects(None, RDF.type)) <= kinds
    assert used <= {*logical, OWL.versionIRI, OWL.versionInfo, RDFS.isDefinedBy}
    assert OWL.Thing not in set(GRAPH.objects())
    assert set(GRAPH.subjects(RDF.type, OWL.SymmetricProperty)) == {LGI.conflictsWith}


def test_no_term_is_of_two_logical_kinds() -> None:
    """OWL 2 DL keeps object, datatype and annotation properties apart."""
    doubles = [s for s in GRAPH.subjects(RDF.type, None) if len(set(GRAPH.objects(s, RDF.type)) & set(KINDS)) > 1]

    assert doubles == []


def test_domains_and_ranges_give_nothing_a_type_that_it_was_not_given(complete: Corpus) -> None:
    """OOPS P18: one that is too narrow would give things types that nobody gave them."""
    data = check.rdflib_graph(complete.quads)
    surprises = set()
    for prop in LOGICAL:
        domain, range_ = GRAPH.value(prop, RDFS.domain), GRAPH.value(prop, RDFS.range)
        for subject, value in data.subject_objects(prop):
            if (subject, RDF.type, domain) not in data:
                surprises.add((local(prop), str(subject), local(domain)))
            if isinstance(value, rdflib.URIRef) and (value, RDF.type, range_) not in data:
                surprises.add((local(prop), str(value), local(range_)))

    assert surprises == set()


def test_disjoint_classes_share_no_instance(complete: Corpus) -> None:
    data = check.rdflib_graph(complete.quads)
    members = {m for node in GRAPH.objects(None, OWL.members) for m in GRAPH.items(node)}

    assert len(members) > 10
    for thing in set(data.subjects()):
        assert len(members & set(data.objects(thing, RDF.type))) < 2, thing


@pytest.mark.parametrize("path", sorted((files.ONTOLOGY / "scheme").glob("*.ttl")), ids=lambda path: path.stem)
def test_every_scheme_is_whole(path: Path) -> None:
    graph = check.rdflib_graph(corpus.load(path).quads)
    scheme = rdflib.URIRef(names.SCHEMES + path.stem)
    concepts = list(graph.subjects(RDF.type, SKOS.Concept))
    ranks = sorted(int(str(rank)) for rank in graph.objects(None, LGI.rank))

    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert concepts
    for concept in concepts:
        assert str(concept).startswith(f"{scheme}#")
        assert set(graph.objects(concept, SKOS.inScheme)) == {scheme}
        assert set(graph.objects(concept, SKOS.broader)) <= set(concepts)
    assert all(later - earlier == 1 for earlier, later in pairwise(ranks))
    assert ranks[:1] in ([], [0])
    assert len({str(label) for label in graph.objects(None, SKOS.prefLabel)}) == len(
        concepts
    ) + 1 or scheme_shares_a_label(graph, scheme)


def scheme_shares_a_label(graph: rdflib.Graph, scheme: rdflib.URIRef) -> bool:
    """A scheme may be called like one of its concepts; two concepts may not share a label."""
    labels = [str(label) for concept, label in graph.subject_objects(SKOS.prefLabel) if concept != scheme]
    return len(set(labels)) == len(labels)


def test_schemes_that_terms_name_are_there() -> None:
    named = {str(scheme).removeprefix(names.SCHEMES) for scheme in GRAPH.objects(None, LGI.takesConceptFrom)}

    assert named <= {path.stem for path in (files.ONTOLOGY / "scheme").glob("*.ttl")}
