"""Why a query finds nothing, on a few facts that are made for it, without a service around it."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from lgi.diagnosis import explaining, near, reading
from lgi.diagnosis.asking import Asker
from lgi.diagnosis.faults import Diagnosis
from lgi.diagnosis.near import Known, Named
from lgi.diagnosis.statements import Unread
from lgi.diagnosis.text import Source
from lgi.errors import BadQuery, TooSlow
from lgi.vocabulary import Term, Vocabulary

FACTS = """
@prefix lgi: <https://w3id.org/lgi/ontology#> .
@prefix model: <https://w3id.org/lgi/id/model/> .
@prefix place: <https://w3id.org/lgi/id/place/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .

model:a a lgi:Model ; rdfs:label "A" ; e:size 1 ; lgi:isUsedIn place:p ; e:like model:b ; e:note "one" ; e:extra "x" .
model:b a lgi:Model ; rdfs:label "B" ; e:size 2.50 ; lgi:isUsedIn place:q ; e:part [ e:size 4 ] .
model:c a lgi:Model ; rdfs:label "C" ; e:size 3 .
model:d a lgi:Model ; rdfs:label "D" .
place:p a lgi:Place , lgi:Thing ; rdfs:label "P" ; e:opened "2019-05-21"^^xsd:date ; e:open true .
place:q a lgi:Place , lgi:Thing ; rdfs:label "Q" ; e:opened "2020-01-01"^^xsd:date .
"""
HEAD = """\
BASE <http://e/>
PREFIX lgi: <https://w3id.org/lgi/ontology#>
PREFIX model: <https://w3id.org/lgi/id/model/>
PREFIX place: <https://w3id.org/lgi/id/place/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX e: <http://e/>
"""
LGI = "https://w3id.org/lgi/ontology#"
USED_IN = Term(f"{LGI}isUsedIn", "is used in", domain=("lgi:Model",), range=("lgi:Place",))
LIKE = Term("http://e/like", "like", domain=("lgi:Model",), range=("lgi:Model",))
OPENED = Term("http://e/opened", "opened", domain=("lgi:Place",), range=("xsd:date",))
EXTRA = Term("http://e/extra", "extra", domain=("lgi:Thing",), range=("xsd:string",))
VOCABULARY = Vocabulary(
    {f"{LGI}Model": Term(f"{LGI}Model", "Model", count=4), f"{LGI}Place": Term(f"{LGI}Place", "Place", count=2)},
    {term.iri: term for term in (USED_IN, LIKE, OPENED, EXTRA)},
    statements={(f"{LGI}Model", USED_IN.iri): 2, (f"{LGI}Place", OPENED.iri): 2},
)


@pytest.fixture(scope="module")
def facts() -> Store:
    store = Store()
    store.load(FACTS.encode(), format=RdfFormat.TURTLE)
    return store


def explained(store: Store, query: str, most: int = 60) -> Diagnosis:
    async def probe(text: str) -> bytes:
        try:
            found: Any = store.query(text, use_default_graph_as_union=True)
        except SyntaxError as fault:
            raise BadQuery(str(fault)) from None
        return bytes(found.serialize(format=QueryResultsFormat.JSON))

    async def things(kind: str) -> Sequence[Named]:
        return [Named(f"https://w3id.org/lgi/id/{kind}/a", "A")]

    asker = Asker(probe, things, Known(VOCABULARY), most)
    return asyncio.run(explaining.explain(HEAD + query, asker))


CASES = {
    "few have it": (
        "SELECT * { ?m a lgi:Model . ?m e:note ?n . ?m e:part ?p }",
        "recorded-for-few",
        ["OPTIONAL { ?m e:note ?n . }", "OPTIONAL { ?m e:part ?p . }"],
    ),
    "few have it, in a row": ("SELECT * { ?m a lgi:Model ; e:note ?n ; e:part ?p }", "recorded-for-few", []),
    "no class is named": ("SELECT * { ?m e:note ?n ; e:part ?p }", "never-together", []),
    "half have it": ("SELECT * { ?m a lgi:Model ; lgi:isUsedIn ?u ; e:size 3 }", "recorded-for-few", []),
    "the other way round, of one class": ("SELECT * { model:b e:like ?x }", "nothing-recorded", []),
    "the other way round": ("SELECT * { ?p a lgi:Place . ?p lgi:isUsedIn ?m }", "direction-reversed", ["?m lgi:isUsedIn ?p"]),
    "the other way round, in a row": ("SELECT * { ?p a lgi:Place ; lgi:isUsedIn ?m }", "direction-reversed", []),
    "of a class": ("SELECT * { ?m a lgi:Model ; e:opened ?d }", "wrong-class", []),
    "of a wider class": ("SELECT * { ?p a lgi:Place ; e:extra ?x }", "never-together", []),
    "most have it": ('SELECT * { ?m a lgi:Model ; e:size ?s ; rdfs:label "D" }', "never-together", []),
    "a query that is very long": (f"SELECT * {{ ?s e:nope ?o }} # {'x' * 20_000}", "not-analysed", []),
    "of a thing": ("SELECT * { model:a e:opened ?d }", "wrong-class", []),
    "of a thing, with a value": ('SELECT * { model:a e:opened "2019-05-21"^^xsd:date }', "wrong-class", []),
    "a number": ("SELECT * { ?m e:size 2.75 }", "nothing-recorded", []),
    "a number of another type": ("SELECT * { ?m e:size +1.0 }", "nothing-recorded", []),
    "a number as a text": ('SELECT * { ?m e:size "1" }', "wrong-literal", ['"1"^^xsd:integer']),
    "a truth": ("SELECT * { ?m e:open false }", "nothing-recorded", []),
    "a truth as a text": ('SELECT * { ?m e:open "true" }', "wrong-literal", ['"true"^^xsd:boolean']),
    "capitals": ("SELECT * { ?m e:note 'ONE' }", "wrong-literal", ['"one"']),
    "an address as a text": ('SELECT * { ?m e:like "https://w3id.org/lgi/id/model/b" }', "wrong-literal", ["model:b"]),
    "a text with escapes": ('SELECT * { ?m e:note "o\\tn\\\\e" }', "nothing-recorded", ['"one"']),
    "a month": ('SELECT * { ?p e:opened "2019-05" }', "wrong-literal", ['?day . FILTER(STRSTARTS(STR(?day), "2019-05"))']),
    "a year of none": ('SELECT * { ?p e:opened "1900" }', "nothing-recorded", []),
    "a thing without a name": ('SELECT * { ?m e:part ?x FILTER(?x = "y") }', "filter-removes-all", []),
    "two conditions": (
        "SELECT * { ?m e:size ?s FILTER(?s > 2) FILTER(?s < 2) }",
        "filter-removes-all",
        [],
    ),
    "one condition of two": ("SELECT * { ?m e:size ?s FILTER(?s > 9) FILTER(?s > 1) }", "filter-removes-all", []),
    "a condition from behind": ('SELECT * { ?m e:note ?n FILTER("One" = ?n) }', "wrong-literal", ['"one"']),
    "a condition with a datatype": (
        'SELECT * { ?p e:opened ?d FILTER(?d = "2019"^^xsd:gYear) }',
        "wrong-literal",
        [],
    ),
    "a condition with a language": ('SELECT * { ?m e:note ?n FILTER(?n = "one"@en) }', "wrong-literal", ['"one"']),
    "a condition on two variables": ("SELECT * { ?m e:size ?s ; e:note ?n FILTER(?s = ?n) }", "filter-removes-all", []),
    "a condition that names nothing": ("SELECT * { ?m e:size ?s FILTER(1 = 2) }", "filter-removes-all", []),
    "a condition on no value": (
        "SELECT * { ?m e:size ?s OPTIONAL { ?m e:nope ?x } FILTER(BOUND(?x)) }",
        "filter-removes-all",
        [],
    ),
    "a condition on a text that is not there": (
        'SELECT * { ?m e:note ?n FILTER(CONTAINS(?n, "two")) }',
        "filter-removes-all",
        [],
    ),
    "a language of none": ('SELECT * { ?m e:note ?n FILTER(LANG(?n) = "en") }', "filter-removes-all", []),
    "a variable without a like": ("SELECT * { ?m e:note ?n FILTER(?zzzzz > 1) }", "variable-unknown", []),
    "an unknown thing in a condition": (
        "SELECT * { ?m lgi:isUsedIn ?p FILTER(?p = place:pp) }",
        "term-unknown",
        [],
    ),
    "taken away": ("SELECT * { ?m a lgi:Model MINUS { ?m a lgi:Model } }", "filter-removes-all", []),
    "a call": ("SELECT * { ?m e:size ?s FILTER xsd:boolean(?s - ?s) }", "filter-removes-all", []),
    "a group that only joins": ("SELECT * { ?m a lgi:Model { ?m e:nope ?x } }", "term-unknown", []),
    "a group with a condition": ("SELECT * { { ?m e:size ?s FILTER(?s > 9) } ?m a lgi:Model }", "filter-removes-all", []),
    "brackets": ("SELECT * { [ e:part ?x ] lgi:isUsedIn place:p }", "nothing-recorded", []),
    "brackets with what is not there": ("SELECT * { [ e:nope ?x ] e:size ?s }", "term-unknown", []),
    "a path": ("SELECT * { ?m e:like/(e:nope|!^e:like)+ ?x }", "term-unknown", []),
    "a path in order": ("SELECT * { model:d ^e:like? ?x FILTER(?x != model:d) }", "filter-removes-all", []),
    "any graph": ("SELECT * { GRAPH ?g { ?s a lgi:Model } }", "nothing-recorded", []),
    "values that do not meet": ("SELECT * { VALUES ?n { 'two' } ?m e:note ?n }", "never-together", []),
    "values of several": ("SELECT * { VALUES (?n ?s) { ('ONE' 1) } ?m e:note ?n ; e:size ?s }", "never-together", []),
    "values with a datatype": ('SELECT * { VALUES ?n { "1"^^xsd:string } ?m e:size ?n }', "wrong-literal", ['"1"^^xsd:integer']),
    "a value that is computed": ("SELECT * { ?m e:size ?s BIND(?s + 1 AS ?t) ?x e:size ?t . ?x e:note ?n }", "never-together", []),
    "a relative address": ("SELECT * { ?m <nope> ?x }", "term-unknown", []),
    "after grouping": ("SELECT ?m { ?m e:size ?s } GROUP BY ?m HAVING(SUM(?s) > 99)", "cut-off", []),
    "nothing to say": ("CONSTRUCT { ?m ?n ?s } { ?m e:size ?s ; e:note ?n }", "not-found", []),
    "no pattern": ("SELECT * {}", "not-found", []),
    "another service": ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "not-analysed", []),
    "no group": ("DESCRIBE <http://e/nope>", "not-analysed", []),
    "what is not joined": ("SELECT * { ?s <<( ?a ?b ?c )>> ?o }", "not-analysed", []),
    "a statement of triples": ("SELECT * { << ?a ?b ?c >> e:nope ?o }", "not-analysed", []),
}  # fmt: skip


@pytest.mark.parametrize(("query", "verdict", "fixes"), CASES.values(), ids=CASES)
def test_each_kind_of_nothing_is_told(facts: Store, query: str, verdict: str, fixes: list[str]) -> None:
    found = explained(facts, query)

    assert (found.verdict, [fix.text for reason in found.reasons for fix in reason.fixes]) == (verdict, fixes), found


def test_few_are_counted(facts: Store) -> None:
    message = explained(facts, "SELECT * { ?m a lgi:Model . ?m e:note ?n . ?m e:part ?p }").reasons[0].message

    assert message == "e:note is recorded for 1 of 4 things of the class model; maybe it is OPTIONAL."


def test_what_takes_too_long_or_asks_too_often_is_said_to_be_unknown(facts: Store) -> None:
    async def slow(_: str) -> bytes:
        raise TooSlow("too slow")

    async def nothing(_: str) -> Sequence[Named]:
        return []

    asker = Asker(slow, nothing, Known(VOCABULARY))
    assert asyncio.run(explaining.explain("ASK { ?s ?p ?o }", asker)).verdict == "not-found"
    assert explained(facts, "SELECT * { ?m a lgi:Model ; e:note ?n ; e:part ?p }", most=2).verdict == "not-found"


def test_what_is_no_address_is_passed_over() -> None:
    async def never(_: str) -> bytes:
        raise AssertionError

    async def nothing(_: str) -> Sequence[Named]:
        return []

    found = list(Source("BASE <http://[>\nSELECT * { <x> ?p <http://[> }").mentions())
    assert [mention.iri for mention in found] == ["x", "http://["]
    assert asyncio.run(Asker(never, nothing, Known(VOCABULARY)).absent(each.iri for each in found)) == []


def test_a_graph_is_near_to_graphs() -> None:
    known = Known(VOCABULARY, ("https://w3id.org/lgi/graph/derived", "https://w3id.org/lgi/graph/model/a"))

    assert known.like("https://w3id.org/lgi/graph/derivd") == [Named("https://w3id.org/lgi/graph/derived", "")]


def test_a_name_that_is_much_too_long_is_near_to_none() -> None:
    assert near.ranked("http://e/" + "x" * 300, [Named("http://e/x", "x")]) == []
    assert near.repaired("https://w3id.org/lgi/studies/x") == "https://w3id.org/lgi/id/study/x"
    assert near.repaired("http://e/https://w3id.org/lgi/x") == "http://e/https://w3id.org/lgi/x"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT",
        "SELECT * { ?s ?p }",
        "SELECT * { ?s ?p 'x'^^ }",
        "SELECT * { ?s (e:p ?o }",
        "SELECT * { ?s ?p ?o ?x }",
        "SELECT *",
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(text: str) -> None:
    with pytest.raises(Unread):
        reading.read(Source(text))
