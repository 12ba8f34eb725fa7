"""The pitfalls of ontologies that OOPS! lists, each that a machine can see as a test; docs/quality.md tells of all.

The numbers are those of the catalogue of OOPS! (Poveda-Villalón and others). P18 is held against the data in
test_ontology.py, and P37 over HTTP in test_fair.py.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from lgi import names
from terms import CLASSES, DCTERMS, GRAPH, HEADER, KINDS, LGI, LOGICAL, TERMS, VANN, local

QUALITY = Path(__file__).parent.parent / "docs" / "quality.md"
PITFALLS: dict[str, Callable[[], Iterable[object]]] = {}
"""What finds the places that fall into each pitfall."""

Finder = Callable[[], Iterable[object]]


def finds(*codes: str) -> Callable[[Finder], Finder]:
    def noted(finder: Finder) -> Finder:
        PITFALLS.update(dict.fromkeys(codes, finder))
        return finder

    return noted


def label(term: rdflib.term.Node) -> str:
    return str(GRAPH.value(term, SKOS.prefLabel) or "")


def uses(*terms: rdflib.URIRef) -> list[object]:
    """The statements in which constructs stand that this ontology does without."""
    return [triple for triple in GRAPH if {triple[1], triple[2]} & set(terms)]


@finds("P02", "P12", "P30", "P32")
def terms_of_one_name_or_label() -> list[str]:
    """Of the same words in another order or case, too: they would be synonyms that nobody declared."""
    words = Counter(" ".join(sorted(label(term).lower().split())) for term in TERMS)
    spelt = Counter(local(term).lower() for term in TERMS)
    return [word for counts in (words, spelt) for word, count in counts.items() if count > 1]


@finds("P03")
def relations_that_are_called_is() -> list[str]:
    return [local(term) for term in TERMS if re.fullmatch(r"is|isA|isAn|isKindOf|isTypeOf|instanceOf", local(term))]


@finds("P04")
def classes_that_nothing_connects() -> list[str]:
    connected = {
        term for p in (RDFS.domain, RDFS.range, RDFS.subClassOf) for pair in GRAPH.subject_objects(p) for term in pair
    }
    return [local(term) for term in CLASSES if term not in connected]


@finds("P05", "P13", "P25", "P26")
def inverses() -> list[object]:
    """There are none, by a rule of the house: a question asks a property from either end."""
    return uses(OWL.inverseOf)


@finds("P06")
def circles_of_classes() -> list[str]:
    def above(term: rdflib.term.Node) -> set[rdflib.term.Node | None]:
        return {wider for parent in GRAPH.objects(term, RDFS.subClassOf) for wider in reached(parent)}

    def reached(term: rdflib.term.Node) -> set[rdflib.term.Node | None]:
        return set(GRAPH.transitive_objects(term, RDFS.subClassOf))

    return [local(term) for term in CLASSES if term in above(term)]


@finds("P07", "P21")
def classes_of_two_things_or_of_the_rest() -> list[str]:
    return [local(term) for term in CLASSES if re.search(r"And|Or[A-Z]|Other|Misc|Various|Unknown", local(term))]


@finds("P08")
def terms_without_label_or_definition() -> list[str]:
    return [local(t) for t in TERMS if not label(t) or (t, SKOS.definition, None) not in GRAPH]


@finds("P09", "P11", "P19")
def properties_without_one_domain_and_one_range() -> list[str]:
    return [
        local(p)
        for p in LOGICAL
        if (len(set(GRAPH.objects(p, RDFS.domain))), len(set(GRAPH.objects(p, RDFS.range)))) != (1, 1)
    ]


@finds("P10")
def classes_that_nothing_sets_apart() -> list[str]:
    apart = {member for node in GRAPH.objects(None, OWL.members) for member in GRAPH.items(node)}
    return [] if len(apart) > 10 else ["no classes are disjoint"]


@finds("P14", "P15", "P16", "P31", "P33")
def constructs_of_description_logic() -> list[object]:
    """Shapes say what data must look like; the ontology restricts, complements and chains nothing."""
    return uses(
        OWL.allValuesFrom, OWL.someValuesFrom, OWL.complementOf, OWL.Restriction, OWL.equivalentClass, OWL.unionOf,
        OWL.intersectionOf, OWL.propertyChainAxiom,
    )  # fmt: skip


@finds("P17")
def classes_that_are_also_things() -> list[str]:
    return [local(t) for t in CLASSES if set(GRAPH.objects(t, RDF.type)) != {OWL.Class}]


@finds("P20")
def annotations_that_say_nothing_of_their_own() -> list[str]:
    texts = Counter(str(text) for term in TERMS for text in GRAPH.objects(term, SKOS.definition))
    echoed = [local(t) for t in TERMS if str(GRAPH.value(t, SKOS.definition)).rstrip(".").lower() == label(t).lower()]
    return [*echoed, *(text for text, count in texts.items() if count > 1 or not text.strip())]


@finds("P22")
def names_of_another_style() -> list[str]:
    styles = {True: r"([A-Z][a-z]+)+", False: r"[a-z]+[0-9]*([A-Z][a-z]+)*"}
    return [local(term) for term in TERMS if not re.fullmatch(styles[term in CLASSES], local(term))]


@finds("P23")
def datatypes_made_again() -> list[str]:
    known = {"date", "datetime", "time", "integer", "decimal", "number", "boolean", "string", "text value", "year"}
    return [local(term) for term in CLASSES if label(term).lower() in known]


@finds("P24")
def classes_defined_by_their_own_name() -> list[str]:
    return [
        local(term)
        for term in CLASSES
        if len(label(term).split()) > 1 and label(term).lower() in str(GRAPH.value(term, SKOS.definition)).lower()
    ]


@finds("P27")
def equivalent_properties() -> list[object]:
    return uses(OWL.equivalentProperty)


@finds("P28")
def symmetric_properties_between_different_classes() -> list[str]:
    symmetric = GRAPH.subjects(RDF.type, OWL.SymmetricProperty)
    return [local(p) for p in symmetric if GRAPH.value(p, RDFS.domain) != GRAPH.value(p, RDFS.range)]


@finds("P29")
def transitive_properties() -> list[object]:
    return uses(OWL.TransitiveProperty)


@finds("P34", "P35")
def terms_without_a_type() -> list[str]:
    """Of others' terms as well: what a term of ours rests on is declared here, or lies in XSD, RDFS or SKOS."""
    parents = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
    resting = {term for prop in parents for term in GRAPH.objects(None, prop)} | set(TERMS)
    typed = {term for kind in KINDS for term in GRAPH.subjects(RDF.type, kind)} | {SKOS.Concept}
    known = (names.VOCABULARIES["xsd"], str(RDFS))
    return [str(term) for term in resting - typed if not str(term).startswith(known)]


