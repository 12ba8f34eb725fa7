import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

import releases
from lgi import blank, build, corpus, difference, names
from lgi.difference import Difference, changes
from lgi.difference.state import State
from lgi.release import Manifest, Release

GRAPH, OTHER = NamedNode(names.GRAPHS + "model/a"), NamedNode(names.GRAPHS + "model/b")
A = names.thing("model", "a")
PREFIXES = "\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in names.VOCABULARIES.items())
HARD = ["one\ntwo", "é ü 😀", 'a "quoted" \\ text', "\u2028 and \x85 part no lines", "tab\tand\rreturn", "_:b ^^ @en ."]

nodes = st.sampled_from(
    [BlankNode("x"), BlankNode("y"), BlankNode("z"), NamedNode("http://e/s"), NamedNode("http://e/t")]
)
values = st.one_of(
    nodes,
    st.sampled_from([Literal(text) for text in HARD]),
    st.sampled_from([Literal(text, language="cy") for text in HARD]),
    st.sampled_from([Literal(1), Literal(True), Literal("2026-01-01", datatype=NamedNode("http://e/day"))]),
)
quads = st.builds(
    Quad,
    nodes,
    st.sampled_from([NamedNode("http://e/p"), NamedNode("http://e/q")]),
    values,
    st.sampled_from([GRAPH, OTHER]),
)
datasets = st.lists(quads, max_size=12)


def state(name: str, facts: list[Quad], asked: dict[str, str] | None = None) -> State:
    manifest = Manifest(name, "1", "d", "f", "2026-01-01T00:00:00+00:00", len(facts), {})
    return State.to_be(manifest, blank.named(facts), asked or {})


def read(turtle: str, graph: NamedNode = GRAPH) -> list[Quad]:
    """Facts of a graph, about model A and others."""
    text = f"{PREFIXES}\n@prefix model: <{names.THINGS}model/> . @prefix stage: <{names.SCHEMES}stage#> .\n{turtle}"
    return [Quad(q.subject, q.predicate, q.object, graph) for q in parse(text, format=RdfFormat.TURTLE)]


def compared(before: str, after: str) -> Difference:
    return difference.of(state("one", read(before)), state("two", read(after)))


def patched(lines: set[str], patch: bytes) -> set[str]:
    """Apply an RDF Patch to lines of N-Quads, as its rules say: what is deleted is there, what is added is not."""
    for row in patch.decode().split("\n"):
        code, _, line = row.partition(" ")
        if code == "D":
            assert line in lines
            lines.remove(line)
        elif code == "A":
            assert line not in lines
            lines.add(line)
        else:
            assert code in ("H", "TX", "TC", "")
    return lines


def lines_of(made: Release) -> set[str]:
    return {line for line in made.dump().decode().split("\n") if line}


# The patch


def test_the_patch_of_a_release_makes_it_of_the_one_before_line_by_line(history: tuple[Release, Release]) -> None:
    before, after = history
    patch = after.file("changes.rdfp").read_bytes()

    assert patched(lines_of(before), patch) == lines_of(after)
    assert patched(lines_of(after), difference.between(after, before).patch()) == lines_of(before)


def test_a_patch_says_from_where_to_where_it_leads(history: tuple[Release, Release]) -> None:
    before, after = history
    head = after.file("changes.rdfp").read_text("utf-8").split("\n")[:3]

    assert head == [
        f"H id <{names.RELEASES}{after.manifest.name}> .",
        f"H prev <{names.RELEASES}{before.manifest.name}> .",
        "TX .",
    ]


@given(datasets, datasets)
def test_a_patch_gives_the_other_release_exactly_whatever_is_in_them(one: list[Quad], other: list[Quad]) -> None:
    before, after = state("one", one), state("two", other)
    made = patched(set(before.lines), difference.of(before, after).patch())

    assert made == after.lines
    assert corpus.canonical(parse("\n".join(made), format=RdfFormat.N_QUADS)) == corpus.canonical(set(other))


@pytest.mark.parametrize("text", HARD)
def test_a_text_survives_a_patch_letter_by_letter(text: str) -> None:
    fact = Quad(NamedNode(A), NamedNode("http://e/p"), Literal(text, language="cy"), GRAPH)
    patch = difference.of(state("one", []), state("two", [fact])).patch()
    (line,) = patched(set(), patch)

    assert list(parse(line, format=RdfFormat.N_QUADS)) == [fact]


def test_two_builds_of_one_list_do_not_differ() -> None:
    turtle = "model:a lgi:p ( 1 2 [ lgi:q 3 ] ) ."

    assert compared(turtle, turtle).removed == ()


