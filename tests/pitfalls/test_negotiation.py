import csv
import io
import json
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx2
import pytest
import rdflib

from lgi import media, names
from pitfalls import wire
from running import Running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
JSON, XML, CSV, TSV = media.SOLUTIONS.values()
TURTLE = media.TRIPLES["ttl"]
SELECT = 'SELECT ?n ?t ?w ?i WHERE { VALUES (?n ?t ?w ?i) { (1 "a,\\"b\\"\\nc\\td" "gair"@cy <http://e/x,y>) } }'
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { <http://e/a> <http://e/p> 1 } WHERE {}"
DESCRIBE = "DESCRIBE <https://w3id.org/lgi/id/council/wigan>"
DOCUMENT = "/model/wigan-deal"
REGISTERED = {
    "application/linkset+json",
    *media.SOLUTIONS.values(),
    *media.TRIPLES.values(),
    *(
        "application/gzip",
        "application/json",
        "application/problem+json",
        "application/zip",
        "application/trig",
        "application/n-quads",
    ),
    *("text/html", "text/css", "text/plain", "image/svg+xml"),
}
"""Types in the registry of media types that the service has a use for."""


def asked(http: httpx2.Client, query: str, accept: str, **more: str) -> httpx2.Response:
    return http.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


def kind_of(response: httpx2.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


# --- 1 and 2 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"{CSV};q=0.5, {XML};q=0.9", XML),
        (f"{CSV};q=0.9, {XML};q=0.5", CSV),
        (f"{XML};q=0.001, {CSV};q=0.002", CSV),
        (f"*/*;q=1, {JSON};q=0.1", XML),
        (f"*/*;q=0.1, {TSV};q=0.2", TSV),
        (f"{CSV}, */*;q=0.9", CSV),
    ],
)
def test_pitfall_01_the_highest_quality_wins(http: httpx2.Client, accept: str, expected: str) -> None:
    assert kind_of(asked(http, SELECT, accept)) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"text/*, {CSV};q=0.1", TSV),
        (f"{CSV};q=0.1, text/*;q=0.9", TSV),
        (f"*/*;q=0.9, text/*;q=0.2, {CSV};q=1", CSV),
        (f"{XML};q=0.4, */*;q=0.5", JSON),
        ("application/*;q=0.3, text/*;q=0.4", CSV),
    ],
)
def test_pitfall_01_the_most_specific_range_gives_the_quality(http: httpx2.Client, accept: str, expected: str) -> None:
    assert kind_of(asked(http, SELECT, accept)) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("*/*", JSON), (f"{TSV}, {CSV}, {XML}", XML), ("text/*", CSV), (f"{CSV};q=0.5, {XML};q=0.5", XML)],
)
def test_pitfall_01_the_order_of_the_service_decides_between_equals(
    http: httpx2.Client, accept: str, expected: str
) -> None:
    assert kind_of(asked(http, SELECT, accept)) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"*/*, {JSON};q=0, application/json;q=0", XML),
        (f"{CSV};q=0, {TSV}", TSV),
        (f"{CSV};q=0.000, text/*;q=0.1", TSV),
        (f"application/*, {JSON};q=0", XML),
    ],
)
def test_pitfall_01_quality_zero_takes_a_type_out(http: httpx2.Client, accept: str, expected: str) -> None:
    assert kind_of(asked(http, SELECT, accept)) == expected


@pytest.mark.parametrize(
    "accept",
    [
        *(f"{CSV};q=0", "*/*;q=0", "text/html;q=0, image/png"),
        f"application/*, {JSON};q=0, {XML};q=0",
    ],
)
def test_pitfall_01_quality_zero_for_all_is_not_acceptable(http: httpx2.Client, accept: str) -> None:
    assert asked(http, SELECT, accept).status_code == 406


