import html
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest
import rdflib

from lgi import media, names
from lgi.release import Release
from pitfalls import odd_data, wire
from running import Running, running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TURTLE = "text/turtle"
THING, DOCUMENT = "/id/model/wigan-deal", "/model/wigan-deal"
ODD_NAMES = odd_data.ODD_NAMES.items()
EVERY_ROUTE = [
    *("/", "/live", "/ready", "/q", "/q/named-models", "/q/named-models.csv", "/sparql", "/sparql/", "/data"),
    *("/dataset", "/ontology", "/ontology.ttl", "/ontology/0.1.0", "/scheme/stance", "/graph/model/wigan-deal"),
    *(THING, DOCUMENT, f"{DOCUMENT}.ttl", "/model", "/openapi.json", "/static/lgi.css", "/sparql?query=ASK{}"),
    *("/nowhere", "/model/nothing", "/sparql?query=SELEKT", "/model/wigan-deal/", f"{DOCUMENT}.csv"),
]


class Links(HTMLParser):
    """The targets of the links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link."""
        self.found += [value for name, value in attrs if tag in ("a", "link") and name == "href" and value]


def rows(http: httpx2.Client, query: str) -> list[list[str]]:
    """The rows of an answer, as text."""
    told = http.get("/sparql", params={"query": query})
    assert told.status_code == 200, told.text
    return [[term["value"] for term in row.values()] for row in told.json()["results"]["bindings"]]


def graph(response: httpx2.Response) -> rdflib.Graph:
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.content, format=response.headers["content-type"].partition(";")[0])


# --- 12 to 14 --------------------------------------------------------------------------------------------------


def test_pitfall_12_records_have_documents_of_their_own_and_terms_share_one(http: httpx2.Client) -> None:
    spans = f"FILTER NOT EXISTS {{ ?r a <{names.ONTOLOGY}#TextSpan> }}"
    records = rows(http, f"SELECT ?r {{ ?r a <{names.ONTOLOGY}#Record> {spans} }}")
    kinds = "<http://www.w3.org/2002/07/owl#Class> <http://www.w3.org/2002/07/owl#ObjectProperty>"
    terms = rows(http, f"SELECT DISTINCT ?t {{ ?t a ?kind VALUES ?kind {{ {kinds} }} }}")

    assert len(records) > 100 and len(terms) > 50
    assert [iri for (iri,) in records if not iri.startswith(names.THINGS) or "#" in iri] == []
    assert [iri for (iri,) in terms if iri.startswith(names.BASE) and not iri.startswith(names.ONTOLOGY + "#")] == []


def test_pitfall_12_no_class_mixes_things_with_a_slash_and_things_with_a_hash(http: httpx2.Client) -> None:
    # A record is all that has a place of its own, and so is a span, whose place is in a text.
    ours = f'FILTER(?kind != lgi:Record && STRSTARTS(STR(?kind), STR(lgi:)) && STRSTARTS(STR(?t), "{names.BASE}"))'
    prefix = f"PREFIX lgi: <{names.ONTOLOGY}#>"
    found = rows(http, f'{prefix} SELECT DISTINCT ?kind (CONTAINS(STR(?t), "#") AS ?hash) {{ ?t a ?kind {ours} }}')

    kinds = [kind for kind, _ in found]
    assert len(kinds) > 10
    assert sorted(kinds) == sorted(set(kinds))


def test_pitfall_12_every_kind_of_thing_leads_to_a_document_of_its_own(http: httpx2.Client) -> None:
    one = f"SELECT (SAMPLE(?t) AS ?one) {{ ?t a <{names.ONTOLOGY}#Record>, ?kind }} GROUP BY ?kind"
    things = sorted({iri for (iri,) in rows(http, one)})

    told = {iri: http.get(iri.removeprefix(names.BASE.rstrip("/"))) for iri in things}
    assert {response.status_code for response in told.values()} == {303}
    assert {http.head(response.headers["location"]).status_code for response in told.values()} == {200}


