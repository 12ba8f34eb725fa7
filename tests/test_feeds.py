import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from pyshacl import validate
from starlette.testclient import TestClient

import atoms
from lgi import build, corpus, media, names, release
from lgi.corpus import Corpus
from lgi.engine import Limits
from lgi.errors import BadRelease
from lgi.exports import statements
from lgi.feeds import chronicle, feed, stream
from lgi.feeds.chronicle import CHANGES, Changed, Chapter
from lgi.release import Release
from lgi.web.app import Options, create_app
from releases import CHANGED, PUT_OTHERWISE
from replica import LDES, TREE, Replica

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FOR_EVER = "public, max-age=31536000, immutable"

History = tuple[Release, Release]


@pytest.fixture(scope="module")
def folder(history: History) -> Path:
    """The folder of two releases."""
    return history[0].path.parent


@pytest.fixture(scope="module")
def web(history: History, folder: Path) -> Iterator[TestClient]:
    """The service on the second of two releases."""
    app = create_app(history[1], Limits(client_heavy=1000, client_seconds=1e6), Options(watched=folder))
    with TestClient(app, follow_redirects=False) as made:
        yield made


def _get(web: TestClient, address: str, accept: str = "*/*") -> httpx2.Response:
    response = web.get(address.replace(names.BASE, "/"), headers={"Accept": accept})
    assert response.status_code == 200, response.text
    return response


def _told(*sizes: int) -> tuple[Chapter, ...]:
    """Chapters of so many things, the newest first, which no release stands behind."""
    manifest = release.Manifest("", "0.1.0", "", "", "", 1, {})
    return tuple(
        Chapter(
            Path(f"/none/{place}"),
            replace(manifest, name=f"0.1.0-{place}", built=f"2026-11-{28 - place:02}T07:00:00+00:00"),
            "before",
            tuple(Changed(f"{names.THINGS}model/m{each}", "M", "model", "added", ()) for each in range(size)),
        )
        for place, size in enumerate(sizes)
    )


def test_the_feed_shows_exactly_the_thing_that_changed(web: TestClient, history: History) -> None:
    response = _get(web, "/changes.atom")
    (entry,) = atoms.entries(atoms.read(response.content))

    assert atoms.faults(response.content) == []
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert entry["link"] == CHANGED
    assert entry["title"].startswith("Changed claim: ")
    assert PUT_OTHERWISE[:60] in entry["summary"]
    assert entry["updated"] == history[1].manifest.built
    assert entry["id"] == f"{CHANGES}/{history[1].manifest.name}#id/claim/wigan-deal-agreement"


def test_the_archive_of_a_release_never_changes_and_is_kept_for_ever(web: TestClient, history: History) -> None:
    address = f"/changes/{history[1].manifest.name}.atom"
    first, again = _get(web, address), _get(web, address)
    held, other = (
        web.get(each, headers={"If-None-Match": first.headers["etag"]}) for each in (address, f"{address}?page=1")
    )

    assert first.content == again.content
    assert atoms.faults(first.content) == []
    assert atoms.read(first.content).find(f"{atoms.HISTORY}archive") is not None
    assert first.headers["cache-control"] == held.headers["cache-control"] == FOR_EVER
    assert (held.status_code, other.status_code) == (304, 304)