@pytest.mark.parametrize(
    "accept",
    [
        *("text/csv;q=abc", "text/csv;q=", "text/csv;q", "text/csv;q=1.5", "text/csv;q=-1", "text/csv;q=1e3"),
        *(";;;", ",,,", "q=1", "/", "text/", "/csv", "text", '"', 'text/csv;a="', "text/csv;q=0.5;q=0", "*", "*/csv"),
        *(
            "text/csv;q=\u0661".encode().decode("latin-1"),
            "a" * 8000,
            "text/csv," * 900,
            "text/csv;q=nan",
            "tex t/c sv",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", DOCUMENT, "/q", "/q/named-models", "/sparql", "/nowhere", "/"])
def test_pitfall_01_a_header_that_cannot_be_read_raises_nothing(server: Running, path: str, accept: str) -> None:
    told = wire.get(server, path.encode(), b"Accept: " + accept.encode("latin-1"))

    assert told.status in ((404,) if path == "/nowhere" else (200, 406))


def test_pitfall_01_two_lines_of_accept_are_one_list(server: Running) -> None:
    target = b"/sparql?query=SELECT%20*%20%7B%7D"

    told = wire.get(server, target, b"Accept: text/csv;q=0.1", b"Accept: " + XML.encode())
    turned = wire.get(server, target, b"Accept: " + XML.encode() + b";q=0.1", b"Accept: text/csv")

    assert told.headers.get_content_type() == XML
    assert turned.headers.get_content_type() == CSV


@pytest.mark.parametrize(
    "accept", ["TEXT/CSV", "text/csv;charset=utf-8", "image/png,text/csv", 'text/csv;x="a,b";q=0.7']
)
def test_pitfall_02_a_type_is_known_however_the_header_is_written(http: httpx2.Client, accept: str) -> None:
    assert kind_of(asked(http, SELECT, accept)) == CSV


@pytest.mark.parametrize("spaces", [b"  text/csv  ", b"\ttext/csv", b"text/csv ; q=1 , */* ; q=0.1"])
def test_pitfall_02_spaces_around_a_type_are_no_part_of_it(server: Running, spaces: bytes) -> None:
    told = wire.get(server, b"/sparql?query=SELECT%20*%20%7B%7D", b"Accept:" + spaces)

    assert told.headers.get_content_type() == CSV


@pytest.mark.parametrize("accept", ["text/csvx", "xtext/csv", f"{JSON}x", "application/sparql-results", "text/htm"])
def test_pitfall_02_a_type_that_only_begins_or_ends_like_one_of_ours_is_another(
    http: httpx2.Client, accept: str
) -> None:
    assert asked(http, SELECT, accept).status_code == 406


# --- 3 to 6 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "there_are"),
    [
        (f"/sparql?query={SELECT}", media.SOLUTIONS.values()),
        (f"/sparql?query={ASK}", media.BOOLEANS.values()),
        (f"/sparql?query={CONSTRUCT}", media.TRIPLES.values()),
        ("/sparql", media.TRIPLES.values()),
        ("/q", ["application/json", "text/html"]),
        ("/q/named-models", media.SOLUTIONS.values()),
        ("/q/named-models.odt", media.SOLUTIONS),
        (DOCUMENT, media.TRIPLES.values()),
        (f"{DOCUMENT}.csv", media.TRIPLES),
        ("/ontology", media.TRIPLES.values()),
    ],
)
def test_pitfall_03_what_cannot_be_had_is_answered_with_what_can(
    http: httpx2.Client, path: str, there_are: list[str]
) -> None:
    response = http.get(path, headers={"Accept": "image/png"})

    told = response.json()
    assert (response.status_code, kind_of(response)) == (406, "application/problem+json")
    assert told["type"] == names.PROBLEMS + "not-acceptable"
    assert [kind for kind in there_are if kind not in told["detail"]] == []


@pytest.mark.parametrize(
    ("target", "default"),
    [
        ("/sparql?query=SELECT%20*%20%7B%7D", JSON),
        ("/sparql?query=ASK%7B%7D", JSON),
        ("/sparql?query=CONSTRUCT%7B%7D%20WHERE%7B%7D", TURTLE),
        ("/sparql", TURTLE),
        ("/q", "application/json"),
        ("/q/named-models", JSON),
        (DOCUMENT, TURTLE),
        ("/ontology", TURTLE),
        ("/nowhere", "application/problem+json"),
    ],
)
def test_pitfall_03_without_a_wish_the_default_comes(server: Running, target: str, default: str) -> None:
    for wish in ([], [b"Accept: */*"], [b"Accept:"]):
        assert wire.get(server, target.encode(), *wish).headers.get_content_type() == default


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, TURTLE), (SELECT, "application/ld+json"), (CONSTRUCT, JSON), (CONSTRUCT, CSV), (DESCRIBE, XML)],
)
def test_pitfall_04_tables_and_graphs_have_menus_of_their_own(http: httpx2.Client, query: str, accept: str) -> None:
    assert asked(http, query, accept).status_code == 406