@pytest.mark.parametrize("accept", ["*/*", BROWSER, TURTLE, "application/ld+json"])
def test_pitfall_13_a_thing_leads_in_one_hop_to_a_document_that_tells_where_it_is(
    http: httpx2.Client, accept: str
) -> None:
    response = http.get(THING, headers={"Accept": accept}, follow_redirects=True)

    assert [hop.status_code for hop in response.history] == [303]
    assert (response.status_code, response.url.path) == (200, DOCUMENT)
    there = http.get(response.headers["content-location"], headers={"Accept": "image/png"})
    assert there.content == response.content
    assert there.headers["content-type"] == response.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/ontology", "/ontology/0.1.0", "/data", "/dataset", "/scheme/stance", "/graph/model/wigan-deal"]
)
@pytest.mark.parametrize("accept", [TURTLE, BROWSER])
def test_pitfall_13_every_other_document_tells_where_it_is_too(http: httpx2.Client, path: str, accept: str) -> None:
    response = http.get(path, headers={"Accept": accept})

    there = http.get(response.headers["content-location"])
    assert (response.status_code, there.status_code) == (200, 200)
    assert there.content == response.content


def test_pitfall_13_a_document_can_be_asked_for_at_once(http: httpx2.Client) -> None:
    assert http.get(DOCUMENT).status_code == http.get(f"{DOCUMENT}.ttl").status_code == 200
    assert "content-location" not in http.get(f"{DOCUMENT}.ttl").headers


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", ["*/*", BROWSER, TURTLE, "image/png"])
def test_pitfall_14_the_thing_itself_is_never_sent(http: httpx2.Client, verb: str, accept: str) -> None:
    response = http.request(verb, THING, headers={"Accept": accept})

    assert response.status_code == 303
    assert response.content == b""


def test_pitfall_14_a_document_speaks_of_the_thing_by_its_own_name(http: httpx2.Client) -> None:
    thing = rdflib.URIRef(names.thing("model", "wigan-deal"))

    told = graph(http.get(DOCUMENT, headers={"Accept": TURTLE}))
    assert (thing, rdflib.RDF.type, None) in told
    assert [each for each in told.subjects() if str(each).startswith(names.BASE + "model/")] == []
    assert f"<code>{thing}</code>" in http.get(DOCUMENT, headers={"Accept": BROWSER}).text


# --- 15 to 18 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "name"), ODD_NAMES)
def test_pitfall_15_an_odd_name_leads_to_its_document_encoded_once(
    odd_server: Running, written: str, name: str
) -> None:
    led = wire.get(odd_server, f"/id/place/{written}".encode())
    told = wire.get(odd_server, led.headers["location"].encode("ascii"), b"Accept: application/n-triples")

    assert led.status == 303
    assert led.headers["location"] in (f"/place/{written}", f"/place/{written.replace('%27', chr(39))}")
    assert told.status == 200
    assert f"<{odd_data.thing(name)}>".encode() in told.body
    for header in ("Link", "Content-Location"):
        assert told.headers[header].isascii()


@pytest.mark.parametrize(("written", "name"), ODD_NAMES)
def test_pitfall_15_the_addresses_of_other_forms_lead_to_the_same_thing(
    odd_server: Running, written: str, name: str
) -> None:
    told = wire.get(odd_server, f"/place/{written}".encode())

    targets = [told.headers["content-location"], *re.findall(r'<([^>]+)>; rel="alternate"', told.headers["link"])]
    assert len(targets) == 1 + len({*media.TRIPLES, "json", "html"})
    for target in targets:
        there = wire.get(odd_server, target.encode("ascii"))
        assert there.status == 200
        assert name in html.unescape(there.body.decode())


@pytest.mark.parametrize(("written", "name"), ODD_NAMES)
def test_pitfall_15_a_page_links_to_an_odd_name_as_its_address_is(odd: httpx2.Client, written: str, name: str) -> None:
    page = odd.get("/q/statements-of-thing.html", params={"thing": odd_data.thing(name)}).text
    listed = odd.get("/sparql", params={"query": f"SELECT (<{odd_data.thing(name)}> AS ?t) {{}}", "format": "html"})

    expected = {f"/place/{written}", f"/place/{written.replace('%27', chr(39))}"}
    assert expected & set(Links(listed.text).found)
    assert name in page.replace("&#39;", "'")


@pytest.mark.parametrize("written", ["caf%C3%A9", "caf%c3%a9", "caf%C3%a9", "c%61f%C3%A9", "%63%61%66%c3%A9"])
@pytest.mark.parametrize("ending", ["", ".ttl", ".html"])
def test_pitfall_15_however_an_accent_is_escaped_it_is_the_same_name(
    odd_server: Running, written: str, ending: str
) -> None:
    led = wire.get(odd_server, f"/id/place/{written}".encode())
    told = wire.get(odd_server, f"/place/{written}{ending}".encode())

    assert (led.status, led.headers["location"]) == (303, "/place/caf%C3%A9")
    assert told.status == 200
    assert f'<{names.THINGS}place/caf%C3%A9>; rel="cite-as"' in told.headers["link"]


@pytest.mark.parametrize(
    "written", ["cafe%CC%81", "Caf%C3%A9", "caf%C3%89", "cafe", "caf%E9", "caf%C3%A9%20", "caf%C3%A9+"]
)
def test_pitfall_15_a_name_is_neither_composed_nor_folded_nor_trimmed(odd_server: Running, written: str) -> None:
    # What is no UTF-8 names nothing at all.
    assert wire.get(odd_server, f"/id/place/{written}".encode()).status == (400 if written == "caf%E9" else 404)


@pytest.mark.parametrize("written", ["a%2Fb", "a%2fb"])
def test_pitfall_15_an_escaped_slash_is_one_name_in_either_case(odd_server: Running, written: str) -> None:
    led = wire.get(odd_server, f"/id/place/{written}".encode())

    assert (led.status, led.headers["location"]) == (303, "/place/a%2Fb")
    assert wire.get(odd_server, b"/id/place/a/b").status == 404


def test_pitfall_15_a_space_is_escaped_and_a_plus_is_none(odd_server: Running) -> None:
    assert wire.get(odd_server, b"/id/place/a%20b").headers["location"] == "/place/a%20b"
    assert wire.get(odd_server, b"/id/place/a+b").headers["location"] == "/place/a+b"


@pytest.mark.parametrize("ending", media.TRIPLES)
def test_pitfall_21_what_xml_cannot_hold_is_refused_with_another_form_and_never_changed(
    odd: httpx2.Client, ending: str
) -> None:
    for name in ("unsplit", "control"):
        told = odd.get(f"/place/{name}.{ending}")

        assert told.status_code == (406 if ending == "rdf" else 200)
        assert ending != "rdf" or "text/turtle" in told.json()["available"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
def test_pitfall_21_a_literal_comes_back_as_it_is_in_every_form(odd: httpx2.Client) -> None:
    read = []
    for ending, kind in media.TRIPLES.items():
        told = rdflib.Graph().parse(
            data=odd.get(f"/place/literal.{ending}").content, format="nt" if ending == "nq" else kind
        )
        read.append({(str(o), o.language, o.datatype) for o in told.objects() if isinstance(o, rdflib.Literal)})

    assert all(each == read[0] for each in read) and len(read[0]) == odd_data.LITERALS


def test_pitfall_15_a_sign_that_would_end_a_path_is_never_set_free(odd_server: Running) -> None:
    for written in (
        "a%2Fb",
        "what%3F",
        "number%231",
        "100%25",
        "x%0D%0ASet-Cookie:%20a=b",
        "%2F%2Fevil.example",
        "..%2F..",
    ):
        told = wire.get(odd_server, f"/id/place/{written}".encode())

        assert told.headers.get("location", f"/place/{written}") == f"/place/{written}"
        assert "set-cookie" not in told.headers


@pytest.mark.parametrize(
    "target", ["/q/records-of-kind?kind=\u0142", "/q/records-of-kind?kind=\u00e9", "/model/\u00e9"]
)
@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16-le"])
def test_pitfall_15_bytes_that_no_address_holds_are_the_caller_s_fault(
    server: Running, target: str, charset: str
) -> None:
    path, _, rest = target.rpartition("/")
    raw = path.encode() + b"/" + rest[:-1].encode() + rest[-1].encode(charset, "replace")

    assert wire.get(server, raw).status in (200, 400, 404)


@pytest.mark.parametrize(
    ("sent", "meant"), [("%2541", "%41"), ("%25252F", "%252F"), ("a+b", "a b"), ("a%2Bb", "a+b"), ("%C3%A9", "é")]
)
def test_pitfall_16_a_query_is_decoded_once_in_an_address_and_in_a_form(
    http: httpx2.Client, sent: str, meant: str
) -> None:
    encoded = f"query=SELECT+(%22{sent}%22+AS+%3Fx)+%7B%7D&format=csv"
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    assert http.get(f"/sparql?{encoded}").text.split("\r\n")[1] == meant
    assert http.post("/sparql", content=encoded, headers=form).text.split("\r\n")[1] == meant


def test_pitfall_16_a_query_sent_directly_is_not_decoded_at_all(http: httpx2.Client) -> None:
    told = http.post(
        "/sparql",
        content='SELECT ("%41+%2B" AS ?x) {}',
        headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"},
    )

    assert told.text.split("\r\n")[1] == "%41+%2B"


@pytest.mark.parametrize("written", ["caf%25C3%25A9", "%2563af%C3%A9", "a%252Fb", "100%2525"])
def test_pitfall_16_a_path_that_was_encoded_twice_names_something_else(odd: httpx2.Client, written: str) -> None:
    assert odd.get(f"/id/place/{written}").status_code == 404
    assert odd.get(f"/place/{written}").status_code == 404


def test_pitfall_16_a_plus_in_a_path_is_a_plus(odd_server: Running) -> None:
    assert wire.get(odd_server, b"/id/place/a+b").status == 303
    assert wire.get(odd_server, b"/id/place/a%2Bb").headers["location"] == "/place/a+b"
    assert wire.get(odd_server, b"/id/place/at+home").status == 404


@pytest.mark.parametrize("verb", ["GET", "HEAD", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/id/model/wigan-deal", "/q", "/ontology", "/nowhere"])
def test_pitfall_17_a_slash_at_the_end_leads_to_the_address_without_by_the_same_method(
    http: httpx2.Client, verb: str, path: str
) -> None:
    response = http.request(verb, f"{path}/?a=%20b")

    assert (response.status_code, response.headers["location"]) == (308, f"{path}?a=%20b")


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_pitfall_17_the_endpoint_answers_at_once_with_and_without(http: httpx2.Client, path: str) -> None:
    direct = {"Content-Type": "application/sparql-query"}

    assert http.get(path, params={"query": "ASK {}"}).json()["boolean"] is True
    assert http.post(path, data={"query": "ASK {}"}).json()["boolean"] is True
    assert http.post(path, content="ASK {}", headers=direct).json()["boolean"] is True
    assert http.get(path).status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example/", "//evil.example//", "///evil.example/", "/\\evil.example/", "/%2Fevil.example/"]
)
def test_pitfall_17_no_slash_leads_to_another_host(server: Running, target: str) -> None:
    told = wire.get(server, target.encode())

    location = told.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\"))


FORGED = {
    "Host": "evil.example:666",
    "X-Forwarded-Host": "evil.example",
    "X-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Original-URL": "http://evil.example/",
    "X-Forwarded-Prefix": "/evil.example",
    "Forwarded": "host=evil.example;proto=http",
    "Origin": "http://evil.example",
    "Referer": "http://evil.example/",
}


@pytest.mark.parametrize("path", EVERY_ROUTE)
@pytest.mark.parametrize("accept", ["*/*", BROWSER])
def test_pitfall_18_no_address_is_made_from_what_a_client_says_the_host_is(
    http: httpx2.Client, path: str, accept: str
) -> None:
    response = http.get(path, headers={**FORGED, "Accept": accept})

    assert "evil.example" not in str(response.headers) + response.text
    assert response.headers.get("location", "/").startswith("/")


