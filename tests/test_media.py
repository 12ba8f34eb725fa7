import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lgi import media
from lgi.media import Accept

OFFERS = ["application/json", "text/csv", "text/turtle"]
QUALITIES = st.integers(1, 999).map(lambda thousandths: f"{thousandths / 1000:.3f}")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("header", [None, "", "   ", "*/*"])
def test_who_asks_for_nothing_gets_the_first_offer(header: str | None) -> None:
    assert media.agree(header, OFFERS) == "application/json"


@given(st.sampled_from(OFFERS))
def test_who_asks_for_one_type_gets_it(wanted: str) -> None:
    assert media.agree(wanted, OFFERS) == wanted


@given(st.permutations(OFFERS), st.lists(st.integers(1, 999), min_size=3, max_size=3, unique=True))
def test_the_highest_quality_wins_in_whatever_order_it_is_said(wanted: list[str], qualities: list[int]) -> None:
    header = ", ".join(f"{kind};q={quality / 1000:.3f}" for kind, quality in zip(wanted, qualities, strict=True))

    assert media.agree(header, OFFERS) == wanted[qualities.index(max(qualities))]


@given(st.permutations(OFFERS), QUALITIES)
def test_our_own_order_decides_between_equals(wanted: list[str], quality: str) -> None:
    header = ", ".join(f"{kind};q={quality}" for kind in wanted)

    assert media.agree(header, OFFERS) == OFFERS[0]


@given(st.sets(st.sampled_from(OFFERS)), st.sampled_from(["0", "0.0", "0.000"]), st.booleans())
def test_quality_zero_takes_a_type_out(refused: set[str], zero: str, refused_first: bool) -> None:
    ranges = [f"{kind};q={zero}" for kind in sorted(refused)]
    header = ", ".join([*ranges, "*/*;q=0.1"] if refused_first else ["*/*;q=0.1", *ranges])
    left = [kind for kind in OFFERS if kind not in refused]

    assert media.agree(header, OFFERS) == (left[0] if left else None)


@given(QUALITIES)
def test_a_more_specific_range_beats_a_wider_one_whatever_their_qualities(quality: str) -> None:
    assert media.agree(f"text/*;q=0, text/csv;q={quality}", OFFERS) == "text/csv"
    assert media.agree(f"*/*;q=0, text/*;q={quality}", OFFERS) == "text/csv"
    assert media.agree(f"text/*;q={quality}, text/csv;q=0", OFFERS) == "text/turtle"
    assert media.agree(f"*/*;q=1, application/*;q={quality}", OFFERS) == "text/csv"


@given(st.text() | st.text(alphabet='ab/*;,q=01. "\\\t-'))
@example("text/csv;q=abc")
@example("text/csv;q=nan")
@example("text/csv;q=1_0")
@example("/, *, ;;, é")
@example('"')
def test_a_header_that_cannot_be_read_never_raises_and_never_invents_a_type(header: str) -> None:
    agreed = media.agree(header, OFFERS)

    assert agreed is None or agreed in OFFERS


@given(st.sampled_from(["a", "text/csv;q=2", "text/csv;q=-1", "text/csv;q=abc", "é", "*/csv", "", "text"]))
def test_a_range_that_cannot_be_read_does_not_spoil_the_others(broken: str) -> None:
    assert media.agree(f"{broken}, text/turtle", OFFERS) == "text/turtle"


@pytest.mark.parametrize("header", ["a", ",", ";", "text", "*"])
def test_a_header_without_a_range_that_can_be_read_counts_as_none(header: str) -> None:
    assert media.agree(header, OFFERS) == OFFERS[0]


@pytest.mark.parametrize("header", ["TEXT/CSV", "text/csv;charset=utf-8", "text/csv ; q=0.3", "image/png, text/csv"])
def test_case_parameters_blanks_and_strangers_do_not_matter(header: str) -> None:
    assert media.agree(header, OFFERS) == "text/csv"


@pytest.mark.parametrize("header", ["image/png", "*/*;q=0", "application/json;q=0"])
def test_who_takes_none_of_ours_gets_none(header: str) -> None:
    assert media.agree(header, OFFERS) is None