@pytest.mark.parametrize(
    ("query", "expected"),
    [(SELECT, XML), (ASK, XML), (CONSTRUCT, "application/n-triples"), (DESCRIBE, "application/n-triples")],
)
def test_pitfall_04_one_header_may_choose_from_both_menus(http: httpx2.Client, query: str, expected: str) -> None:
    accept = f"application/n-triples, {XML}, text/html;q=0.1"

    assert kind_of(asked(http, query, accept)) == expected


def test_pitfall_04_a_description_is_a_graph(http: httpx2.Client) -> None:
    graph = rdflib.Graph().parse(data=asked(http, DESCRIBE, TURTLE).content, format="turtle")

    assert (rdflib.URIRef(names.thing("council", "wigan")), None, None) in graph


@pytest.mark.parametrize("query", [SELECT, ASK])
def test_pitfall_05_results_are_what_their_type_says(http: httpx2.Client, query: str) -> None:
    for accept in ("application/json", JSON):
        told = asked(http, query, accept)
        assert kind_of(told) == JSON and {"head"} < set(told.json())
    for accept in ("application/xml", XML):
        told = asked(http, query, accept)
        assert kind_of(told) == XML
        assert ET.fromstring(told.content).tag == "{http://www.w3.org/2005/sparql-results#}sparql"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize("kind", media.TRIPLES.values())
def test_pitfall_05_graphs_are_what_their_type_says(http: httpx2.Client, query: str, kind: str) -> None:
    told = asked(http, query, kind)

    assert kind_of(told) == kind
    assert len(rdflib.Graph().parse(data=told.content, format=kind)) >= 1


@pytest.mark.parametrize("kind", [CSV, TSV, "text/*"])
def test_pitfall_05_a_graph_is_never_sent_as_a_table(http: httpx2.Client, kind: str) -> None:
    response = asked(http, CONSTRUCT, kind)

    assert (response.status_code, kind_of(response)) in [(406, "application/problem+json"), (200, TURTLE)]
    assert asked(http, CONSTRUCT, kind, format="csv").status_code == 406


def test_pitfall_06_datatypes_and_languages_are_kept(http: httpx2.Client) -> None:
    row = asked(http, SELECT, JSON).json()["results"]["bindings"][0]
    tree = ET.fromstring(asked(http, SELECT, XML).content)

    found = {(each.get("datatype"), each.get("{http://www.w3.org/XML/1998/namespace}lang")) for each in tree.iter()}
    integer = str(rdflib.XSD.integer)
    assert row["n"] == {"type": "literal", "value": "1", "datatype": integer}
    assert row["w"] == {"type": "literal", "value": "gair", "xml:lang": "cy"}
    assert row["i"] == {"type": "uri", "value": "http://e/x,y"}
    assert {(integer, None), (None, "cy")} <= found


def test_pitfall_06_yes_and_no_have_a_form_of_their_own(http: httpx2.Client) -> None:
    told = asked(http, ASK, JSON).json()
    tree = ET.fromstring(asked(http, ASK, XML).content)

    assert told["boolean"] is True and "results" not in told
    assert [each.text for each in tree.iter() if each.tag.endswith("}boolean")] == ["true"]
    assert [each for each in tree.iter() if each.tag.endswith("}results")] == []
    assert asked(http, ASK, CSV).status_code == 406