@pytest.mark.parametrize(
    "line",
    [
        b"GET http://evil.example/id/model/wigan-deal HTTP/1.1",
        b"GET http://evil.example/model/wigan-deal/ HTTP/1.1",
        b"GET http://evil.example/model/wigan-deal HTTP/1.1",
    ],
)
def test_pitfall_18_nor_from_a_target_that_names_a_host(server: Running, line: bytes) -> None:
    told = wire.exchange(server, line, b"Host: evil.example", b"Connection: close")

    assert b"evil.example" not in bytes(told.headers) + told.body


def test_pitfall_18_iris_in_data_are_those_of_the_graph_wherever_it_is_served(http: httpx2.Client) -> None:
    told = graph(http.get(f"{DOCUMENT}.nt", headers={"Host": "localhost:9"}))
    described = graph(http.get("/sparql", headers={"Accept": TURTLE, "Host": "localhost:9"}))

    assert (rdflib.URIRef(names.thing("model", "wigan-deal")), None, None) in told
    assert (rdflib.URIRef(names.BASE + "sparql"), None, None) in described


# --- 19 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/id/place/unknown",
        "/place/unknown",
        "/place/unknown.ttl",
        "/q/unknown",
        "/scheme/unknown",
        "/graph/unknown",
        "/unknown",
        "/static/unknown.css",
    ],
)
def test_pitfall_19_what_is_unknown_is_not_found(odd: httpx2.Client, path: str) -> None:
    assert odd.get(path).status_code == 404


