import gzip
import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

import releases
from lgi import build, corpus, files, names, questions, release
from lgi.corpus import Corpus
from lgi.errors import BadData, BadGraph, BadRelease
from lgi.release import Release

COMPARATOR = """\
@prefix comparator: <https://w3id.org/lgi/id/comparator/> .
@prefix comparator-kind: <https://w3id.org/lgi/scheme/comparator-kind#> .
@prefix lgi: <https://w3id.org/lgi/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

comparator:nothing
    a lgi:Comparator ;
    skos:prefLabel "Nothing"@en ;
    lgi:hasKind comparator-kind:nothing ;
.
"""
KIND = """\
@prefix comparator-kind: <https://w3id.org/lgi/scheme/comparator-kind#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

comparator-kind:nothing
    a skos:Concept ;
    skos:prefLabel "nothing"@en ;
    skos:definition "Doing nothing at all."@en ;
    skos:inScheme <https://w3id.org/lgi/scheme/comparator-kind> ;
.

<https://w3id.org/lgi/scheme/comparator-kind>
    a skos:ConceptScheme ;
    skos:prefLabel "comparator kind"@en ;
    skos:definition "What something is compared with."@en ;
.
"""
HEADER = """\
@base <https://w3id.org/lgi/graph/comparator/nothing> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<>
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:modified "2025-05-01"^^xsd:date ;
    dcterms:source <https://e.org/> ;
.
"""
QUESTION = "#+ id: B1\n#+ title: T\n#+ question: Q?\nASK { ?s ?p ?o }\n"


