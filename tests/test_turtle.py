from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from lgi import corpus, files, names, turtle
from lgi.errors import BadData

RDF = names.VOCABULARIES["rdf"]
XSD = names.VOCABULARIES["xsd"]
PREFIXES = f"@prefix e: <http://e/> .\n@prefix rdf: <{RDF}> .\n"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    alphabet="a\"'\\\n\r\t#<>@.", max_size=12
)
iris = st.sampled_from(
    [
        "http://e/a",
        "http://e/a#b",
        "http://e/é",
        "urn:x",
        RDF + "type",
        RDF + "nil",
        names.ONTOLOGY + "#Model",
        names.thing("council", "wigan"),
        names.thing("council", "a.b"),
        names.SCHEMES + "stage#x",
        names.SCHEMES + "skos#x",
    ]
).map(NamedNode)
numbers = st.sampled_from(["0", "+5", "-1", "01", "1.0", "-.5", "1.", "1e3", "x", "", "true", "1", "2019-05-21"])
literals = (
    texts.map(Literal)
    | st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "cy", "en-gb"]))
    | st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(XSD + kind)),
        numbers,
        st.sampled_from(["integer", "decimal", "boolean", "double", "date", "string"]),
    )
)
blanks = st.sampled_from([BlankNode(name) for name in "abcd"])
predicates = iris | st.sampled_from([NamedNode(RDF + "first"), NamedNode(RDF + "rest")])
facts = st.builds(Quad, iris | blanks, predicates, iris | blanks | literals)


def canonical(text: str) -> bytes:
    return corpus.canonical(turtle.read(text, "here"))


def formatted(text: str) -> str:
    return turtle.formatted(text, "here")


def written_by_others(quads: list[Quad], form: RdfFormat = RdfFormat.TURTLE) -> str:
    """Facts as the RDF library writes them."""
    return (serialize(quads, format=form) or b"").decode()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(facts, max_size=8), st.sampled_from(["", "@base <http://e/a> .\n", "@base <http://e/a#b> .\n"]))
def test_format_then_parse_gives_the_same_facts_or_a_refusal_and_never_other_facts(
    quads: list[Quad], base: str
) -> None:
    text = base + written_by_others(quads)
    try:
        written = formatted(text)
    except BadData as fault:
        refusal, written = str(fault), ""
    else:
        refusal = ""

    if refusal:
        assert refusal.endswith("give it a name")
        return
    assert canonical(written) == canonical(text)
    assert formatted(written) == written


@given(st.lists(st.builds(Quad, iris, iris, iris | literals), max_size=8))
def test_facts_without_blank_nodes_are_never_refused_and_their_order_does_not_matter(quads: list[Quad]) -> None:
    text = written_by_others(quads)
    reverse = written_by_others(quads[::-1])

    assert formatted(text) == formatted(reverse)


@given(texts)
def test_any_text_comes_back_letter_by_letter(text: str) -> None:
    written = formatted(written_by_others([Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text))]))

    assert [quad.object for quad in turtle.read(written, "here")] == [Literal(text)]


def test_the_layout_is_one_fact_a_line_under_its_subject() -> None:
    text = """\
@prefix lgi: <https://w3id.org/lgi/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unused: <http://unused/> .
<https://w3id.org/lgi/id/model/b> lgi:rank 2, 1 ; skos:definition "d"@en ; skos:prefLabel "B"@en ; a lgi:Model .
<https://w3id.org/lgi/id/model/a> lgi:gloss '''two
lines "quoted"''' ."""

    assert (
        formatted(text)
        == """\
@prefix lgi: <https://w3id.org/lgi/ontology#> .
@prefix model: <https://w3id.org/lgi/id/model/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

model:a
    lgi:gloss \"\"\"two
lines \\"quoted\\"\"\"\" ;
.

model:b
    a lgi:Model ;
    skos:prefLabel "B"@en ;
    skos:definition "d"@en ;
    lgi:rank 1 ;
    lgi:rank 2 ;
.
"""
    )


def test_a_fact_said_twice_is_written_once() -> None:
    assert formatted("<urn:s> <urn:p> 1, 1 . <urn:s> <urn:p> 1 .").count("<urn:p>") == 1


def test_two_things_without_names_that_look_alike_stay_two() -> None:
    written = formatted("<urn:s> <urn:p> [ <urn:q> 1 ], [ <urn:q> 1 ] .")

    assert written.count("[ <urn:q> 1 ]") == 2


def test_the_base_is_kept_and_written_as_empty_brackets() -> None:
    written = formatted("@base <http://e/graph> .\n<> <http://e/p> <http://e/graph> .")

    assert written == "@base <http://e/graph> .\n\n<>\n    <http://e/p> <> ;\n.\n"


def test_a_line_in_a_text_that_looks_like_a_relative_base_is_not_taken_for_one() -> None:
    written = formatted('<urn:s> <urn:p> """\n@base <relative> .\n""" .')

    assert not written.startswith("@base")