def test_each_kind_of_result_is_agreed_on_by_itself() -> None:
    assert media.accept("text/csv, text/turtle;q=0.5") == Accept("text/csv", None, "text/turtle")
    assert media.accept(None) == media.DEFAULT


@pytest.mark.parametrize(
    ("header", "rows", "graph"),
    [(media.JSON, "json", "jsonld"), ("application/xml", "xml", "rdf"), ("text/xml", "xml", "rdf")],
)
def test_a_generic_type_means_the_type_registered_for_a_result(header: str, rows: str, graph: str) -> None:
    meant = Accept(media.SOLUTIONS[rows], media.SOLUTIONS[rows], media.TRIPLES[graph])

    assert media.accept(header) == media.accept_named(header) == meant


def test_a_page_is_given_only_where_there_are_pages() -> None:
    assert media.accept(BROWSER, html=True) == Accept(media.HTML, media.HTML, media.HTML)
    assert media.HTML not in (media.accept(BROWSER).solutions, media.accept(BROWSER).graph)


def test_a_page_is_the_last_resort_of_who_takes_anything() -> None:
    assert media.accept("*/*", html=True) == media.DEFAULT


@pytest.mark.parametrize("name", media.short_names())
def test_every_short_name_names_a_format_of_some_result(name: str) -> None:
    named = media.accept_named(name)

    assert named is not None
    assert {named.solutions, named.boolean, named.graph} > {None} or None not in (named.solutions, named.graph)
    assert named.solutions == media.SOLUTIONS.get(name)


@pytest.mark.parametrize(
    ("name", "graph"), [("xml", "application/rdf+xml"), ("json", "application/ld+json"), ("csv", None)]
)
def test_a_short_name_of_a_table_may_mean_a_format_of_a_graph(name: str, graph: str | None) -> None:
    named = media.accept_named(name)

    assert named and named.graph == graph


def test_html_is_a_page_whatever_the_result() -> None:
    assert media.accept_named("html") == Accept(media.HTML, media.HTML, media.HTML)


KNOWN = {
    *media.short_names(),
    *media.OTHER_NAMES,
    *media.SOLUTIONS.values(),
    *media.TRIPLES.values(),
    "html",
    media.HTML,
}


@given(st.text().filter(lambda name: name.strip().lower().replace(" ", "+") not in KNOWN))
def test_any_other_word_is_no_short_name(name: str) -> None:
    assert media.accept_named(name) is None


def test_a_yes_or_no_comes_in_no_format_of_rows() -> None:
    assert media.accept("text/csv, text/tab-separated-values").boolean is None
    assert media.accept_named("csv") == Accept("text/csv", None, None)


@pytest.mark.parametrize("kind", ["solutions", "boolean", "graph"])
def test_whatever_is_available_can_be_asked_for(kind: str) -> None:
    for offered in media.available(kind):
        assert getattr(media.accept(offered, html=True), kind) == offered


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("turtle", "text/turtle"),
        ("RDF+XML", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/ld json", "application/ld+json"),
        (" TriG ", "application/trig"),
        ("n-quads", "application/n-quads"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_names_that_clients_have_for_formats_are_known(name: str, graph: str) -> None:
    assert media.accept_named(name) == Accept(None, None, graph)


def test_only_the_beginning_of_a_long_header_is_read() -> None:
    assert media.agree(", ".join(["text/csv"] * 1000) + ", text/turtle;q=0", ["text/turtle", "text/csv"]) == "text/csv"
    assert media.agree("x" * 5000 + "/x, text/csv", ["text/turtle", "text/csv"]) == "text/turtle"


def test_a_header_of_blanks_is_read_at_once() -> None:
    began = time.perf_counter()
    assert media.agree("text/csv" + " " * 60_000 + "x, text/csv", ["text/turtle", "text/csv"]) == "text/turtle"
    assert media.agree("text/csv" + " " * 3_900 + "x, text/csv", ["text/turtle", "text/csv"]) == "text/csv"

    assert time.perf_counter() - began < 0.1