class Project:
    """A small project in a folder of its own, held against our own rules and shapes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.releases = root / "release"
        self.record = self.write("graph/comparator/nothing.ttl", HEADER + COMPARATOR)
        self.write("ontology/scheme/comparator-kind.ttl", KIND)
        self.question = self.write("queries/any.rq", QUESTION)
        self.steps: list[str] = []

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, again: bool = False) -> Release:
        """Build it, and note the steps."""
        self.steps.clear()
        return build.build(self.releases, self.steps.append, again)

    def entries(self) -> set[str]:
        """What lies in its folder of releases."""
        return {path.name for path in self.releases.glob("[!.]*")} if self.releases.exists() else set()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name, folder in {
        "ROOT": "",
        "ONTOLOGY": "ontology",
        "SHAPES": "shapes",
        "GRAPH": "graph",
        "QUERIES": "queries",
    }.items():
        monkeypatch.setattr(files, name, tmp_path / folder)
    monkeypatch.setattr(files, "AUTHORED", (files.ONTOLOGY, files.SHAPES, files.GRAPH))
    return Project(tmp_path)


# A release of ours


def test_a_release_is_named_by_version_and_digest_of_what_is_authored(live: Release, authored: Corpus) -> None:
    manifest = live.manifest

    assert manifest.name == live.path.name == f"{version('lgi')}-{manifest.digest[:12]}"
    assert set(manifest.graphs) == {*authored.paths, *names.MADE}
    assert manifest.quads == sum(manifest.graphs.values())
    assert (manifest.authored, manifest.version) == (True, version("lgi"))


def test_a_release_is_found_whole_and_is_the_newest(live: Release) -> None:
    assert release.latest(live.path.parent) == live.path
    assert release.open_release(live.path) == live


def test_nothing_half_built_is_left_beside_a_release(live: Release) -> None:
    assert {path.name for path in live.path.parent.glob("*")} == {live.path.name, release.LATEST, ".lock"}


def test_every_file_of_a_release_has_its_checksum_in_the_manifest(live: Release) -> None:
    there = {path.relative_to(live.path).as_posix() for path in live.path.rglob("*") if path.is_file()}

    assert there - {release.MANIFEST} == set(live.manifest.files)


def test_the_store_and_both_dumps_of_a_release_hold_what_was_authored_term_by_term(
    live: Release, authored: Corpus
) -> None:
    store = set(Store.read_only(str(live.path / release.STORE)))
    nquads = set(parse(live.dump(), format=RdfFormat.N_QUADS))
    trig = set(parse(gzip.decompress(live.file("dump.trig.gz").read_bytes()), format=RdfFormat.TRIG))
    made_here = set(names.MADE)

    assert store == nquads
    assert len(store) == live.manifest.quads
    kept = corpus.canonical(quad for quad in store if corpus.graph_of(quad) not in made_here)
    assert kept == corpus.canonical(authored.quads)
    assert corpus.canonical(trig) == corpus.canonical(nquads)


def test_every_graph_of_ours_is_a_file_of_its_own(live: Release, authored: Corpus) -> None:
    for graph in authored.paths:
        path = live.file(graph.removeprefix(names.BASE) + ".ttl")
        assert len(set(parse(path=str(path), format=RdfFormat.TURTLE))) == live.manifest.graphs[graph]


def test_reading_a_release_changes_nothing_in_it(live: Release) -> None:
    assert Store.read_only(str(live.path / release.STORE)).contains_named_graph(NamedNode(names.DERIVED_GRAPH))

    assert release.open_release(live.path) == live


def test_a_release_carries_its_questions_its_vocabulary_and_its_report(live: Release) -> None:
    vocabulary = json.loads(live.file("vocab.json").read_text(encoding="utf-8"))

    assert questions.read_folder(live.path / release.QUERIES).keys() == {p.stem for p in files.QUERIES.glob("*.rq")}
    assert vocabulary["classes"]["lgi:Model"]["label"]
    assert b"ValidationReport" in live.file("shacl-report.ttl").read_bytes()


# A small project of our kind


def test_the_same_text_gives_the_same_digest_and_dump_anywhere(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = project.build()
    project.releases = tmp_path_factory.mktemp("elsewhere")
    second = project.build()

    assert first.path != second.path
    assert first.manifest.digest == second.manifest.digest
    assert first.dump() == second.dump()


def test_facts_in_another_order_give_the_same_digest_and_other_facts_another(project: Project) -> None:
    first = project.build().manifest.digest
    project.write("graph/comparator/nothing.ttl", COMPARATOR + HEADER)
    second = project.build().manifest.digest
    project.write("graph/comparator/nothing.ttl", HEADER + COMPARATOR.replace('"Nothing"', '"No thing"'))
    third = project.build().manifest.digest

    assert first == second != third


def test_another_question_gives_another_digest(project: Project) -> None:
    first = project.build().manifest.digest
    project.question.write_text(QUESTION.replace("Q?", "What?"), encoding="utf-8")

    assert project.build().manifest.digest != first


def test_a_second_build_opens_the_first(project: Project) -> None:
    first = project.build()
    steps = [*project.steps]
    second = project.build()

    assert steps == ["reading", "checking", "describing", "comparing", "writing"]
    assert (second, project.steps) == (first, [])


def test_a_build_may_be_asked_for_again(project: Project) -> None:
    first = project.build()
    second = project.build(again=True)

    assert project.steps[-1] == "writing"
    assert second.manifest.name == first.manifest.name and not first.path.exists()
    assert release.open_release(second.path) == second
    assert project.entries() == {second.path.name, release.LATEST}


def test_a_build_needs_nobody_to_tell_its_steps_to(project: Project) -> None:
    assert build.build(project.releases) == release.open_release(release.latest(project.releases))


@pytest.mark.parametrize("name", [release.DUMP, "vocab.json", f"{release.QUERIES}/any.rq"])
def test_a_damaged_release_is_built_again(project: Project, name: str) -> None:
    damaged = project.build().file(name)
    damaged.write_bytes(b"damaged")
    second = project.build()

    assert project.steps[-1] == "writing"
    assert release.open_release(second.path) == second


@pytest.mark.parametrize("name", [release.MANIFEST, release.DUMP])
def test_a_release_that_lacks_a_file_is_built_again(project: Project, name: str) -> None:
    project.build().file(name).unlink()
    with pytest.raises(BadRelease):
        release.open_release(release.latest(project.releases))
    second = project.build()

    assert release.open_release(second.path) == second


@pytest.mark.parametrize("change", ["record", "question", "new record", "moved record"])
def test_a_changed_source_is_built_anew(project: Project, change: str) -> None:
    first = project.build()
    if change == "record":
        project.record.write_text(HEADER + COMPARATOR + "\n", encoding="utf-8")
    elif change == "question":
        project.question.write_text(QUESTION.replace("Q?", "What?"), encoding="utf-8")
    elif change == "new record":
        project.write("graph/extra.ttl", f"@base <{names.GRAPHS}extra> .\n{KIND}")
    else:
        moved = project.record.read_text(encoding="utf-8").replace("graph/comparator/nothing", "graph/comparator")
        project.write("graph/comparator.ttl", moved)
        project.record.unlink()
    second = project.build()

    assert project.steps[-1] == "writing"
    assert second.manifest.fingerprint != first.manifest.fingerprint
    assert release.latest(project.releases) == second.path


def test_a_violated_shape_stops_the_build_and_changes_nothing(project: Project) -> None:
    first = project.build()
    project.record.write_text(HEADER + COMPARATOR.replace('    skos:prefLabel "Nothing"@en ;\n', ""), encoding="utf-8")

    with pytest.raises(
        BadGraph,
        match=r"(?s)'lgi check' tells all\. First:\n.*nothing\.ttl:\d+: violation: comparator:nothing\n    .*Comparator-prefLabel",
    ):
        project.build()
    assert project.entries() == {first.path.name, release.LATEST}
    assert release.open_release(release.latest(project.releases)) == first


@pytest.mark.parametrize("text", ["nonsense", "<http://e/s> <http://e/p> 1"])
def test_a_file_that_cannot_be_read_stops_the_build_and_leaves_nothing(project: Project, text: str) -> None:
    project.record.write_text(text, encoding="utf-8")

    with pytest.raises(BadData, match=r"nothing\.ttl:1: "):
        project.build()
    assert project.entries() == set()


def test_a_build_that_fails_while_it_writes_leaves_the_release_before_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = project.build()
    project.record.write_text(HEADER + COMPARATOR.replace('"Nothing"', '"No thing"'), encoding="utf-8")
    monkeypatch.setattr(release, "MANIFEST", "no/such/folder.json")

    with pytest.raises(FileNotFoundError):
        project.build(again=True)
    monkeypatch.undo()
    assert project.entries() == {first.path.name, release.LATEST}
    assert release.open_release(release.latest(project.releases)) == first


# Data that are not ours


TEXTS = {
    "a.ttl": "<http://e/s> <http://e/p> 1 .",
    "a.nt": '<http://e/s> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "a.jsonld": '{"@id": "http://e/s", "http://e/p": 1}',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><rdf:Description rdf:about="http://e/s"><e:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</e:p></rdf:Description></rdf:RDF>',
    "a.nq": '<http://e/s> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g> .',
    "a.trig": "<http://e/g> { <http://e/s> <http://e/p> 1 }",
}


@pytest.mark.parametrize("graph_per_file", [True, False])
@pytest.mark.parametrize("name", TEXTS)
def test_a_file_of_any_format_becomes_a_release(tmp_path: Path, name: str, graph_per_file: bool) -> None:
    path = tmp_path / name
    path.write_text(TEXTS[name], encoding="utf-8")
    made = build.build_from([path], tmp_path / "release", graph_per_file)
    graph = "http://e/g" if name in ("a.nq", "a.trig") else path.as_uri() if graph_per_file else ""

    assert made.manifest.graphs == {graph: 1}
    assert made.dump().decode().startswith('<http://e/s> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> ')
    assert release.open_release(made.path) == made
    assert (made.manifest.authored, made.manifest.fingerprint) == (False, "")


def test_many_files_become_one_release_in_whatever_order_they_come(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in TEXTS]
    for path in paths:
        path.write_text(TEXTS[path.name], encoding="utf-8")
    made = build.build_from(paths, tmp_path / "one", graph_per_file=False)
    again = build.build_from(reversed(paths), tmp_path / "two", graph_per_file=False)

    assert made.manifest.digest == again.manifest.digest
    one = NamedNode("http://e/s"), NamedNode("http://e/p")
    assert {
        quad.graph_name for quad in Store.read_only(str(made.path / release.STORE)).quads_for_pattern(*one, None)
    } == {
        DefaultGraph(),
        NamedNode("http://e/g"),
    }


def test_blank_nodes_of_two_files_are_not_mixed(tmp_path: Path) -> None:
    paths = [tmp_path / "a.ttl", tmp_path / "b.ttl"]
    for path in paths:
        path.write_text("_:x <http://e/p> 1 .", encoding="utf-8")
    made = build.build_from(paths, tmp_path / "release", graph_per_file=False)

    assert made.manifest.quads == 2
    assert len(set(parse(made.dump(), format=RdfFormat.N_QUADS))) == 2


def test_no_name_of_a_graph_leads_out_of_the_release(tmp_path: Path) -> None:
    path = tmp_path / "a.nq"
    graphs = [names.GRAPHS + tail for tail in ("../../../evil", "%2e%2e/evil", "/evil", "", "kind", "model/good")]
    graphs += [names.BASE + "../../evil", names.BASE + release.STORE + "/evil"]
    path.write_text(
        "".join(f"<http://e/s> <http://e/p> 'x' <{graph}> .\n" for graph in graphs).replace("'", '"'), encoding="utf-8"
    )
    made = build.build_from([path], tmp_path / "one" / "release", graph_per_file=False)

    assert set(made.manifest.graphs) == set(graphs)
    assert list(tmp_path.rglob("*evil*")) == []
    assert {file for file in made.manifest.files if file.endswith(".ttl")} == {"graph/kind.ttl", "graph/model/good.ttl"}


def test_a_bad_file_is_named_with_its_line_and_leaves_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.nt"
    good.write_text(TEXTS["a.ttl"], encoding="utf-8")
    bad.write_text(TEXTS["a.nt"] + "\nnonsense\n", encoding="utf-8")

    with pytest.raises(BadData, match=f"^{bad}:2: this cannot be read as N-Triples: "):
        build.build_from([good, bad], tmp_path / "release", graph_per_file=False)
    assert not (tmp_path / "release").exists()


def test_a_small_release_of_people_is_what_the_file_says(any_data: Release) -> None:
    about = {
        quad.predicate.value for quad in parse(any_data.dump(), format=RdfFormat.N_QUADS) if isinstance(quad, Quad)
    }

    assert about == {"http://e/name", "http://e/age"}
    assert questions.read_folder(any_data.path / release.QUERIES) == {}


def test_two_releases_differ_in_one_claim(history: tuple[Release, Release]) -> None:
    before, after = ({str(quad) for quad in parse(each.dump(), format=RdfFormat.N_QUADS)} for each in history)

    apart = {line.split()[0] for line in before ^ after if not re.search("graph/(dataset|derived)>", line)}

    assert apart == {f"<{releases.CHANGED}>"}
    assert release.latest(history[0].path.parent) == history[1].path