def test_pitfall_06_the_two_tables_as_text_differ_in_how_they_quote(http: httpx2.Client) -> None:
    commas, tabs = asked(http, SELECT, CSV), asked(http, SELECT, TSV)

    assert commas.content.count(b"\r\n") == 2
    assert list(csv.reader(io.StringIO(commas.text, newline=""))) == [
        ["n", "t", "w", "i"],
        ["1", 'a,"b"\nc\td', "gair", "http://e/x,y"],
    ]
    assert tabs.text.splitlines() == [
        "?n\t?t\t?w\t?i",
        '1\t"a,\\"b\\"\\nc\\td"\t"gair"@cy\t<http://e/x,y>',
    ]


# --- 7 and 8 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/sparql?query={SELECT}", "/q/named-models"])
def test_pitfall_07_a_browser_gets_the_same_rows_on_a_page(http: httpx2.Client, path: str) -> None:
    page, rows = http.get(path, headers={"Accept": BROWSER}), http.get(path).json()["results"]["bindings"]

    assert kind_of(page) == "text/html"
    assert page.text.count("<tr") == len(rows) + 1
    assert 'scope="col"' in page.text


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        (f"/sparql?query={SELECT}", media.SOLUTIONS),
        (f"/sparql?query={ASK}", media.BOOLEANS),
        (f"/sparql?query={CONSTRUCT}", media.TRIPLES),
        ("/q/named-models", media.SOLUTIONS),
        (DOCUMENT, media.TRIPLES),
    ],
)
def test_pitfall_07_a_page_links_to_the_forms_for_machines(
    http: httpx2.Client, path: str, forms: dict[str, str]
) -> None:
    page = http.get(path, headers={"Accept": BROWSER}).text

    links = {link.replace("&amp;", "&").replace("&#39;", "'") for link in re.findall(r'<a href="([^"]+)"', page)}
    forms_of_it = [link for link in links if re.fullmatch(r"/.*(\.[a-z]+(\?.*)?|format=[a-z]+)", link)]
    assert {kind_of(http.get(link, headers={"Accept": BROWSER})) for link in forms_of_it} >= set(forms.values())


@pytest.mark.parametrize("wish", ["image/png", BROWSER, "*/*;q=0"])
def test_pitfall_08_an_ending_or_a_format_goes_before_the_wish(http: httpx2.Client, wish: str) -> None:
    for form, kind in media.SOLUTIONS.items():
        assert kind_of(asked(http, SELECT, wish, format=form)) == kind
        assert kind_of(http.get(f"/q/named-models.{form}", headers={"Accept": wish})) == kind
    for form, kind in media.TRIPLES.items():
        assert kind_of(asked(http, CONSTRUCT, wish, format=form)) == kind
        assert kind_of(http.get(f"{DOCUMENT}.{form}", headers={"Accept": wish})) == kind


