"""Tidy JSON: that it says what the graph says, and that it looks as its context promises."""

import os
import re
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Store, Triple

import trees
from lgi import names, tidy
from lgi.corpus import Corpus
from lgi.errors import NotFound
from lgi.release import Release
from lgi.tidy import context, keys
from lgi.tidy.keys import Key, Keys
from lgi.tidy.told import LABEL

MODEL = names.thing("model", "x")
TELLS = {
    keys.ADDRESS: r"https?://\S+",
    "xsd:date": r"\d{4}-\d\d-\d\d",
    "xsd:decimal": r"-?\d+(\.\d+)?",
    "xsd:string": r"(?s).+",
}


@pytest.fixture(scope="module")
def known(founding: Corpus) -> Keys:
    """The keys of the ontology and shapes of today."""
    return keys.read(founding.quads)


@pytest.fixture(scope="module")
def sample(founding_store: Store, known: Keys) -> list[dict[str, Any]]:
    """Tidy JSON of three things of each kind, the one that most points to among them."""
    chosen = [iri for iris in trees.things(founding_store).values() for iri in iris[:3]]
    return [trees.made(founding_store, known, iri) for iri in chosen]


def _of_one_label(facts: set[Triple]) -> set[Triple]:
    """The facts without labels but the first in each language, as tidy JSON has them."""
    labels: dict[tuple[str, str | None], list[Triple]] = {}
    for fact in facts:
        if fact.predicate.value == LABEL and isinstance(fact.object, Literal):
            labels.setdefault((str(fact.subject), fact.object.language), []).append(fact)
    return facts - {fact for several in labels.values() for fact in sorted(several, key=str)[1:]}


def _wrong(store: Store, known: Keys, iri: str) -> set[Triple]:
    """What the pages of tidy JSON of a thing say too much or too little."""
    first = trees.made(store, known, iri)
    others = [trees.made(store, known, iri, page) for page in range(2, first["page"]["last"] + 1)]
    said = set().union(*map(trees.graph, [first, *others]))
    return said ^ _of_one_label(trees.asked(store, "told-of-thing", iri))


# --- the same graph ---------------------------------------------------------------------------------------------


def test_there_is_a_sample_of_every_kind_that_the_graph_holds(sample: list[dict[str, Any]]) -> None:
    kinds = {names.kind_and_slug(tree["id"]) or ("", "") for tree in sample}

    assert {kind for kind, _ in kinds} >= {"assertion", "claim", "council", "model", "person", "source", "text"}


def test_read_with_its_context_it_is_what_is_told_of_the_thing(founding_store: Store, known: Keys) -> None:
    chosen = [iri for iris in trees.things(founding_store).values() for iri in iris[:3]]

    assert {iri: wrong for iri in chosen if (wrong := _wrong(founding_store, known, iri))} == {}


def test_it_says_all_that_the_document_says_and_nothing_that_the_graph_does_not(
    founding_store: Store, sample: list[dict[str, Any]]
) -> None:
    graph = {quad.triple for quad in founding_store}
    for tree in sample:
        said = trees.graph(tree)

        assert said <= graph
        if tree["page"]["last"] == 1:
            assert _without_types(trees.asked(founding_store, "document-of-thing", tree["id"])) <= said


def _without_types(facts: set[Triple]) -> set[Triple]:
    """The facts of a document without the labels of classes, and of one label for each thing."""
    types = {fact.object for fact in facts if names.short(fact.predicate.value) == "rdf:type"}
    return {fact for fact in _of_one_label(facts) if fact.predicate.value != LABEL or fact.subject not in types}


def test_a_program_that_compacts_it_writes_the_same(sample: list[dict[str, Any]]) -> None:
    for tree in sample:
        assert trees.sorted_arrays(trees.compacted(tree)) == trees.sorted_arrays(tree)


@pytest.mark.skipif(not os.environ.get("LGI_EVERY_THING"), reason="it takes long: set LGI_EVERY_THING=1")
def test_the_same_holds_for_every_thing_of_the_whole_graph(store: Store, live: Release) -> None:
    known = context.read(live.file(context.KEYS_FILE).read_bytes())

    assert {iri: w for iris in trees.things(store).values() for iri in iris if (w := _wrong(store, known, iri))} == {}


# --- how it looks -----------------------------------------------------------------------------------------------


def test_every_key_looks_as_it_is_described_wherever_it_stands(sample: list[dict[str, Any]], known: Keys) -> None:
    described = {key.name: key for key in known.keys}
    backwards = {key.reverse for key in known.keys if key.reverse}
    for node in (node for tree in sample for node in trees.nodes(tree)):
        for name, value in node.items():
            if name in backwards:
                assert value and all("id" in other for other in value)
            elif name not in ("@context", "id", "type", "page"):
                assert _looks_right(described[name], value), (name, value)


def _looks_right(key: Key, value: Any) -> bool:
    if key.form == keys.TEXT:
        texts = [text for several in value.values() for text in (several if key.many else [several])]
        return set(value) <= {"en", "cy"} and all(isinstance(text, str) for text in texts)
    if isinstance(value, list) != key.many:
        return False
    return all(_fits(key.form, part) for part in (value if key.many else [value]))


def _fits(form: str, value: Any) -> bool:
    if form == keys.THING:
        return "id" in value
    if form in ("xsd:integer", "xsd:boolean"):
        return type(value) is (int if form == "xsd:integer" else bool)
    return form == keys.ANY or bool(re.fullmatch(TELLS[form], value))