@pytest.mark.parametrize("ending", ["", ".ttl", ".html"])
def test_pitfall_19_what_has_another_name_now_leads_there_for_good(odd: httpx2.Client, ending: str) -> None:
    told = odd.get(f"/place/old{ending}")
    thing = odd.get("/id/place/old")

    assert (told.status_code, told.headers["location"]) == (308, f"/place/new{ending}")
    assert (thing.status_code, thing.headers["location"]) == (308, "/id/place/new")
    assert odd.get("/id/place/old", headers={"Accept": TURTLE}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("older", ["https://elsewhere.example/successor"]),
        ("split", [odd_data.thing("at@home"), odd_data.thing("kept")]),
        ("circle", [odd_data.thing("circle-too")]),
        ("nowhere", [odd_data.thing("never")]),
    ],
)
def test_pitfall_19_what_was_replaced_is_gone_and_names_what_came_after_it(
    odd: httpx2.Client, name: str, after: list[str]
) -> None:
    told = odd.get(f"/place/{name}")
    page = odd.get(f"/place/{name}", headers={"Accept": BROWSER})

    assert (told.status_code, page.status_code) == (410, 410)
    assert told.json()["type"] == names.PROBLEMS + "gone" and all(iri in told.json()["detail"] for iri in after)
    assert told.headers["link"] == ", ".join(f'<{iri}>; rel="{odd_data.REPLACED}"' for iri in after)
    assert page.headers["content-type"].startswith("text/html") and all(iri in page.text for iri in after)


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_pitfall_19_a_tombstone_tells_what_is_left_in_every_form(odd: httpx2.Client, ending: str) -> None:
    told = odd.get(f"/place/older.{ending}")
    agreed = odd.get("/place/older", headers={"Accept": media.TRIPLES[ending]})

    assert (told.status_code, agreed.status_code) == (410, 410)
    assert told.headers["content-type"].partition(";")[0] == media.TRIPLES[ending]
    assert told.content == agreed.content and b"elsewhere.example/successor" in told.content