@finds("P36")
def addresses_with_an_ending() -> list[str]:
    addresses = [str(HEADER), str(GRAPH.value(HEADER, VANN.preferredNamespaceUri))]
    return [address for address in addresses if re.search(r"\.(owl|rdf|ttl|xml|n3|html?)\b", address)]


@finds("P38")
def ontologies_that_are_not_declared_once() -> list[str]:
    declared = list(GRAPH.subjects(RDF.type, OWL.Ontology))
    return [] if declared == [HEADER] else [str(each) for each in declared] or ["none"]


@finds("P39")
def terms_outside_the_namespace() -> list[str]:
    space = str(GRAPH.value(HEADER, VANN.preferredNamespaceUri))
    ours = {s for kind in KINDS for s in GRAPH.subjects(RDF.type, kind) if str(s).startswith(names.BASE)}
    return [str(term) for term in ours if not str(term).startswith(space)]


@finds("P40")
def words_put_into_others_mouths() -> list[str]:
    """Of a term of others we say what it is, and who says more; nothing else."""
    foreign = {s for s in GRAPH.subjects() if isinstance(s, rdflib.URIRef) and not str(s).startswith(names.ONTOLOGY)}
    return [f"{s} {p}" for s in foreign for p in GRAPH.predicates(s) if p not in {RDF.type, RDFS.isDefinedBy}]


@finds("P41")
def ontologies_without_licence() -> list[str]:
    return [] if isinstance(GRAPH.value(HEADER, DCTERMS.license), rdflib.URIRef) else [str(HEADER)]


@pytest.mark.parametrize("code", sorted(PITFALLS))
def test_no_term_falls_into(code: str) -> None:
    assert list(PITFALLS[code]()) == []


def test_labels_are_well_spaced() -> None:
    assert [label(term) for term in TERMS if label(term) != " ".join(label(term).split())] == []


def test_the_page_on_quality_tells_of_every_pitfall_and_which_a_machine_sees() -> None:
    told = dict(re.findall(r"^\| (P\d\d) \|.*\| (tested|read|elsewhere) \|", QUALITY.read_text("utf-8"), re.MULTILINE))

    assert sorted(told) == [f"P{number:02}" for number in range(1, 42)]
    assert {code for code, how in told.items() if how == "tested"} == {*PITFALLS, "P18", "P37"}


def test_a_pitfall_is_seen_where_there_is_one() -> None:
    """The finders are no idle ones: each of some that are easily dug is found."""
    dug = {
        "P05": (LGI.Model, OWL.inverseOf, LGI.Claim),
        "P06": (LGI.Claim, RDFS.subClassOf, LGI.PowerShift),
        "P29": (LGI.conflictsWith, RDF.type, OWL.TransitiveProperty),
        "P40": (SKOS.Concept, RDFS.comment, rdflib.Literal("ours")),
    }
    for code, triple in dug.items():
        GRAPH.add(triple)
        found = list(PITFALLS[code]())
        GRAPH.remove(triple)
        assert found, code
