"""Search: by words, names and codes, with words cut short or misspelt; by kind; as a page and as JSON."""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.errors import NotFound
from lgi.release import Release
from lgi.search import gather, index, kinds, words
from lgi.search.index import Index
from lgi.search.places import PAGES, Entry
from lgi.web.app import create_app
from lgi.web.views import search

MOST_MILLISECONDS = 50


@pytest.fixture(scope="module")
def looked_up(built: Release) -> Index:
    """The index of the founding release."""
    return index.of_release(built)


@pytest.fixture
def of(tmp_path: Path) -> Callable[..., Index]:
    """Make an index of some entries."""

    def make(*entries: Entry) -> Index:
        path = tmp_path / gather.FILE
        path.write_bytes(gather.written(entries))
        return Index(path)

    return make


def first(looked_up: Index, text: str, kind: str = "") -> list[str]:
    """The best that is found, of each kind or of one, by its IRI."""
    found = looked_up.find(text)
    numbers = [some[0] for name, some in found.kinds.items() if kind in ("", name)]
    return [hit.iri.removeprefix(names.THINGS) for hit in looked_up.shown(found, numbers)]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Wigan Deal", "model/wigan-deal"),
        ("wigan  DEAL!", "model/wigan-deal"),
        ("wigen deal", "model/wigan-deal"),
        ("the wigan deal", "model/wigan-deal"),
        ("wig dea", "model/wigan-deal"),
        ("buurtzog", "model/buurtzorg"),
        ("E08000010", "council/wigan"),
        ("e08000010", "council/wigan"),
    ],
)
def test_a_thing_is_found_by_its_name_cut_short_or_misspelt_and_by_its_code(
    looked_up: Index, text: str, best: str
) -> None:
    assert first(looked_up, text)[0] == best or best in first(looked_up, text)[:2]


def test_a_word_that_stands_nowhere_is_said_with_what_was_looked_for_instead(looked_up: Index) -> None:
    found = looked_up.find("wigen zzqqxxy")

    assert found.instead["wigen"][0] == "wigan"
    assert found.unknown == ("zzqqxxy",) and found.some and found.total


@pytest.mark.parametrize(
    "text", ["", " ", "?!…", '"', "*", "a" * 100_000, "\x00\x01", "NEAR(", "label:x OR", "שלום", "🙂"]
)
def test_odd_text_finds_nothing_and_breaks_nothing(looked_up: Index, text: str) -> None:
    assert looked_up.find(text).total < 10_000
    assert looked_up.shown(looked_up.find(text), []) == []


def test_if_nothing_has_all_words_what_has_some_is_found(of: Callable[..., Index]) -> None:
    made = of(Entry("x:a", "model", "Red shoes"), Entry("x:b", "model", "Blue hats"))

    found = made.find("red hats")

    assert found.some and found.total == 2
    assert not made.find("red shoes").some


def test_a_name_that_is_what_was_asked_comes_before_names_that_hold_it(of: Callable[..., Index]) -> None:
    made = of(Entry("x:a", "model", "Trust in trust", explanation="trust trust trust"), Entry("x:b", "model", "Trust"))

    found = made.find("trust")

    assert [hit.iri for hit in made.shown(found, found.kinds["model"])] == ["x:b", "x:a"]


def test_two_words_that_were_run_together_and_two_that_were_kept_apart_are_found(of: Callable[..., Index]) -> None:
    made = of(
        Entry("x:a", "model", "Co production", explanation="production of co"),
        Entry("x:b", "model", "Well-being board"),
    )

    assert made.find("coproduction").instead == {"coproduction": ["co production"]}
    assert made.find("wellbeing").total == 1


def test_what_was_looked_for_is_marked_where_it_stands(of: Callable[..., Index]) -> None:
    made = of(Entry("x:a", "model", "<b>Deal</b>", ("The pact",), ("E1",), "A deal with people."))

    found = made.find("deal pact")
    (hit,) = made.shown(found, found.kinds["model"])

    assert [piece for piece, marked in hit.label if marked] == ["Deal"]
    assert "".join(piece for piece, _ in hit.label) == "<b>Deal</b>"
    assert [piece for piece, marked in hit.names if marked] == ["pact"]


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (names.thing("council", "wigan"), "council"),
        (names.thing("model", "x") + "#part", ""),
        (names.thing("share", "x"), ""),
        (names.SCHEMES + "stance", "scheme"),
        (names.ONTOLOGY + "#Model", "term"),
        (names.QUERIES + "named-models", "asked"),
        (names.BASE + "data", ""),
    ],
)
def test_a_thing_is_of_the_kind_that_its_address_tells(iri: str, kind: str) -> None:
    assert kinds.of(iri) == kind


def test_everything_of_a_kind_that_has_a_name_can_be_found(
    built: Release, looked_up: Index, founding_store: Store
) -> None:
    with_names = (
        "SELECT ?x { ?x a <https://w3id.org/lgi/ontology#Model> ; <http://www.w3.org/2000/01/rdf-schema#label> ?n }"
    )
    models = {row["x"].value for row in founding_store.query(with_names, use_default_graph_as_union=True)}  # type: ignore[union-attr]

    rows = looked_up._ask("SELECT iri FROM entry WHERE kind = 'model'")

    assert {iri for (iri,) in rows} == models
    assert gather.FILE in built.manifest.files


def test_the_index_is_the_same_whenever_it_is_made() -> None:
    entries = [Entry("x:a", "model", "One"), Entry("x:b", "council", "Two", ("Deux",))]

    assert gather.written(entries) == gather.written(entries)