def test_pitfall_19_what_was_withdrawn_is_gone_and_what_was_not_is_not(odd: httpx2.Client) -> None:
    led = odd.get("/id/place/gone", follow_redirects=True)

    assert led.status_code == 410 and "withdrawn" in led.json()["detail"]
    assert odd.get("/place/kept").status_code == odd.get("/place/new").status_code == 200


def test_pitfall_19_the_graph_itself_still_tells_of_what_is_gone(odd: httpx2.Client) -> None:
    assert rows(odd, f"SELECT ?after {{ <{odd_data.thing('old')}> <{odd_data.REPLACED}> ?after }}") == [
        [odd_data.thing("new")]
    ]


@pytest.mark.parametrize("path", ["/place/new", "/id/place/new", "/q/named-models", "/sparql?query=ASK{?s ?p ?o}"])
def test_pitfall_19_a_failure_behind_the_service_is_never_called_not_found(
    odd_release: Release, tmp_path: Path, path: str
) -> None:
    settings = {"LGI_QUERY_SECONDS": "1"}
    with running(tmp_path, "--release", str(odd_release.path), settings=settings) as server, wire.halted(server):
        response = httpx2.get(server.address + path, timeout=30)

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0


# --- 20 to 22 --------------------------------------------------------------------------------------------------


