from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

from lgi import corpus, files, names, turtle
from lgi.corpus import Corpus
from lgi.errors import BadData, BadGraph

S, P, G = NamedNode("http://e/s"), NamedNode("http://e/p"), NamedNode("http://e/g")
FACT = Quad(S, P, Literal("é"), DefaultGraph())
NAMED_FACT = Quad(S, P, Literal("é"), G)
CONSTRUCT = "CONSTRUCT { ?s <http://e/derived> ?o } WHERE { ?s <http://e/p> ?o }"

blanks = st.sampled_from([BlankNode(name) for name in "abc"])
quads = st.lists(
    st.builds(Quad, blanks, st.just(P), blanks | st.just(S), st.sampled_from([G, DefaultGraph()])), max_size=5
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder for rules."""
    folder = tmp_path / "rules"
    folder.mkdir()
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# Reading


def test_every_file_is_read_into_the_graph_named_after_its_path(tmp_path: Path) -> None:
    one = write(tmp_path / "one.ttl", "<http://e/s> <http://e/p> 1 .")
    two = write(tmp_path / "deep" / "two.ttl", "<http://e/s> <http://e/p> 1 .")
    read = corpus.load(tmp_path)

    assert {corpus.graph_of(quad) for quad in read.quads} == {one.as_uri(), two.as_uri()} == set(read.paths)
    assert read.paths[two.as_uri()] == two


def test_all_that_is_authored_is_read(authored: Corpus) -> None:
    assert set(authored.paths.values()) == set(files.turtle_files(files.ONTOLOGY, files.SHAPES, files.GRAPH))
    assert {corpus.graph_of(quad) for quad in authored.quads} == set(authored.paths)


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "one.ttl", "<http://e/s> <http://e/p> 1 .\nnonsense")

    with pytest.raises(BadData, match=f"^{path}:2: this is not Turtle"):
        corpus.load(tmp_path)


def test_a_thing_is_at_home_in_the_first_file_that_describes_it(tmp_path: Path) -> None:
    one = write(tmp_path / "one.ttl", "<http://e/s> <http://e/p> [ <http://e/p> 1 ] .")
    two = write(tmp_path / "two.ttl", "<http://e/s> <http://e/p> 2 . <http://e/t> <http://e/p> 2 .")
    read = corpus.load(tmp_path).with_quads([Quad(G, P, S, NamedNode(names.DERIVED_GRAPH))])

    assert read.home_of == {"http://e/s": one.as_uri(), "http://e/t": two.as_uri()}


def test_the_subjects_of_graphs_are_what_these_graphs_describe(tmp_path: Path) -> None:
    write(tmp_path / "one.ttl", "<http://e/s> <http://e/p> [ <http://e/p> 1 ] .")
    two = write(tmp_path / "two.ttl", "<http://e/t> <http://e/p> <http://e/u> .")
    read = corpus.load(tmp_path)

    assert read.subjects_of([two.as_uri()]) == {"http://e/t"}
    assert read.subjects_of(["http://e/no-such-graph"]) == set()


def test_the_graph_of_a_fact_without_graph_has_no_name() -> None:
    assert (corpus.graph_of(FACT), corpus.graph_of(NAMED_FACT)) == ("", "http://e/g")


# Reading data that are not ours


@pytest.mark.parametrize("graph_per_file", [True, False])
@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld", "nq", "trig"])
def test_a_file_of_triples_in_any_format_gives_the_same_facts(
    tmp_path: Path, ending: str, graph_per_file: bool
) -> None:
    path = tmp_path / f"a b.{ending}"
    path.write_bytes(serialize([FACT], format=RdfFormat.from_extension(ending)) or b"")
    home = NamedNode(path.as_uri()) if graph_per_file else DefaultGraph()

    assert corpus.foreign(path, graph_per_file) == [Quad(S, P, Literal("é"), home)]


@pytest.mark.parametrize("graph_per_file", [True, False])
@pytest.mark.parametrize("ending", ["nq", "trig", "jsonld"])
def test_a_fact_that_names_its_graph_stays_there(tmp_path: Path, ending: str, graph_per_file: bool) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(serialize([NAMED_FACT], format=RdfFormat.from_extension(ending)) or b"")

    assert corpus.foreign(path, graph_per_file) == [NAMED_FACT]


def test_a_short_iri_is_completed_by_what_the_file_says_and_by_no_place_of_ours(tmp_path: Path) -> None:
    said = write(tmp_path / "a.ttl", "@base <http://e/> .\n<s> <p> <s> .")
    unsaid = write(tmp_path / "b.ttl", "<http://e/s> <http://e/p> <s> .")

    assert corpus.foreign(said, False) == [Quad(S, P, S)]
    with pytest.raises(BadData, match=r"b\.ttl:1: "):
        corpus.foreign(unsaid, False)


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.ttl", "<http://e/s> <http://e/p> 1 .\n<http://e/s> nonsense .\n", ":2: this cannot be read as Turtle: "),
        (
            "a.nt",
            "<http://e/s> <http://e/p> <http://e/o> .\n\n<http://e/s> .\n",
            ":3: this cannot be read as N-Triples: ",
        ),
        ("a.nq", "\n<http://e/s> .", ":2: this cannot be read as N-Quads: "),
        ("a.trig", "<http://e/g> {\n\n <http://e/s> }\n", ":3: this cannot be read as TriG: "),
        ("a.jsonld", '{\n "@id": \n}', ":3: this cannot be read as JSON-LD: "),
        ("a.rdf", "<rdf:RDF>\n</rdf:RDF>", "this cannot be read as RDF/XML: "),
        ("a.ttl", "<relative space> <http://e/p> 1 .", ":1: this cannot be read as Turtle: "),
    ],
)
def test_a_bad_file_is_told_with_its_format_and_line(tmp_path: Path, name: str, text: str, place: str) -> None:
    path = write(tmp_path / name, text)

    with pytest.raises(BadData) as raised:
        corpus.foreign(path, graph_per_file=False)
    assert str(raised.value).startswith(str(path))
    assert place in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"none\.ttl: there is no such file$"):
        corpus.foreign(tmp_path / "none.ttl", graph_per_file=False)


@pytest.mark.parametrize("name", ["a.csv", "a", "ttl"])
def test_a_file_whose_ending_tells_no_format_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadData, match=r"the ending tells no RDF format: use \.ttl, "):
        corpus.foreign(write(tmp_path / name, ""), graph_per_file=False)


# Deriving


def test_what_a_rule_derives_stands_in_the_graph_of_derived_facts(rules: Path) -> None:
    write(rules / "a.rq", CONSTRUCT)

    assert corpus.derived([NAMED_FACT], rules) == [
        Quad(S, NamedNode("http://e/derived"), Literal("é"), NamedNode(names.DERIVED_GRAPH))
    ]


def test_what_is_said_already_is_not_derived_again(rules: Path) -> None:
    write(rules / "a.rq", CONSTRUCT)

    assert corpus.derived([NAMED_FACT, Quad(S, NamedNode("http://e/derived"), Literal("é"), G)], rules) == []


def test_no_rule_sees_what_another_derives(rules: Path) -> None:
    write(rules / "a.rq", CONSTRUCT)
    write(rules / "b.rq", "CONSTRUCT { ?s <http://e/last> ?o } WHERE { ?s <http://e/derived> ?o }")
    found = corpus.derived([NAMED_FACT], rules)

    assert {quad.predicate.value for quad in found} == {"http://e/derived"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("CONSTRUCT", r"a\.rq: the rule cannot be read: "),
        ("SELECT * { ?s ?p ?o }", r"a\.rq: a rule is one CONSTRUCT query"),
        ("ASK { ?s ?p ?o }", r"a\.rq: a rule is one CONSTRUCT query"),
    ],
)
def test_a_rule_at_fault_is_told_by_its_name(rules: Path, text: str, fault: str) -> None:
    write(rules / "a.rq", text)

    with pytest.raises(BadGraph, match=fault):
        corpus.derived([NAMED_FACT], rules)


def test_rules_derive_nothing_new_from_what_they_derived(complete: Corpus) -> None:
    assert corpus.derived(complete.quads) == []


def test_every_rule_of_ours_gives_a_reader_of_the_graph_something(authored: Corpus, complete: Corpus) -> None:
    derived = complete.quads[len(authored.quads) :]

    assert complete.quads[: len(authored.quads)] == authored.quads
    assert {corpus.graph_of(quad) for quad in derived} == {names.DERIVED_GRAPH}
    assert {"label", "type"} <= {quad.predicate.value.split("#")[-1] for quad in derived}


# The canonical form


@given(quads, st.permutations("abc"), st.randoms())
def test_neither_order_nor_names_of_blank_nodes_change_the_canonical_form(
    facts: list[Quad], renamed: list[str], random: Random
) -> None:
    rename = {BlankNode(old): BlankNode(new) for old, new in zip("abc", renamed, strict=True)}
    others = [
        Quad(rename[f.subject], f.predicate, rename.get(f.object, f.object), f.graph_name)  # type: ignore[index, arg-type]
        for f in facts
    ]
    random.shuffle(others)

    assert corpus.canonical(others) == corpus.canonical(facts)


@given(quads, quads)
def test_the_canonical_form_counts_every_fact_once_and_can_be_read_again(some: list[Quad], more: list[Quad]) -> None:
    text = corpus.canonical([*some, *more, *some])
    again = Store()
    again.load(text, format=RdfFormat.N_QUADS)

    assert len(text.splitlines()) == len({*some, *more})
    assert corpus.canonical(iter(again)) == text


# The store


def test_what_the_store_gives_back_is_what_was_authored_term_by_term(authored: Corpus, store: Store) -> None:
    derived = {quad for quad in store if corpus.graph_of(quad) == names.DERIVED_GRAPH}

    assert set(store) - derived == set(authored.quads)


def test_what_the_store_gives_back_is_what_was_derived_term_by_term(complete: Corpus, store: Store) -> None:
    assert set(store) == set(complete.quads)


def test_the_store_would_change_some_literals_so_the_comparison_can_fail() -> None:
    written = turtle.read('<urn:s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .', "here")
    store = Store()
    store.bulk_extend(written)

    assert set(store) != set(written)