@pytest.mark.parametrize("path", [f"/sparql?query={SELECT}", f"/sparql?query={CONSTRUCT}", "/q/named-models", DOCUMENT])
def test_pitfall_08_the_other_forms_stand_in_links_that_lead_to_them(http: httpx2.Client, path: str) -> None:
    links = http.get(path).headers["link"]

    found = dict(re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', links))
    assert len(found) >= 4
    assert {target: kind_of(http.get(target)) for target in found} == found


@pytest.mark.parametrize("path", ["/q/named-models.csv", f"{DOCUMENT}.ttl", f"{DOCUMENT}.html", "/scheme/stance.nt"])
def test_pitfall_08_an_address_with_an_ending_does_not_negotiate(http: httpx2.Client, path: str) -> None:
    told = [http.get(path, headers={"Accept": wish}) for wish in ("*/*", BROWSER, "application/n-triples")]

    assert len({each.content for each in told}) == len({each.headers["etag"] for each in told}) == 1
    assert {each.headers["vary"] for each in told} == {"Accept-Encoding"}


# --- 9 to 11 ---------------------------------------------------------------------------------------------------

EVERYWHERE = [
    *("/", "/live", "/ready", "/metrics", "/q", "/q/named-models", "/q/is-thing-described", "/q/nothing", DOCUMENT),
    *(
        "/sparql",
        f"/sparql?query={SELECT}",
        f"/sparql?query={CONSTRUCT}",
        f"/sparql?query={ASK}",
        "/sparql?query=SELEKT",
    ),
    *("/ontology", "/data", "/scheme/stance", "/graph/model/wigan-deal", "/openapi.json", "/nowhere"),
    *("/static/lgi.css", "/static/lgi.svg"),
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_pitfall_09_only_registered_types_are_sent_and_named(http: httpx2.Client, path: str) -> None:
    told = [http.get(path, headers={"Accept": wish}) for wish in ("*/*", BROWSER, "image/png", XML, "application/*")]

    sent = {kind_of(each) for each in told}
    named = {kind for each in told for kind in re.findall(r'type="([^"]+)"', each.headers.get("link", ""))}
    assert sent | named <= REGISTERED


@pytest.mark.parametrize(
    "path",
    [
        f"/sparql?query={SELECT}",
        f"/sparql?query={CONSTRUCT}",
        "/sparql",
        "/q",
        DOCUMENT,
        "/q/named-models",
        "/ontology",
    ],
)
def test_pitfall_10_whatever_was_negotiated_is_named(http: httpx2.Client, path: str) -> None:
    whole = http.get(path)
    held = http.get(path, headers={"If-None-Match": whole.headers["etag"]})
    again = http.get(path, headers={"If-None-Match": whole.headers["etag"]})
    none = http.get(path, headers={"Accept": "image/png"})

    assert [each.status_code for each in (whole, held, again, none)] == [200, 304, 304, 406]
    for each in (whole, held, again):
        assert {"accept", "accept-encoding"} <= names_in(each)
    assert "accept" in names_in(none)


def names_in(response: httpx2.Response) -> set[str]:
    """The headers that an answer says it depends on."""
    return {name.strip().lower() for name in response.headers.get("vary", "").split(",")}


def test_pitfall_10_a_redirect_names_it_too(http: httpx2.Client) -> None:
    response = http.get("/id/model/wigan-deal")

    assert response.status_code == 303 and "accept" in names_in(response)


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity"])
def test_pitfall_10_a_form_in_each_encoding_has_a_tag_of_its_own(http: httpx2.Client, encoding: str) -> None:
    others = {"gzip", "zstd", "identity"} - {encoding}

    told = http.get("/ontology", headers={"Accept-Encoding": encoding})
    tags = {http.get("/ontology", headers={"Accept-Encoding": other}).headers["etag"] for other in others}

    assert told.headers.get("content-encoding", "identity") == encoding
    assert told.headers["etag"] not in tags


@pytest.mark.parametrize("path", EVERYWHERE)
def test_pitfall_11_a_charset_stands_only_where_the_type_has_one_and_bytes_are_utf_8(
    http: httpx2.Client, path: str
) -> None:
    for wish in ("*/*", BROWSER, "application/n-triples, text/csv, application/problem+json;q=0.1"):
        response = http.get(path, headers={"Accept": wish})

        kind, _, parameters = response.headers["content-type"].partition(";")
        assert ("charset=utf-8" in parameters) == kind.startswith("text/")
        assert response.content.decode("utf-8") is not None
        assert not response.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("form", [*media.SOLUTIONS])
def test_pitfall_11_letters_of_all_languages_arrive_whole(http: httpx2.Client, form: str) -> None:
    words = "tŷ bach ł € 𝄞"

    response = asked(http, f'SELECT ("{words}" AS ?w) {{}}', "*/*", format=form)

    told = json.dumps(response.json(), ensure_ascii=False) if form == "json" else response.content.decode("utf-8")
    assert words in told
    assert urlsplit(str(response.request.url)).query.isascii()