def test_pitfall_20_nobody_needs_to_refer_to_what_has_no_name_in_our_graph(http: httpx2.Client) -> None:
    records = f"?s a <{names.ONTOLOGY}#Record>"

    assert rows(http, f"SELECT ?s {{ {records} FILTER(ISBLANK(?s)) }}") == []
    assert rows(http, f"SELECT ?s ?p {{ {records} ; ?p ?o FILTER(ISBLANK(?o)) }}") == []


def test_pitfall_20_a_description_holds_all_that_hangs_on_what_has_no_name(odd: httpx2.Client) -> None:
    told = graph(odd.get("/sparql", params={"query": f"DESCRIBE <{odd_data.thing('nested')}>", "format": "nt"}))

    assert len(told) == 3 + odd_data.CHAIN
    assert rdflib.Literal("the innermost") in set(told.objects())
    assert rdflib.Literal("not of the nested") not in set(told.objects())


def test_pitfall_20_a_document_leaves_no_nameless_end_open_in_our_graph(http: httpx2.Client) -> None:
    for path in ("/ontology.nt", "/data.nt", f"{DOCUMENT}.nt"):
        told = graph(http.get(path))

        open_ends = {o for o in told.objects() if isinstance(o, rdflib.BNode)} - set(told.subjects())
        assert open_ends == set()


def test_pitfall_20_no_page_links_to_what_has_no_name(odd: httpx2.Client) -> None:
    query = "SELECT ?s ?o { ?s <http://e/part> ?o }"

    for page in (odd.get("/place/nested.html"), odd.get("/sparql", params={"query": query, "format": "html"})):
        assert page.status_code == 200
        targets = Links(page.text).found
        assert [target for target in targets if "_:" in target or re.search("[0-9a-f]{32}", target)] == []


def _labels(http: httpx2.Client, again: int) -> str:
    query = f"SELECT ?s ?o {{ ?s <http://e/part> ?o }} ORDER BY ?o #{again}"
    return http.get("/sparql", params={"query": query, "format": "csv"}).text


def test_pitfall_20_labels_are_the_same_from_request_to_request_of_one_release(odd: httpx2.Client) -> None:
    assert len({_labels(odd, again) for again in range(8)}) == 1