def test_things_are_named_in_full_and_told_of_with_id_type_and_label_first(sample: list[dict[str, Any]]) -> None:
    for tree in sample:
        assert list(tree)[:4] == ["@context", "id", "type", "label"]
        for node in trees.nodes(tree):
            assert re.match(r"https?://", node["id"])
            assert isinstance(node.get("type", []), list)


def test_what_belongs_to_a_model_stands_below_it(founding_store: Store, known: Keys) -> None:
    tree = trees.made(founding_store, known, names.thing("model", "wigan-deal"))

    claim = next(claim for claim in tree["claims"] if claim["id"].endswith("/wigan-deal-agreement"))
    said = claim["assertions"][0]
    assert tree["label"] == {"en": "Wigan Deal"}
    assert claim["gloss"]["en"].endswith(".") and "Claim" in claim["type"]
    assert said["isStatedIn"]["label"]["en"] and said["hasStance"]["label"] == {"en": "affirms"}
    assert any("ConditionClaim" in claim["type"] for claim in tree["claims"])
    assert tree["initiatives"][0]["id"].startswith(names.thing("initiative", ""))


def test_what_stands_below_a_thing_does_not_link_back_to_it(founding_store: Store, known: Keys) -> None:
    tree = trees.made(founding_store, known, names.thing("model", "wigan-deal"))

    claim = next(claim for claim in tree["claims"] if claim["id"].endswith("/wigan-deal-agreement"))
    assert "concernsModel" not in claim and "concernsEndeavour" not in claim
    assert "assertsClaim" not in claim["assertions"][0]
    assert claim["id"] in {link["id"] for link in tree["claimsThatConcernModel"]}


def test_what_links_to_others_too_names_them_all(known: Keys) -> None:
    claim, other = NamedNode("http://e/claim"), NamedNode("http://e/other")
    facts = {Triple(claim, _iri("lgi:concernsModel"), model) for model in (NamedNode(MODEL), other)}
    facts |= {Triple(claim, _iri("rdf:type"), _iri("lgi:Claim"))}

    tree = tidy.tree(facts, MODEL, known, 1, 10)

    below = tree["claimsThatConcernModel"][0]
    assert below["concernsModel"] == [{"id": "http://e/other"}, {"id": MODEL}]


def test_a_thing_that_points_to_itself_says_so(known: Keys) -> None:
    facts = {Triple(NamedNode(MODEL), _iri("lgi:isInspiredBy"), NamedNode(MODEL))}

    assert tidy.tree(facts, MODEL, known, 1, 10)["isInspiredBy"] == [{"id": MODEL}]


def test_a_thing_that_many_point_to_is_told_of_page_by_page(known: Keys) -> None:
    facts = {Triple(NamedNode(f"http://e/{n}"), _iri("lgi:isAbout"), NamedNode(MODEL)) for n in range(5)}

    found = [tidy.tree(facts, MODEL, known, page, 2) for page in (1, 2, 3)]

    assert [len(tree["recordsAbout"]) for tree in found] == [2, 2, 1]
    assert found[0]["page"] == {"number": 1, "last": 3, "incoming": 5, "next": "?page=2"}
    assert found[2]["page"] == {"number": 3, "last": 3, "incoming": 5, "previous": "?page=2"}
    with pytest.raises(NotFound, match="5 statements"):
        tidy.tree(facts, MODEL, known, 4, 2)


def test_what_fits_no_key_still_is_said(known: Keys) -> None:
    said: dict[str, NamedNode | Literal] = {
        "http://e/unknown": NamedNode("http://e/v"),
        "lgi:replacedPractice": Literal("no language"),
        "lgi:startDate": Literal("2020", datatype=_iri("xsd:gYear")),
        "lgi:isRunBy": Literal("nobody", language="cy"),
        "lgi:isApproximate": Literal("true", datatype=_iri("xsd:boolean")),
        "lgi:sampleSize": Literal("12", datatype=_iri("xsd:integer")),
        "lgi:numericValue": Literal("0.50", datatype=_iri("xsd:decimal")),
        "lgi:aboutValue": Literal("plain"),
        "schema:url": NamedNode("http://e/page"),
    }
    facts = {Triple(NamedNode(MODEL), _iri(name), value) for name, value in said.items()}
    facts |= {Triple(NamedNode("http://e/a"), _iri("http://e/unknown"), NamedNode(MODEL))}
    facts |= {Triple(NamedNode(MODEL), _iri("lgi:startDate"), Literal("2021-01-01", datatype=_iri("xsd:date")))}

    tree = tidy.tree(facts, MODEL, known, 1, 10)

    assert trees.graph({"@context": context.IRI, **tree}) == facts
    assert (tree["isApproximate"], tree["sampleSize"], tree["numericValue"]) == (True, 12, ["0.50"])
    assert tree["aboutValue"] == ["plain"]
    assert tree["url"] == ["http://e/page"]
    assert tree["@reverse"] == {"http://e/unknown": [{"id": "http://e/a"}]}


def test_a_thing_without_a_name_is_passed_over(known: Keys) -> None:
    store = Store()
    store.update(f"INSERT DATA {{ <{MODEL}> a <{names.expand('lgi:Model')}> . _:b <http://e/p> <{MODEL}> }}")

    tree = tidy.tree([quad.triple for quad in store], MODEL, known, 1, 10)

    assert (tree["type"], tree["page"]["incoming"]) == (["Model"], 0)


def _iri(short: str) -> NamedNode:
    return NamedNode(names.expand(short) or short)
