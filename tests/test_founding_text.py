"""The founding text, whole, in the graph of today: every row of its inventory and every span, and not its sentences."""

import hashlib
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, Store

from asking import ask
from lgi.corpus import Corpus

ROWS, SPANS = 276, 357
SHARED = Path(__file__).parents[2] / "shared" / "founding-text"
TEXT = next(iter(sorted(SHARED.glob("*.txt"))), None)
IN_TEXT = "FILTER(STRSTARTS(STR(?span), 'https://w3id.org/lgi/id/text/reimagining-services-page#'))"
beside_the_text = pytest.mark.skipif(TEXT is None, reason="the founding text does not lie beside this checkout")


@pytest.fixture(scope="module")
def text() -> str:
    assert TEXT
    return TEXT.read_text(encoding="utf-8")


def test_every_row_of_the_inventory_has_a_thing_and_a_span(store: Store) -> None:
    rows = ask(
        store,
        f"""SELECT DISTINCT ?row WHERE {{
          ?a skos:notation ?row ; oa:hasBody ?body ; oa:hasTarget ?span . ?body ?p ?o . {IN_TEXT}
        }}""",
    )
    spans = ask(
        store,
        f"""SELECT DISTINCT ?row ?span WHERE {{
          ?a skos:notation ?row ; oa:hasTarget ?span . ?span a lgi:TextSpan . {IN_TEXT}
        }}""",
    )

    assert len(rows) == ROWS
    assert len(spans) == SPANS


def test_every_span_is_reached_from_the_thing_or_the_claim_of_its_row(store: Store) -> None:
    """A row held by claims alone must have an assertion of one of them at each span."""
    unreached = ask(
        store,
        f"""SELECT ?row ?span WHERE {{
          ?a skos:notation ?row ; oa:hasTarget ?span . {IN_TEXT}
          FILTER NOT EXISTS {{ ?a oa:hasBody ?thing . FILTER NOT EXISTS {{ ?thing a lgi:Claim }} }}
          FILTER NOT EXISTS {{ ?a oa:hasBody/^lgi:assertsClaim/lgi:isStatedAt ?span }}
        }}""",
    )

    assert unreached == []


def test_things_that_the_text_does_not_hold_are_not_in_its_graph(founding_store: Store) -> None:
    for absent in ("Finding", "Study", "EvidenceRating", "EvidenceLine", "Response", "VariableSetting", "Adaptation"):
        assert ask(founding_store, f"SELECT ?x WHERE {{ ?x a lgi:{absent} }}") == [], absent
    assert ask(founding_store, "SELECT ?x WHERE { ?x lgi:numericValue ?n }") == []
    denied = "?x lgi:hasStance <https://w3id.org/lgi/scheme/stance#denies> ; lgi:assertsClaim/a lgi:OutcomeClaim"
    assert ask(founding_store, f"SELECT ?x WHERE {{ {denied} }}") == []


@beside_the_text
def test_the_text_is_the_one_that_was_read(store: Store, text: str) -> None:
    (found,) = ask(
        store,
        """SELECT ?length ?digest WHERE {
          <https://w3id.org/lgi/id/text/reimagining-services-page> lgi:codePointCount ?length ; lgi:sha256 ?digest
        }""",
    )

    assert found == (str(len(text)), hashlib.sha256(text.encode()).hexdigest())


@beside_the_text
def test_every_span_has_the_digest_of_its_characters(store: Store, text: str) -> None:
    spans = ask(
        store,
        f"""SELECT ?start ?end ?digest WHERE {{
          ?span lgi:sha256 ?digest ; oa:hasSelector ?sel . ?sel oa:start ?start ; oa:end ?end . {IN_TEXT}
        }}""",
    )

    wrong = [s for s in spans if hashlib.sha256(text[int(s[0]) : int(s[1])].encode()).hexdigest() != s[2]]
    assert wrong == []
    assert len(spans) == len(ask(store, f"SELECT ?span WHERE {{ ?span a lgi:TextSpan . {IN_TEXT} }}"))


@beside_the_text
def test_every_span_of_the_inventory_is_a_span_of_its_row(store: Store) -> None:
    inventory = (SHARED / "inventory.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|.*?\|.*?\| (P\d\d \d.*?) \|", inventory, re.MULTILINE)
    wanted = {(row, start, end) for row, spans in rows for start, end in re.findall(r"(\d+)-(\d+) `", spans)}
    held = ask(
        store,
        f"""SELECT ?row ?start ?end WHERE {{
          ?a skos:notation ?row ; oa:hasTarget ?span . ?span oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end .
          {IN_TEXT}
        }}""",
    )

    assert len(wanted) == SPANS
    assert wanted == set(held)


@beside_the_text
def test_no_text_of_ours_shares_eight_words_in_a_row_with_it(authored: Corpus, text: str) -> None:
    """Titles are names and stay as they are."""
    runs = set(eights(text))
    copied = [
        (quad.subject, quad.object.value)
        for quad in authored.quads
        if isinstance(quad.object, Literal) and quad.object.language and not quad.predicate.value.endswith("/title")
        if runs & set(eights(quad.object.value))
    ]

    assert copied == []


def eights(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", re.sub("['\u2019]", "", text.lower()))
    return [tuple(words[start : start + 8]) for start in range(len(words) - 7)]