def test_pitfall_20_labels_are_the_same_after_a_restart(
    odd: httpx2.Client, odd_release: Release, tmp_path: Path
) -> None:
    with (
        running(tmp_path, "--release", str(odd_release.path)) as server,
        httpx2.Client(base_url=server.address) as http,
    ):
        assert _labels(http, 0) == _labels(odd, 0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize(
    "path",
    [
        DOCUMENT,
        "/ontology",
        "/data",
        "/scheme/stance",
        "/sparql",
        "/sparql?query=DESCRIBE<https://w3id.org/lgi/id/council/wigan>",
    ],
)
@pytest.mark.parametrize("kind", media.TRIPLES.values())
def test_pitfall_21_every_iri_is_absolute_in_every_form(http: httpx2.Client, path: str, kind: str) -> None:
    told = http.get(path, headers={"Accept": kind})

    read = rdflib.Graph().parse(data=told.content, format=kind, publicID="http://base.invalid/a/b")
    assert len(read) > 1
    assert [
        term
        for fact in read
        for term in fact
        if "base.invalid" in str(term) or (isinstance(term, rdflib.URIRef) and ":" not in term)
    ] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.nt", "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> <http://e/p> <b> .\n"),
        ("a.nq", '<http://e/a> <http://e/p> "x" .\n<http://e/a> <http://e/p> "x" <g> .\n'),
        ("a.ttl", "<http://e/a> <http://e/p> 1 .\n<#a> <http://e/p> 1 .\n"),
        ("a.trig", "<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p> <b> .\n"),
    ],
)
def test_pitfall_21_a_relative_iri_is_refused_with_its_line_when_data_are_read(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "lgi", "serve", "--port", "0", "--data", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert re.search(rf"{name}:2\b", done.stderr.replace("\n", ""))


def test_pitfall_22_what_points_to_a_thing_is_counted_and_comes_page_by_page(odd: httpx2.Client) -> None:
    page: str | None = "/place/hub.html?page=1"
    seen: list[str] = []
    turns = 0
    while page:
        told = odd.get(page)
        found = [target for target in Links(told.text).found if target.startswith("http://e/spoke/")]
        assert 0 < len(found) <= 500
        assert f"{odd_data.INCOMING} statements" in told.text
        seen += found
        page = told.links.get("next", {}).get("url")
        turns += 1

    assert turns == 3
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == odd_data.INCOMING


def test_pitfall_22_the_pages_link_to_one_another_for_people_too(odd: httpx2.Client) -> None:
    second = odd.get("/place/hub?page=2", headers={"Accept": BROWSER})

    assert {"/place/hub.html?page=1", "/place/hub.html?page=3"} <= set(Links(second.text).found)
    assert second.headers["content-location"] == "/place/hub.html?page=2"
    assert odd.get(second.headers["content-location"]).content == second.content
    assert "501 to 1000" in second.text


HYDRA = "http://www.w3.org/ns/hydra/core#"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize("ending", media.TRIPLES)
def test_pitfall_22_data_come_page_by_page_too_and_say_how_much_there_is(odd: httpx2.Client, ending: str) -> None:
    page: str | None = f"/place/hub.{ending}"
    hub, near = rdflib.URIRef(odd_data.thing("hub")), rdflib.URIRef("http://e/near")
    seen: list[str] = []
    while page:
        told = odd.get(page)
        kind = "nt" if ending == "nq" else media.TRIPLES[ending]
        read = rdflib.Graph().parse(data=told.content, format=kind)
        here = [str(each) for each in read.subjects(near, hub)]
        assert 0 < len(here) <= 500
        assert (hub, rdflib.RDFS.label, rdflib.Literal("Hub", lang="en")) in read
        assert [str(total) for total in read.objects(None, rdflib.URIRef(f"{HYDRA}totalItems"))] == [
            str(odd_data.INCOMING)
        ]
        seen += here
        page = told.links.get("next", {}).get("url")

    assert len(seen) == len(set(seen)) == odd_data.INCOMING


def test_pitfall_22_every_page_leads_to_the_others_within_the_data(odd: httpx2.Client) -> None:
    read = graph(odd.get("/place/hub.ttl?page=2"))

    document = f"{names.BASE}place/hub"
    view = rdflib.URIRef(f"{document}?page=2")
    led = {str(p).removeprefix(HYDRA): str(o) for p, o in read.predicate_objects(view) if str(p).startswith(HYDRA)}
    numbers = {"first": 1, "previous": 1, "next": 3, "last": 3}
    assert led == {name: f"{document}?page={number}" for name, number in numbers.items()}
    assert (rdflib.URIRef(document), rdflib.URIRef(f"{HYDRA}view"), view) in read


@pytest.mark.parametrize("ending", ["ttl", "rdf", "html"])
def test_pitfall_22_a_page_is_the_same_bytes_each_time(odd: httpx2.Client, ending: str) -> None:
    told = [odd.get(f"/place/hub.{ending}?page=2&again={turn}") for turn in range(3)]

    assert len({re.sub(rb"again(=|%3D)[0-9]", b"", each.content) for each in told}) == 1


@pytest.mark.parametrize(
    ("page", "status"), [("4", 404), ("0", 400), ("-1", 400), ("x", 400), ("9" * 30, 400), ("", 400)]
)
def test_pitfall_22_a_page_that_there_is_not_is_told_so(odd: httpx2.Client, page: str, status: int) -> None:
    assert odd.get("/place/hub.html", params={"page": page}).status_code == status


def test_pitfall_22_a_thing_that_few_point_to_has_one_page(odd: httpx2.Client) -> None:
    told = odd.get("/place/new.html?page=1")

    assert "1 statement." in told.text
    assert not {"next", "prev"} & set(told.links)


# --- 23 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*EVERY_ROUTE, "/metrics"])
def test_pitfall_23_head_is_get_without_the_body(http: httpx2.Client, path: str) -> None:
    passing = {"date", "content-length"} if path == "/metrics" else {"date"}
    told = [{k: v for k, v in http.request(verb, path).headers.items() if k not in passing} for verb in ("GET", "HEAD")]
    head = http.head(path)

    assert told[0] == told[1]
    assert head.content == b""
    assert head.status_code == http.get(path).status_code


def test_pitfall_23_after_the_head_of_an_answer_the_next_one_follows_at_once(server: Running) -> None:
    with wire.connected(server) as connection:
        connection.sendall(
            b"HEAD /model/wigan-deal HTTP/1.1\r\nHost: a\r\n\r\nGET /live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        received = b"".join(iter(lambda: connection.recv(65536), b""))

    head, second, rest = received.split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200") and second.startswith(b"HTTP/1.1 200")
    assert rest == b'{"alive":true}'


ALLOWED = [
    *(("/sparql", {"GET", "HEAD", "POST", "OPTIONS"}), ("/sparql/", {"GET", "HEAD", "POST", "OPTIONS"})),
    *(
        (path, {"GET", "HEAD", "OPTIONS"})
        for path in ("/", "/live", "/ready", "/metrics", "/q", "/q/named-models", "/q/nothing")
    ),
    *(
        (path, {"GET", "HEAD", "OPTIONS"})
        for path in (THING, DOCUMENT, "/model", "/data", "/ontology", "/ontology.ttl", "/ontology/0.1.0")
    ),
    *(
        (path, {"GET", "HEAD", "OPTIONS"})
        for path in ("/scheme/stance", "/graph/model/wigan-deal", "/openapi.json", "/static/lgi.css")
    ),
]


@pytest.mark.parametrize(("path", "methods"), ALLOWED)
def test_pitfall_23_every_route_says_by_options_what_it_allows(
    http: httpx2.Client, path: str, methods: set[str]
) -> None:
    response = http.options(path)

    assert (response.status_code, response.content) == (204, b"")
    assert set(response.headers["allow"].split(", ")) == methods


@pytest.mark.parametrize(("path", "methods"), ALLOWED)
def test_pitfall_23_a_method_that_is_not_allowed_is_told_those_that_are(
    http: httpx2.Client, path: str, methods: set[str]
) -> None:
    for verb in {"PUT", "DELETE", "PATCH", "POST", "TRACE"} - methods:
        response = http.request(verb, path)

        assert response.status_code == 405
        assert response.headers["content-type"] == "application/problem+json"
        assert set(response.headers["allow"].split(", ")) == methods
