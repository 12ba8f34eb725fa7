"""The ontology: what each term carries, where terms are used, how little logic there is, and what others check.

FOOPS and OOPS are public checkers of ontologies; the names of their checks and pitfalls are theirs.
"""

import re
from collections import Counter
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import FOAF, OWL, RDF, RDFS, SKOS

from lgi import check, corpus, files, names
from lgi.corpus import Corpus

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

FOOPS = {
    "PURL1 a persistent address": lambda: names.ONTOLOGY.startswith("https://w3id.org/"),
    "VER1 a version address of its own": lambda: GRAPH.value(HEADER, OWL.versionIRI) not in (None, HEADER),
    "OM1 what it is": lambda: has(
        DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI, DCTERMS.creator, VANN.preferredNamespaceUri
    ),
    "OM2 how to cite it": lambda: has(
        VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created, DCTERMS.bibliographicCitation
    ),
    "OM3 who stands behind it (but for the DOI)": lambda: has(
        DCTERMS.publisher, FOAF.logo, BIBO.status, DCTERMS.source, DCTERMS.issued
    ),
    "OM4.1 a licence": lambda: has(DCTERMS.license),
    "OM4.2 a licence with an address": lambda: isinstance(GRAPH.value(HEADER, DCTERMS.license), rdflib.URIRef),
    "OM5.1 creator and date": lambda: has(DCTERMS.creator, DCTERMS.created),
    "OM5.2 publisher and date": lambda: has(DCTERMS.publisher, DCTERMS.issued),
    "FIND1 a prefix": lambda: str(GRAPH.value(HEADER, VANN.preferredNamespacePrefix)) == "lgi",
    "FIND3 a catalogue": lambda: has(SCHEMA.includedInDataCatalog),
    "RDF1 it can be read": lambda: len(GRAPH) > len(TERMS),
    "VOC1 its metadata use known vocabularies": lambda: all(
        not str(p).startswith(names.BASE) for p in GRAPH.predicates(HEADER)
    ),
    "VOC2 it extends other vocabularies": lambda: any(
        not str(o).startswith(names.BASE) for o in GRAPH.objects(None, RDFS.subClassOf)
    ),
    "VOC3 every term has a label": lambda: all((term, SKOS.prefLabel, None) in GRAPH for term in TERMS),
    "VOC4 every term has a definition": lambda: all((term, SKOS.definition, None) in GRAPH for term in TERMS),
}


def has(*properties: rdflib.URIRef) -> bool:
    return all((HEADER, prop, None) in GRAPH for prop in properties)


def local(term: rdflib.term.Node | None) -> str:
    return str(term).rpartition("#")[2]


@pytest.mark.parametrize("name", FOOPS)
def test_foops(name: str) -> None:
    assert FOOPS[name]()


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


def test_logical_properties_have_one_domain_and_one_range() -> None:
    """OOPS P11 and P19."""
    counts = {
        local(p): (len(set(GRAPH.objects(p, RDFS.domain))), len(set(GRAPH.objects(p, RDFS.range)))) for p in LOGICAL
    }

    assert {name: count for name, count in counts.items() if count != (1, 1)} == {}


def test_labels_are_unique_and_well_spaced() -> None:
    """OOPS P32, and ROBOT's report on labels."""
    labels = [str(GRAPH.value(term, SKOS.prefLabel)) for term in TERMS]

    assert [label for label, count in Counter(labels).items() if count > 1] == []
    assert [label for label in labels if label != " ".join(label.split())] == []


def test_names_are_nouns_in_upper_camel_and_verbs_in_lower_camel() -> None:
    """OOPS P22, P07 and P21."""
    assert [local(c) for c in CLASSES if not re.fullmatch(r"([A-Z][a-z]+)+", local(c))] == []
    assert [
        local(p) for p in TERMS if p not in CLASSES and not re.fullmatch(r"[a-z]+[0-9]*([A-Z][a-z]+)*", local(p))
    ] == []
    assert [local(c) for c in CLASSES if re.search(r"And|Or[A-Z]|Other|Misc", local(c))] == []


def test_definitions_are_sentences_that_say_more_than_the_label() -> None:
    for term in TERMS:
        definition, label = str(GRAPH.value(term, SKOS.definition)), str(GRAPH.value(term, SKOS.prefLabel))
        added = set(re.findall(r"[a-z]+", definition.lower())) - set(re.findall(r"[a-z]+", label.lower()))

        assert re.fullmatch(r"[A-Z].*\.", definition), local(term)
        assert len(added) > 3, local(term)


def test_no_class_is_defined_by_its_own_name() -> None:
    """A class of claims may be called a claim, and a shift a shift; but the words that tell it apart must be explained."""
    echoes = []
    for term in CLASSES:
        words = re.findall(r"[a-z]+", str(GRAPH.value(term, SKOS.prefLabel)).lower())
        if len(words) > 1 and " ".join(words) in str(GRAPH.value(term, SKOS.definition)).lower():
            echoes.append(local(term))

    assert echoes == []


def test_there_are_no_cycles_of_classes_and_no_chains_of_one() -> None:
    """OOPS P06."""
    for term in CLASSES:
        assert term not in set(GRAPH.transitive_objects(term, RDFS.subClassOf)) - {term}
        assert (term, RDFS.subClassOf, term) not in GRAPH


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


def test_nothing_is_said_of_terms_of_others_but_what_they_are() -> None:
    """OOPS P40, P34 and P35."""
    foreign = {s for s in GRAPH.subjects() if isinstance(s, rdflib.URIRef) and not str(s).startswith(names.ONTOLOGY)}
    mentioned = {
        o for p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range) for o in GRAPH.objects(None, p)
    }
    needing_type = {o for o in mentioned if not str(o).startswith((str(LGI), names.VOCABULARIES["xsd"], str(RDFS)))}

    assert {p for s in foreign for p in GRAPH.predicates(s)} <= {RDF.type, RDFS.isDefinedBy}
    assert needing_type <= foreign | {SKOS.Concept}


def test_domains_and_ranges_give_nothing_a_type_that_it_was_not_given(complete: Corpus) -> None:
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