def test_a_node_of_the_stream_is_made_once(web: TestClient, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/changes/{history[0].manifest.name}/all.ttl?page=3"
    first = _get(web, address)
    monkeypatch.setattr(stream, "everything", None)
    again = _get(web, address)

    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert web.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_a_first_release_has_an_archive_without_entries(web: TestClient, history: History) -> None:
    response = _get(web, f"/changes/{history[0].manifest.name}.atom")

    assert atoms.faults(response.content) == []
    assert atoms.entries(atoms.read(response.content)) == []


def test_the_feed_and_its_archives_together_hold_every_change_once() -> None:
    told = _told(3, 0, feed.ENTRIES_OF_A_PAGE + 1, 2)
    pages = {
        feed._address(chapter, number): feed.archive(told, chapter, number)
        for chapter in told
        for number in range(1, len(chapter.things) // feed.ENTRIES_OF_A_PAGE + 2)
    }

    here, found = feed.subscription(told), []
    while True:
        found += [entry.id for entry in here.entries]
        if "prev-archive" not in here.links:
            break
        here = pages[here.links["prev-archive"]]
    assert found == list(dict.fromkeys(found))
    assert len(found) == 3 + 0 + feed.ENTRIES_OF_A_PAGE + 1 + 2
    assert all(len(page.entries) <= feed.ENTRIES_OF_A_PAGE for page in pages.values())


def test_an_archive_is_the_same_after_more_releases() -> None:
    told = _told(3, 2, 1)

    assert feed.archive(told, told[1], 1) == feed.archive(told[1:], told[1], 1)


def test_no_page_comes_after_the_last_one(web: TestClient, history: History) -> None:
    name = history[1].manifest.name
    beyond = [f"/changes/{name}{ending}?page=2" for ending in (".atom", ".ttl", ".html")]

    assert [web.get(address).status_code for address in beyond] == [404] * 3
    assert web.get(f"/changes/{name}/all?page=1000").status_code == 404
    assert web.get("/changes?page=none").status_code == 400
    assert web.get("/changes/0.1.0-none.atom").status_code == 404


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/turtle"),
        (BROWSER, "text/html"),
        ("application/atom+xml", "application/atom+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_changes_come_in_the_form_that_is_asked_for(web: TestClient, accept: str, kind: str) -> None:
    response = _get(web, "/changes", accept)

    assert response.headers["content-type"].partition(";")[0] == kind
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert response.headers["content-location"].startswith("/changes.")
    assert '</changes.atom>; rel="alternate"; type="application/atom+xml"' in response.headers["link"]


def test_what_no_form_has_is_refused_with_a_list(web: TestClient) -> None:
    response = web.get("/changes", headers={"Accept": "image/png"})

    assert response.status_code == 406
    assert "application/atom+xml" in response.json()["available"]
    assert web.get("/changes.png").status_code == 406


def test_a_page_tells_in_words_what_each_release_changed(web: TestClient, history: History) -> None:
    every, one = (_get(web, address, BROWSER).text for address in ("/changes", f"/changes/{history[1].manifest.name}"))
    first = _get(web, f"/changes/{history[0].manifest.name}", BROWSER).text

    assert PUT_OTHERWISE[:60] in every and PUT_OTHERWISE[:60] in one
    assert 'href="/claim/wigan-deal-agreement"' in one
    assert 'id="id/claim/wigan-deal-agreement"' in one
    assert f'href="/changes/{history[0].manifest.name}"' in every
    assert "compared with none before it" in first


def test_all_forms_of_a_node_are_the_same_graph(web: TestClient, history: History) -> None:
    for path in ("/changes", f"/changes/{history[1].manifest.name}", f"/changes/{history[0].manifest.name}/all"):
        forms = {
            kind: corpus.canonical(parse(_get(web, f"{path}.{ending}").content, format=RdfFormat.from_media_type(kind)))
            for ending, kind in media.TRIPLES.items()
        }

        assert len(set(forms.values())) == 1
        assert forms["text/turtle"]


def _time(made: Release) -> str:
    """When a release was built, as it is read."""
    return str(rdflib.Literal(made.manifest.built, datatype=rdflib.XSD.dateTime))


def _copy(web: TestClient) -> Replica:
    copy = Replica(lambda address: _get(web, address, "text/turtle").text)
    copy.follow(CHANGES)
    return copy


def _canonical(copy: Replica) -> bytes:
    """All that a copy holds, as canonical N-Triples."""
    graph = rdflib.Graph()
    for said in copy.state().values():
        for fact in said:
            graph.add(fact)
    return corpus.canonical(parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES))


def _authored(made: Release) -> bytes:
    """All that is authored of the things in a release, in the same form, without axioms that are of no one thing."""
    quads = [quad for quad in parse(made.dump(), format=RdfFormat.N_QUADS) if statements.is_authored(quad)]
    values = {quad.object for quad in quads}
    ahead = {quad.subject for quad in quads if isinstance(quad.subject, BlankNode) and quad.subject not in values}
    left_out = set()
    while ahead:
        left_out |= ahead
        ahead = {q.object for q in quads if q.subject in ahead and isinstance(q.object, BlankNode)} - left_out
    return corpus.canonical(Quad(*quad.triple) for quad in quads if quad.subject not in left_out)


def test_a_copy_made_from_the_stream_is_what_is_authored_in_the_newest_release(
    web: TestClient, history: History
) -> None:
    copy = _copy(web)

    assert _canonical(copy) == _authored(history[1])
    newest = [thing for when, thing, _ in copy.members.values() if when == _time(history[1])]
    assert newest == [rdflib.URIRef(CHANGED)]


def test_no_page_of_the_stream_is_large_and_each_says_that_it_never_changes(web: TestClient) -> None:
    copy = _copy(web)
    members = [list(page.objects(None, TREE.member)) for page in copy.pages.values()]

    assert max(map(len, members)) == stream.MEMBERS_OF_A_PAGE
    assert sum(map(len, members)) == len(copy.members)
    assert _get(web, next(iter(copy.pages)), "text/turtle").headers["cache-control"] == FOR_EVER
    assert _get(web, "/changes").headers["cache-control"] == "public, max-age=60"


def test_who_holds_a_copy_reads_only_what_is_new(folder: Path, history: History, web: TestClient) -> None:
    with TestClient(create_app(history[0], Limits(), Options(watched=folder)), follow_redirects=False) as before:
        copy = _copy(before)
    asked: list[str] = []

    def fetch(address: str) -> str:
        asked.append(address.removeprefix(CHANGES))
        return _get(web, address, "text/turtle").text

    copy._fetch = fetch
    copy.follow(CHANGES)
    assert _canonical(copy) == _authored(history[1])
    assert asked == ["", f"/{history[1].manifest.name}"]


def test_the_first_node_says_what_the_stream_is(web: TestClient, history: History) -> None:
    root = rdflib.Graph().parse(data=_get(web, "/changes.ttl").text, format="turtle")
    events = rdflib.URIRef(stream.STREAM.value)
    shape = root.value(events, TREE.shape)

    assert (events, rdflib.RDF.type, LDES.EventStream) in root
    assert (events, TREE.view, rdflib.URIRef(CHANGES)) in root
    assert (shape, rdflib.RDF.type, rdflib.SH.NodeShape) in root
    since = root.value(root.value(rdflib.URIRef(CHANGES), LDES.retentionPolicy), LDES.startingFrom)
    assert isinstance(since, rdflib.Literal)
    assert since.toPython() == datetime.fromisoformat(history[0].manifest.built)
    for relation in root.objects(rdflib.URIRef(CHANGES), TREE.relation):
        assert root.value(relation, TREE.path) == root.value(events, LDES.timestampPath)
        assert root.value(relation, rdflib.RDF.type) in (
            TREE.GreaterThanOrEqualToRelation,
            TREE.LessThanOrEqualToRelation,
        )


def test_every_version_keeps_the_shape_of_the_stream(web: TestClient, history: History) -> None:
    root = rdflib.Graph().parse(data=_get(web, "/changes.ttl").text, format="turtle")
    page = rdflib.Graph().parse(data=_get(web, f"/changes/{history[1].manifest.name}.ttl").text, format="turtle")
    shape = root.value(rdflib.URIRef(stream.STREAM.value), TREE.shape)
    assert shape is not None
    for member in page.objects(None, TREE.member):
        root.add((shape, rdflib.SH.targetNode, member))

    conforms, _, report = validate(page, shacl_graph=root)
    assert conforms, report


GRAPH = NamedNode(names.GRAPHS + "model/m")
MODELS = [NamedNode(names.thing("model", name)) for name in ("one", "two", "three")]
LABEL = NamedNode(names.VOCABULARIES["skos"] + "prefLabel")
CONDITION = NamedNode(names.VOCABULARIES["sh"] + "or")


def _of(*labels: str) -> Corpus:
    """A graph of as many models as there are labels, each with a value that has no name."""
    quads = []
    for model, label in zip(MODELS, labels, strict=False):
        inner = BlankNode()
        quads += [Quad(model, LABEL, Literal(label, language="en"), GRAPH)] if label else []
        quads += [Quad(model, CONDITION, inner, GRAPH), Quad(inner, LABEL, Literal(label), GRAPH)] if label else []
    return Corpus(tuple(quads), {})


@pytest.fixture
def changing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Release]:
    """Releases in which a model comes, one is put otherwise, also inside a value without a name, and one goes."""
    monkeypatch.setattr(build, "_checked", lambda _: "")
    made = []
    for labels in (("One", "Two"), ("One", "Two", "Three"), ("One!", "", "Three")):
        monkeypatch.setattr(release, "fingerprint", lambda *_, labels=labels: str(labels))
        monkeypatch.setattr(corpus, "authored", lambda labels=labels: _of(*labels))
        made.append(build.build(tmp_path))
    return made


@contextmanager
def _served(made: Release, folder: Path | None) -> Iterator[TestClient]:
    with TestClient(create_app(made, Limits(), Options(watched=folder)), follow_redirects=False) as client:
        yield client


def _drop(made: Release) -> None:
    """Leave of a release no more than what retention leaves."""
    for path in made.path.iterdir():
        if path.name not in (release.MANIFEST, *release.KEPT):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    release.write_manifest(made.path, replace(made.manifest, dropped="2026-11-24T00:00:00+00:00"))


def test_what_came_and_went_is_told_in_the_feed_and_in_the_stream(changing: list[Release], tmp_path: Path) -> None:
    with _served(changing[-1], tmp_path) as client:
        titles = [entry["title"] for entry in atoms.entries(atoms.read(client.get("/changes.atom").content))]
        copy = _copy(client)

    assert titles == ["Changed model: One!", "Withdrawn model: Two", "Added model: Three"]
    assert set(copy.state()) == {MODELS[0].value, MODELS[2].value}
    assert _canonical(copy) == _authored(changing[-1])


def test_a_copy_can_still_be_made_when_old_releases_were_dropped(changing: list[Release], tmp_path: Path) -> None:
    with _served(changing[-1], tmp_path) as client:
        before, feed_before = _copy(client), client.get("/changes.atom").content
        _drop(changing[0])
        _drop(changing[1])
        after = _copy(client)
        gone = client.get(f"/changes/{changing[1].manifest.name}.ttl")
        told = client.get(f"/changes/{changing[1].manifest.name}.html")
        feed_after = client.get("/changes.atom").content

    assert _canonical(before) == _canonical(after) == _authored(changing[-1])
    assert gone.status_code == 410
    assert told.status_code == 200 and "Three" in told.text
    assert feed_before == feed_after


def test_the_feed_shows_a_release_as_soon_as_it_is_served(changing: list[Release], tmp_path: Path) -> None:
    with _served(changing[1], tmp_path) as client:
        first = client.get("/changes.atom")
    with _served(changing[2], tmp_path) as client:
        second = client.get("/changes.atom", headers={"If-None-Match": first.headers["etag"]})

    assert (len(atoms.entries(atoms.read(first.content))), second.status_code) == (1, 200)
    assert len(atoms.entries(atoms.read(second.content))) == 3


def test_a_release_served_alone_tells_of_itself(changing: list[Release]) -> None:
    with _served(changing[1], None) as client:
        copy, page = _copy(client), client.get("/changes.html").text

    assert _canonical(copy) == _authored(changing[1])
    assert changing[1].manifest.name in page
    assert f"Release {changing[0].manifest.name}" not in page


def test_a_release_that_says_nothing_of_changes_is_passed_over(changing: list[Release], tmp_path: Path) -> None:
    (changing[1].path / release.CHANGES).unlink()
    with _served(changing[2], tmp_path) as client:
        assert len(atoms.entries(atoms.read(client.get("/changes.atom").content))) == 2


@pytest.mark.parametrize("name", [release.CHANGES, statements.THINGS, release.STORE])
def test_a_damaged_release_is_told(changing: list[Release], tmp_path: Path, name: str) -> None:
    path = changing[0].path / name
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text("{", encoding="utf-8")

    with pytest.raises(BadRelease, match="build the release again"):
        stream.everything(chronicle.chapters(changing[0], tmp_path)[0], 1)