def test_data_without_the_question_have_no_index() -> None:
    assert gather.beside([], None, {}) == {}  # type: ignore[arg-type]


def test_a_number_is_never_taken_for_another() -> None:
    assert words.meant("2013", {"2012": 4}) == []
    assert words.meant("abc", {"abd": 4}) == []


def test_a_search_is_quick(live: Release) -> None:
    made = index.of_release(live)
    made.find("warm wrm")
    taken = []

    for text in ("social care", "wigen deal", "E08000010", "commisioning of servces", "who gains a say") * 3:
        begun = time.perf_counter()
        found = made.find(text)
        made.shown(found, [number for some in found.kinds.values() for number in some[:5]])
        taken.append(1000 * (time.perf_counter() - begun))

    assert statistics.median(taken) < MOST_MILLISECONDS


def test_the_page_tells_how_many_of_each_kind_and_leads_to_them(client: TestClient, looked_up: Index) -> None:
    page = etree.HTML(client.get("/search?q=wigan", headers={"accept": "text/html"}).text)
    found = looked_up.find("wigan")

    told = {kind.get("href"): int(kind.findtext("span")) for kind in page.xpath("//nav[@class='narrow']//a")}

    assert told.pop("/search?q=wigan") == found.total
    assert told == {f"/search?q=wigan&kind={kind}": len(some) for kind, some in found.kinds.items()}
    assert page.xpath("//a[@href='/council/wigan']//mark/text()") == ["Wigan"]


def test_what_is_asked_comes_back_as_text_and_never_as_markup(client: TestClient) -> None:
    page = client.get("/search", params={"q": "<script>alert(1)</script> wigan"}, headers={"accept": "text/html"}).text

    assert "<script>" not in page and "&lt;script&gt;" in page


def test_the_page_says_did_you_mean(client: TestClient) -> None:
    page = client.get("/search.html?q=wigen+deal").text

    assert re.search('Did you mean <a href="/search\\?q=wigan%20deal">wigan deal</a>', page)


def test_one_kind_is_turned_page_by_page(client: TestClient, looked_up: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "OF_ONE", 5)
    total = len(looked_up.find("the people").kinds["claim"])
    seen: list[str] = []
    address = "/search.html?q=the+people&kind=claim"
    while address:
        page = etree.HTML(client.get(address).text)
        seen += page.xpath("//section[contains(@class, 'found')]//li/a/@href")
        address = next(iter(page.xpath("//a[@rel='next']/@href")), "")

    assert len(seen) == len(set(seen)) == total > 5


def test_without_words_the_page_has_a_field_and_examples_that_find_something(client: TestClient) -> None:
    page = etree.HTML(client.get("/search", headers={"accept": "text/html"}).text)

    assert page.xpath("//main//input[@name='q']")
    assert page.xpath("//ul[@class='questions']//a/@href")


def test_nothing_found_is_said_with_what_to_try(client: TestClient) -> None:
    page = client.get("/search.html?q=zzqqxxy").text

    assert "Nothing was found" in page and 'href="/model"' in page


def test_very_long_text_is_cut_and_that_is_said(client: TestClient) -> None:
    assert "the first 200 characters" in client.get("/search.html", params={"q": "people " * 200}).text


def test_a_page_past_the_end_leads_back(client: TestClient) -> None:
    assert "no more on this page" in client.get("/search.html?q=wigan&kind=model&page=9").text


def test_programs_have_the_same_as_json(client: TestClient) -> None:
    told = client.get("/search?q=wigen+deal&kind=model", headers={"accept": "application/json"}).json()

    assert told["did_you_mean"] == "wigan deal"
    assert told["results"][0] | {"explanation": ""} == {
        "id": names.thing("model", "wigan-deal"),
        "page": "/model/wigan-deal",
        "kind": "model",
        "label": "Wigan Deal",
        "explanation": "",
    }
    assert client.get("/search.json?q=").json()["total"] == 0


@pytest.mark.parametrize(
    ("address", "status"), [("?q=a&kind=none", 400), ("?q=a&page=0", 400), (".ttl?q=a", 406), ("?q=a&kind=", 200)]
)
def test_what_cannot_be_read_is_refused(client: TestClient, address: str, status: int) -> None:
    assert client.get(f"/search{address}").status_code == status


def test_a_browser_is_told_how_to_search_here(client: TestClient) -> None:
    response = client.get("/opensearch.xml")
    description = etree.fromstring(response.content)

    templates = description.xpath("//*[local-name()='Url']/@template")

    assert response.headers["content-type"] == "application/opensearchdescription+xml"
    assert templates[0] == f"{names.BASE}search?q={{searchTerms}}"
    assert b'href="/opensearch.xml"' in client.get("/", headers={"accept": "text/html"}).content


def test_an_older_release_says_that_it_cannot_be_searched(built: Release) -> None:
    files = {name: digest for name, digest in built.manifest.files.items() if name != gather.FILE}
    older = Release(built.path, built.manifest.__class__(**{**vars(built.manifest), "files": files}))

    with pytest.raises(NotFound, match="before there was a search"):
        index.of_release(older)
    with TestClient(create_app(older, Limits())) as client:
        assert client.get("/search?q=a").status_code == 404


def test_every_page_of_the_site_that_can_be_found_is_there(client: TestClient) -> None:
    missing = [entry.iri for entry in PAGES if client.get(entry.iri.removeprefix(names.BASE)).status_code >= 400]

    assert missing == []