def test_releases_of_blank_nodes_are_compared_by_what_is_said_of_them(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.ttl"
        path.write_text(f"<http://e/s> <http://e/p> ( 1 2 ), [ <http://e/q> _:{name} ] .", encoding="utf-8")
        made.append(build.build_from([path], tmp_path / name, graph_per_file=False))

    assert difference.between(*made).things == ()
    assert difference.between(*made).added == ()


# The words


def test_a_release_tells_the_one_claim_that_was_put_otherwise(history: tuple[Release, Release]) -> None:
    before, after = history
    (thing,) = difference.between(before, after).things

    assert (thing.iri, thing.kind, thing.change, thing.added, thing.removed) == (
        releases.CHANGED, "claim", "changed", 1, 1,
    )  # fmt: skip
    assert re.fullmatch(
        r"The claim “.+” was put otherwise: its gloss was “.+” and is “The Wigan Deal rests on .+\.”", thing.words[0]
    )
    assert releases.PUT_OTHERWISE in thing.words[0]


LABELS = 'model:a skos:prefLabel "A"@en . model:b rdfs:label "Bee"@en . lgi:gloss skos:prefLabel "has gloss"@en .\n'


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('model:a lgi:gloss "x"@en .', 'model:a lgi:gloss "y"@en .', ["The model “A” was put otherwise: its gloss was “x” and is “y”."]),
        ('model:a lgi:gloss "x"@en .', 'model:a lgi:gloss "y."@en .', ["The model “A” was put otherwise: its gloss was “x” and is “y.”"]),
        ("", 'model:a lgi:gloss "ie"@cy .', ["The model “A” was put otherwise: its gloss is now “ie” (cy)."]),
        ("model:a lgi:gloss 1 .", "model:a lgi:gloss 1, 2, 3 .", ["The model “A” was put otherwise: its gloss is now also 2 and 3."]),
        ("model:a lgi:gloss 1, 2 .", "model:a lgi:gloss 1 .", ["The model “A” was put otherwise: its gloss is no longer 2."]),
        ("", "model:a lgi:ledBy model:b .", ["The model “A” was changed: its “led by” is now “Bee”."]),
        ("", "model:a <http://e/p> <http://e/o> .", ["The model “A” was changed: its “http://e/p” is now http://e/o."]),
        ("", "model:a lgi:list ( 1 model:b ) .", ["The model “A” was changed: its “list” is now (1, “Bee”)."]),
        ("", "model:a lgi:in [ lgi:gloss 1 ; lgi:not ( 2 ) ] .", ["The model “A” was changed: its “in” is now (has gloss 1, “not” (2))."]),
        ("", "model:a lgi:in _:x . _:x lgi:in _:x .", ["The model “A” was changed: its “in” is now (“in” …)."]),
        (
            'model:a lgi:gloss "x"@en ; lgi:ledBy model:b .',
            'model:a lgi:gloss "y"@en .',
            ["The model “A” was changed.", "Its gloss was “x” and is “y”.", "Its “led by” is no longer “Bee”."],
        ),
        ("", "model:a owl:deprecated true .", ["The model “A” was withdrawn."]),
        (
            "",
            "model:a owl:deprecated true ; dcterms:isReplacedBy model:b .",
            ["The model “A” was withdrawn.", "It is replaced by “Bee”."],
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_in_plain_words(before: str, after: str, words: list[str]) -> None:
    (thing,) = compared(LABELS + before, LABELS + after).things

    assert [*thing.words] == words


def test_what_is_new_and_what_is_no_longer_described_is_told() -> None:
    found = compared('model:b skos:prefLabel "B"@en .', 'model:a skos:prefLabel "A"@en ; lgi:p 1 .')

    assert [(each.iri, each.change, each.added, each.removed, each.words) for each in found.things] == [
        (A, "added", 2, 0, ("The model “A” is new.",)),
        (names.thing("model", "b"), "withdrawn", 0, 1, ("The model “B” was withdrawn.",)),
    ]
    assert found.words().startswith("From one to two: 1 added, 1 withdrawn.\n\nThe model “A” is new.\n")


def test_releases_that_hold_the_same_differ_in_nothing() -> None:
    assert compared(LABELS, LABELS).words() == "From one to two: nothing.\n"


def test_what_moved_to_another_graph_is_told_as_that() -> None:
    one, two = (
        state(name, read(LABELS) + read("model:a lgi:p 1 .", graph)) for name, graph in (("one", GRAPH), ("two", OTHER))
    )
    (thing,) = difference.of(one, two).things

    assert thing.words == (
        f"The model “A” was changed: what is said of it stood in {GRAPH.value} and stands in {OTHER.value}.",
    )


def test_what_is_made_here_is_in_the_patch_and_not_in_the_words() -> None:
    made_here = [fact for graph in names.MADE for fact in read("model:a lgi:p 1 .", NamedNode(graph))]
    found = difference.of(state("one", []), state("two", made_here))

    assert (found.things, len(found.added)) == ((), len(names.MADE))


def test_what_belongs_to_no_thing_is_in_the_patch_and_not_in_the_words() -> None:
    found = compared("", "[] lgi:p 1 .")

    assert (found.things, len(found.added)) == ((), 1)


def test_a_question_that_came_went_or_changed_is_told() -> None:
    one = {"old": "#+ title: The old one\n", "same": "x", "other": "#+ title: Before\n"}
    two = {"new": "#+ title: The new one\n", "same": "x", "other": "#+ title: After\n"}
    found = difference.of(state("one", [], one), state("two", [], two))

    assert [(each.iri, each.kind, *each.words) for each in found.things] == [
        (names.QUERIES + "new", "question", "The question “The new one” is new."),
        (names.QUERIES + "old", "question", "The question “The old one” was withdrawn."),
        (names.QUERIES + "other", "question", "The question “After” is asked otherwise."),
    ]


def test_a_long_text_is_cut_between_words() -> None:
    text = "many words " * 40
    (thing,) = compared("", f'model:a skos:prefLabel "{text}"@en .').things

    assert len(thing.words[0]) < 200 and thing.words[0].endswith(" many …” is new.")


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (A, "model"),
        (names.ONTOLOGY + "#Model", "term"),
        (names.SCHEMES + "stage", "scheme"),
        (names.SHAPES + "#Model", "shape"),
        (names.GRAPHS + "model/a", "graph"),
        ("http://e/", "thing"),
    ],
)
def test_every_address_has_a_kind(iri: str, kind: str) -> None:
    assert changes.kind_of(iri) == kind


def test_a_record_without_a_label_is_called_by_its_name() -> None:
    found = compared("", f"model:a skos:prefLabel model:b . <{names.GRAPHS}model/a> lgi:p 1 .")

    assert [each.label for each in found.things] == ["model/a", "model:a"]