def test_a_list_stays_a_list() -> None:
    assert "<urn:p> ( 1 ( 2 ) [ <urn:q> 3 ] ) ;" in formatted("<urn:s> <urn:p> ( 1 ( 2 ) [ <urn:q> 3 ] ) .")


@pytest.mark.parametrize(
    "cells",
    [
        "rdf:first 1 ; rdf:rest () ; e:more 2",
        "rdf:first 1",
        "rdf:rest ()",
        "rdf:first 1, 2 ; rdf:rest ()",
        "rdf:first 1 ; rdf:rest e:x",
        "rdf:first 1 ; rdf:rest []",
    ],
)
def test_what_is_not_quite_a_list_loses_nothing(cells: str) -> None:
    text = f"{PREFIXES}e:s e:p [ {cells} ] ."

    assert canonical(formatted(text)) == canonical(text)


def test_what_has_no_name_and_no_mention_comes_last() -> None:
    written = formatted("[] <urn:p> 2 . <urn:s> <urn:p> [] . [] <urn:p> 1 .")

    assert written == "<urn:s>\n    <urn:p> [] ;\n.\n\n[]\n    <urn:p> 1 ;\n.\n\n[]\n    <urn:p> 2 ;\n.\n"


@pytest.mark.parametrize(
    "text",
    [
        "<urn:s> <urn:p> _:a . <urn:t> <urn:p> _:a . _:a <urn:q> 1 .",
        "_:a <urn:p> _:b . _:b <urn:p> _:a .",
        "_:a <urn:p> _:a .",
        "<urn:s> <urn:p> _:a . _:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:a .",
    ],
)
def test_a_blank_node_that_cannot_be_written_in_place_is_refused(text: str) -> None:
    with pytest.raises(BadData, match=r"give it a name"):
        formatted(text)


def test_a_statement_about_a_statement_is_refused() -> None:
    with pytest.raises(BadData, match=r"RDF 1\.2"):
        formatted("<urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> .")


def test_the_direction_of_a_text_is_kept() -> None:
    assert '"a"@ar--rtl' in formatted('<urn:s> <urn:p> "a"@ar--rtl .')


@pytest.mark.parametrize("comment", ["# at the top\n", "<urn:s> <urn:p> 1 . # at the end", "<urn:s> #b\n <urn:p> 1 ."])
def test_a_comment_is_refused_rather_than_lost(comment: str) -> None:
    with pytest.raises(BadData, match=r"a comment would be lost"):
        formatted("<urn:a> <urn:b> 1 .\n" + comment)


def test_the_refusal_of_a_comment_tells_its_line() -> None:
    with pytest.raises(BadData, match=r"^here:3: .*: # me$"):
        formatted("<urn:a>\n  <urn:b> '''\n#no''' . # me")


@pytest.mark.parametrize("quoted", ['"#a"', "'#a'", '"""\n#a"""', "'''\n#a'''", '"\\"#a"', "<urn:#a>", "'''a'#'''"])
def test_a_hash_that_is_no_comment_is_no_comment(quoted: str) -> None:
    text = f"<urn:s> <urn:p> {quoted} ."

    assert canonical(formatted(text)) == canonical(text)


def test_a_hash_in_a_short_name_is_no_comment() -> None:
    written = formatted("@prefix e: <http://e/> .\n<urn:s> <urn:p> e:a\\#b .")

    assert "<http://e/a#b>" in written


def test_a_fault_is_told_with_its_file_and_line() -> None:
    with pytest.raises(BadData, match=r"^here:2: this is not Turtle: "):
        turtle.read("<urn:a> <urn:b> 1 .\n<urn:a> nonsense .", "here")


def test_a_base_that_is_no_iri_is_told() -> None:
    with pytest.raises(BadData, match=r"^here: this is not Turtle: "):
        turtle.read("<> <urn:b> 1 .", "here", base="no iri")


def test_a_base_from_outside_completes_short_iris() -> None:
    (fact,) = turtle.read("<#a> <urn:b> 1 .", "here", base="http://e/x")

    assert fact.subject == NamedNode("http://e/x#a")


def test_two_readings_never_share_a_blank_node() -> None:
    first, second = (turtle.read("_:a <urn:b> 1 .", "here")[0].subject for _ in range(2))

    assert first != second


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(BadData, match=r"a.ttl: cannot be read as UTF-8 text"):
        turtle.read_file(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"none.ttl: cannot be read"):
        turtle.read_file(tmp_path / "none.ttl")


def test_every_file_of_ours_keeps_its_facts_when_formatted_backwards() -> None:
    for path in files.turtle_files(files.ONTOLOGY):
        quads = [Quad(quad.subject, quad.predicate, quad.object) for quad in turtle.read_file(path)]
        text = written_by_others(quads[::-1], RdfFormat.N_TRIPLES)

        assert canonical(formatted(text)) == corpus.canonical(quads)
