"""The context of our JSON: worked out from ontology and shapes, and never taking back what it promised."""

import json
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

import trees
from lgi import names
from lgi.corpus import Corpus
from lgi.tidy import context, keys, reverse
from lgi.tidy.keys import Keys


@pytest.fixture(scope="module")
def generated(founding: Corpus) -> dict[str, Any]:
    """The context that the ontology and the shapes of today give."""
    terms: dict[str, Any] = json.loads(context.files(founding.quads)[context.FILE])["@context"]
    return terms


@pytest.fixture(scope="module")
def known(founding: Corpus) -> Keys:
    """The keys of the same."""
    return keys.read(founding.quads)


def test_no_key_that_was_promised_is_lost_or_means_something_else(generated: dict[str, Any]) -> None:
    broken = {name: generated.get(name) for name, term in trees.PROMISED.items() if generated.get(name, "") != term}

    assert broken == {}, "give the term another name, or begin version 2 of the context"


def test_every_key_is_promised(generated: dict[str, Any]) -> None:
    assert set(generated) - set(trees.PROMISED) == set(), "add what is new to tests/context-1.jsonld, line by line"


def test_terms_are_called_by_their_local_names_and_ours_come_first() -> None:
    title = "http://purl.org/dc/terms/title"
    ours = f"{names.ONTOLOGY}#title"

    found = keys.read([*_property(title), *_property(ours)])

    named = {key.iri: key.name for key in found.keys}
    assert (named[ours], named[title]) == ("title", "dctermsTitle")


def test_what_no_shape_limits_is_an_array_and_what_every_shape_limits_is_none(known: Keys) -> None:
    many = {names.short(key.iri): key.many for key in known.keys}

    assert many["lgi:isRunBy"] and many["skos:altLabel"] and not many["lgi:hasStance"]
    assert not many["lgi:gloss"] and not many["rdfs:label"] and not many["lgi:endDate"]


def test_the_kind_of_value_is_what_ontology_and_shapes_say(known: Keys) -> None:
    forms = {names.short(key.iri): key.form for key in known.keys}

    assert (forms["lgi:isRunBy"], forms["lgi:aboutSubject"], forms["dcterms:source"]) == ("thing",) * 3
    assert (forms["schema:sameAs"], forms["lgi:isMirroredAt"]) == ("address", "address")
    assert (forms["lgi:startDate"], forms["lgi:sampleSize"]) == ("xsd:date", "xsd:integer")
    assert (forms["lgi:gloss"], forms["lgi:aboutValue"]) == ("text", "any")


def test_a_text_that_one_shape_wants_without_a_language_has_no_language_map() -> None:
    note = f"{names.ONTOLOGY}#note"
    kinds = [("A", "rdf:langString"), ("B", "xsd:string")]

    found = keys.read([*_property(note), *(quad for kind in kinds for quad in _shape(note, *kind))])

    assert {key.iri: key.form for key in found.keys}[note] == keys.ANY


def test_every_name_is_used_once(known: Keys) -> None:
    backwards = [key.reverse for key in known.keys if key.reverse]
    used = [*(key.name for key in known.keys), *backwards, *known.classes, *keys.ENTRY, keys.BESIDE]

    assert len(set(used)) == len(used)
    assert all(name.isidentifier() for name in used)


def test_a_name_that_is_taken_the_other_way_puts_its_vocabulary_last() -> None:
    subjects = {f"{names.ONTOLOGY}#creator": "Source", "http://purl.org/dc/terms/isPartOf": "Source"}

    found = reverse.named(subjects, {"parts"})

    assert found["http://purl.org/dc/terms/isPartOf"] == "partsDcterms"


def test_a_thing_has_a_prefix_for_each_kind_and_scheme_that_no_key_is_called_like(generated: dict[str, Any]) -> None:
    assert generated["council"] == "https://w3id.org/lgi/id/council/"
    assert generated["stance"] == "https://w3id.org/lgi/scheme/stance#"
    assert generated["source"]["@id"] == "http://purl.org/dc/terms/source"


def test_the_keys_are_read_as_they_were_written(founding: Corpus, known: Keys) -> None:
    assert context.read(context.files(founding.quads)[context.KEYS_FILE]) == known


def _property(iri: str) -> list[Quad]:
    said = {"rdf:type": "owl:DatatypeProperty", "rdfs:domain": "lgi:Record"}
    return [Quad(NamedNode(iri), _iri(name), _iri(value)) for name, value in said.items()]


def _shape(path: str, kind: str, datatype: str) -> list[Quad]:
    shape = NamedNode(f"{names.SHAPES}#{kind}-note")
    return [
        Quad(shape, _iri("sh:path"), NamedNode(path)),
        Quad(shape, _iri("sh:datatype"), _iri(datatype)),
        Quad(shape, _iri("sh:maxCount"), Literal(1)),
    ]


def _iri(short: str) -> NamedNode:
    return NamedNode(names.expand(short) or short)
