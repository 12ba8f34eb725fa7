import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from lgi import corpus, describe, names, questions, turtle
from lgi.corpus import Corpus
from lgi.describe import sheet
from lgi.web import pages

DATA = """
@prefix lgi: <https://w3id.org/lgi/ontology#> . @prefix model: <https://w3id.org/lgi/id/model/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix stage: <https://w3id.org/lgi/scheme/stage#> .
model:a a lgi:Model ; skos:prefLabel "A"@en ; <http://e/p> 1 .
model:b a lgi:Model, <http://e/Strange>, [] ; skos:prefLabel "B"@en .
lgi:Model a owl:Class ; skos:prefLabel "model"@en ; skos:definition "A way to do it."@en .
lgi:ledBy a owl:ObjectProperty ; skos:prefLabel "led by"@en .
lgi:rank a owl:DatatypeProperty ; skos:definition "A place in an order."@en .
lgi:nameless a owl:DatatypeProperty .
lgi:Odd a owl:Class ; skos:prefLabel <http://e/not-a-text> .
stage:scaled a skos:Concept ; skos:prefLabel "scaled"@en .
<http://e/concept> a skos:Concept ; skos:prefLabel "elsewhere"@en .
_:x a skos:Concept ; skos:prefLabel "without name"@en .
"""


@pytest.fixture
def facts() -> list[Quad]:
    """A small graph, with one fact that two graphs say."""
    read = turtle.read(DATA, "here")
    return [*read, Quad(read[0].subject, read[0].predicate, read[0].object, NamedNode("http://e/g"))]


def said(quads: list[Quad]) -> dict[tuple[str, str], set[str]]:
    """The values of each subject and predicate, as short as can be."""
    found: dict[tuple[str, str], set[str]] = {}
    for quad in quads:
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        short = names.shorten(quad.predicate.value)
        found.setdefault((quad.subject.value, ":".join(short or ())), set()).add(quad.object.value)
    return found


def test_a_dataset_says_its_version_its_digest_its_licence_and_its_size(facts: list[Quad]) -> None:
    told = said(describe.dataset(facts, "1.2.3", "abc"))
    dataset = names.BASE + "dataset"

    assert told[dataset, "dcat:version"] == {"1.2.3"}
    assert told[dataset, "lgi:sha256"] == {"abc"}
    assert told[dataset, "dcterms:license"] == {"https://creativecommons.org/licenses/by/4.0/"}
    assert told[dataset, "void:triples"] == {str(len(facts) - 1)}
    assert told[dataset, "void:distinctSubjects"] == {"10"}


def test_a_dataset_counts_its_classes_and_properties(facts: list[Quad]) -> None:
    told = said(describe.dataset(facts, "1.2.3", "abc"))
    model, label = (f"{names.BASE}dataset#{part}" for part in ("class-lgi-Model", "property-skos-prefLabel"))

    assert model in told[names.BASE + "dataset", "void:classPartition"]
    assert (told[model, "void:class"], told[model, "void:entities"]) == ({names.ONTOLOGY + "#Model"}, {"2"})
    assert label in told[names.BASE + "dataset", "void:propertyPartition"]
    assert told[label, "void:triples"] == {"8"}


def test_what_has_no_short_name_is_left_out_of_the_counts(facts: list[Quad]) -> None:
    told = said(describe.dataset(facts, "1.2.3", "abc"))

    assert not {value for values in told.values() for value in values if value.startswith("http://e/")}


def test_the_description_stands_in_a_graph_of_its_own(facts: list[Quad]) -> None:
    assert {corpus.graph_of(quad) for quad in describe.dataset(facts, "1", "a")} == {names.DATASET_GRAPH}


def test_the_vocabulary_gives_labels_and_definitions_by_short_name_in_order(facts: list[Quad]) -> None:
    found = describe.vocabulary(facts)

    assert list(found) == ["classes", "concepts", "properties"]
    assert found["classes"] == {"lgi:Model": {"label": "model", "definition": "A way to do it."}}
    assert found["properties"] == {"lgi:ledBy": {"label": "led by"}, "lgi:rank": {"definition": "A place in an order."}}
    assert list(found["properties"]) == ["lgi:ledBy", "lgi:rank"]
    assert found["concepts"]["stage:scaled"] == {"label": "scaled"}
    assert found["concepts"]["http://e/concept"] == {"label": "elsewhere"}


def test_every_term_of_our_vocabulary_has_a_label_and_a_definition(authored: Corpus) -> None:
    found = describe.vocabulary(authored.quads)

    assert all(len(terms) > 50 for terms in found.values())
    assert [name for terms in found.values() for name, words in terms.items() if len(words) != 2] == []


def test_a_query_to_start_from_has_answers(store: Store) -> None:
    results = store.query(describe.EXAMPLE_QUERY, use_default_graph_as_union=True)

    assert isinstance(results, QuerySolutions)
    assert next(results)["gloss"]


def test_a_question_that_describes_is_an_example_of_no_further_kind() -> None:
    asked = questions.read("#+ id: K1\n#+ title: T\n#+ question: What is it?\nDESCRIBE <http://e/x>\n", "what-it-is")
    told = said(describe.queries([asked]))
    query = names.QUERIES + "what-it-is"

    assert told[query, "rdf:type"] == {names.VOCABULARIES["sh"] + "SPARQLExecutable"}
    assert told[query, "sh:describe"] == {asked.text}
    assert told[query, "rdfs:comment"] == {"What is it?"}


def test_without_questions_there_are_no_examples() -> None:
    assert describe.queries([]) == []


def test_a_link_to_a_dataset_that_nobody_described_is_in_no_linkset() -> None:
    linked = "<http://e/a> <http://www.w3.org/2002/07/owl#sameAs> {} ."
    known, unknown = "<http://www.wikidata.org/entity/Q1>", "<http://e/b>"

    assert said(describe.dataset(turtle.read(linked.format(known), "here"), "1", "a"))[
        names.BASE + "dataset#links-wikidata-owl-sameAs", "void:triples"
    ] == {"1"}
    assert "void#Linkset" not in str(describe.dataset(turtle.read(linked.format(unknown), "here"), "1", "a"))


def test_of_an_empty_description_a_page_has_nothing_to_tell() -> None:
    told = sheet.read([])

    assert (told.description, told.files, told.totals, told.period) == ("", [], {}, ("", ""))


def test_a_day_that_is_not_known_is_said_to_be() -> None:
    assert pages.day("") == "a day that nobody recorded"
    assert pages.day("2026-11-03T10:00:00") == "3 November 2026"
