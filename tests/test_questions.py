from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from lgi import files, names, questions
from lgi.errors import BadArgument, BadQuestion, NotFound
from lgi.questions import Question

HEAD = """\
#+ id: B7
#+ title: Title
#+ question: What is it?
"""
BODY = """
PREFIX council: <https://w3id.org/lgi/id/council/>
PREFIX ex: <http://e/>
PREFIX power-degree: <https://w3id.org/lgi/scheme/power-degree#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT $value ?after
WHERE {
  VALUES $value { EXAMPLE }

  VALUES ?after { "still here" }
}
"""
EXAMPLES = {
    "council": "council:wigan",
    "power-degree": "power-degree:decides",
    "iri": "<http://e/x>",
    "english": '"words"@en',
    "string": '"code"',
    "date": '"2019-05-21"^^xsd:date',
    "integer": "5",
    "decimal": '"1.5"^^xsd:decimal',
    "boolean": '"true"^^xsd:boolean',
}
HOSTILE = [
    '"',
    '\\"',
    '" } } # ',
    '"@en } SELECT * { ?s ?p ?o } #',
    "'''",
    '"""',
    "}",
    "{ ?s ?p ?o }",
    "\\u0022",
    "\\u0022 } #",
    "\\\\u0022",
    "\\U00000022 }",
    "\\u005C",
    "\\u000A",
    "\\",
    "\n",
    "\r\n} #",
    "\t",
    "# comment",
    ">",
    "<http://e/> } #",
    "http://e/> } #",
    "http://e/\\u003E",
    "http://e/a b",
    "http://e/{}",
    "http://e/\n#",
    "council:wigan } #",
    "council:x\\u007D",
    "wigan } UNION { ?s ?p ?o",
    "$value",
    "EXAMPLE",
    "UNDEF",
    "\\1\\g<0>",
    "5 6",
    "5 UNDEF",
    "\u0665",
    "true false",
    "",
    " ",
    "\x00",
    "\u2028",
    "😀",
]
hostile = (
    st.sampled_from(HOSTILE)
    | st.text()
    | st.text(alphabet="\\u0022{}<>\"'#\n\r $:a")
    | st.lists(st.sampled_from(HOSTILE)).map("".join)
)


def question(example: str, head: str = HEAD + "#+ $value: A value.\n") -> Question:
    return questions.read(head + BODY.replace("EXAMPLE", example), "it")


def rows(text: str) -> list[tuple[object, object]]:
    results = Store().query(text)
    assert isinstance(results, QuerySolutions)
    return [(row["value"], row["after"]) for row in results]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_form_of_an_example_tells_the_type_of_its_slot(kind: str) -> None:
    (argument,) = question(EXAMPLES[kind]).arguments

    assert (argument.type, argument.help, argument.example) == (kind, "A value.", EXAMPLES[kind])
    assert argument.is_concept == (kind == "power-degree")


@pytest.mark.parametrize("kind", EXAMPLES)
@given(value=hostile)
def test_whatever_text_a_caller_gives_never_changes_the_structure_of_the_query(kind: str, value: str) -> None:
    asked = question(EXAMPLES[kind])
    before, after = asked.text.split(EXAMPLES[kind])
    try:
        text = asked.asked({"value": value})
    except BadArgument:
        return

    assert text.startswith(before) and text.endswith(after)
    ((found, still_here),) = rows(text)
    assert still_here == Literal("still here")
    assert isinstance(found, NamedNode) if kind in ("iri", "council", "power-degree") else isinstance(found, Literal)


@given(hostile)
@example("\\u0022")
def test_a_text_arrives_letter_by_letter(value: str) -> None:
    text = question(EXAMPLES["english"]).asked({"value": value})

    assert rows(text) == [(Literal(value, language="en"), Literal("still here"))]


@given(hostile)
def test_a_code_arrives_letter_by_letter(value: str) -> None:
    text = question(EXAMPLES["string"]).asked({"value": value})

    assert rows(text) == [(Literal(value), Literal("still here"))]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("kind", ["council", "power-degree", "iri", "date", "integer", "decimal", "boolean"])
def test_a_hostile_text_is_no_name_and_no_number(kind: str, value: str) -> None:
    with pytest.raises(BadArgument, match=f"^value: .* is no {kind}"):
        question(EXAMPLES[kind]).asked({"value": value})


@pytest.mark.parametrize(
    ("kind", "value", "iri"),
    [
        ("council", "wigan", names.thing("council", "wigan")),
        ("council", " wigan ", names.thing("council", "wigan")),
        ("council", "council:wigan", names.thing("council", "wigan")),
        ("council", names.thing("council", "wigan"), names.thing("council", "wigan")),
        ("power-degree", "decides", names.SCHEMES + "power-degree#decides"),
        ("power-degree", "power-degree:decides", names.SCHEMES + "power-degree#decides"),
        ("iri", "council:wigan", names.thing("council", "wigan")),
        ("iri", "https://e/é?q=1#x", "https://e/é?q=1#x"),
        ("iri", "lgi:Model", names.ONTOLOGY + "#Model"),
    ],
)
def test_a_thing_may_be_named_by_its_slug_its_short_name_or_its_iri(kind: str, value: str, iri: str) -> None:
    text = question(EXAMPLES[kind]).asked({"value": value})

    assert rows(text) == [(NamedNode(iri), Literal("still here"))]


@pytest.mark.parametrize("value", ["place:wigan", "http://e/x", names.THINGS + "council", "lgi:Model"])
def test_a_thing_of_another_kind_is_refused_with_advice(value: str) -> None:
    with pytest.raises(BadArgument, match=r"is no council: give its slug, such as wigan, or its IRI below https://"):
        question("council:wigan").asked({"value": value})


def test_what_is_no_iri_is_refused_with_advice() -> None:
    with pytest.raises(BadArgument, match=r"'wigan' is no iri: give a whole IRI or a short one such as <http://e/x>"):
        question("<http://e/x>").asked({"value": "wigan"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2019-12-31"),
        ("integer", "-7"),
        ("integer", "007"),
        ("decimal", "+1.50"),
        ("decimal", "3"),
        ("boolean", "false"),
    ],
)
def test_a_literal_is_written_as_it_was_given_with_its_type(kind: str, value: str) -> None:
    (argument,) = question(EXAMPLES[kind]).arguments

    assert argument.term(value) == f'"{value}"^^<{names.VOCABULARIES["xsd"]}{kind}>'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2019-13-01"),
        ("date", "2019-00-10"),
        ("date", "2019-01-32"),
        ("date", "19-01-01"),
        ("date", "2019-05-21Z"),
        ("date", "2019-05-21\n"),
        ("integer", "1.0"),
        ("integer", "1" * 19),
        ("decimal", "1."),
        ("decimal", "1e3"),
        ("boolean", "True"),
        ("boolean", "1"),
    ],
)
def test_a_literal_of_another_type_is_refused_with_an_example(kind: str, value: str) -> None:
    with pytest.raises(BadArgument, match=f"is no {kind}; an example is "):
        question(EXAMPLES[kind]).asked({"value": value})


def test_a_slot_without_a_value_keeps_its_example() -> None:
    asked = question("council:wigan")

    assert asked.asked({}) == asked.text


def test_a_name_that_is_no_argument_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadArgument, match=r"^other: it takes no such argument; it takes: value$"):
        question("5").asked({"other": "5"})
    with pytest.raises(BadArgument, match=r"it takes: none$"):
        question("", HEAD).asked({"other": "5"})


def test_a_value_goes_into_its_own_slot_only() -> None:
    two = questions.read(
        HEAD + "#+ $a: A.\n#+ $b: B.\n\nSELECT $a $b\nWHERE {\n  VALUES $a { 1 }\n  VALUES $b { 2 }\n}\n", "two"
    )

    assert two.asked({"b": "3"}) == two.text.replace("{ 2 }", f'{{ "3"^^<{names.VOCABULARIES["xsd"]}integer> }}')
    assert [argument.name for argument in two.arguments] == ["a", "b"]


def test_a_question_says_who_it_is() -> None:
    asked = question("council:wigan")

    assert (asked.name, asked.id, asked.title, asked.question) == ("it", "B7", "Title", "What is it?")
    assert (asked.form, asked.group, asked.group_title) == ("SELECT", "B", questions.GROUPS["B"])


def test_questions_rank_by_number_and_not_by_letter() -> None:
    ranks = [questions.read(f"#+ id: {i}\n#+ title: t\n#+ question: q\nASK {{}}", i).rank for i in ("B2", "B10", "C1")]

    assert ranks == sorted(ranks)


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_a_question_has_one_of_the_four_forms(form: str) -> None:
    assert questions.read(f"{HEAD}\n{form} {{ }}", "it").form == form


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("SELECT ?s { }", r"^it\.rq: add a line '#\+ id: \.\.\.' at the top$"),
        ("#+ id: A1\n#+ question: Q?\nASK {}", r"add a line '#\+ title: "),
        (HEAD.replace("B7", "Z7") + "ASK {}", "the id 'Z7' is not a letter of ABCDEFGHIJKLST and a number"),
        (HEAD.replace("B7", "B7b") + "ASK {}", "the id 'B7b' is not"),
        (HEAD + "INSERT DATA { }", "no line begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (HEAD + BODY.replace("EXAMPLE", "5"), r"say what \$value is in a line '#\+ \$value: "),
        (HEAD + "#+ $value: V.\nASK {}", r"\$value is described but has no line 'VALUES \$value \{ example \}'"),
        (HEAD + "#+ $value: V.\n" + BODY.replace("EXAMPLE", "no:x"), "the example no:x needs a line 'PREFIX no: "),
        (
            HEAD + "#+ $value: V.\n" + BODY.replace("EXAMPLE", '"2019"^^xsd:gYear'),
            r"\$value is of type xsd:gYear; a slot takes date, ",
        ),
    ],
)
def test_a_file_that_breaks_the_rules_is_told_what_it_lacks(text: str, advice: str) -> None:
    with pytest.raises(BadQuestion, match=advice):
        questions.read(text, "it")


def test_an_example_from_another_vocabulary_takes_any_iri() -> None:
    (argument,) = question("ex:thing").arguments

    assert argument.type == "iri"


def test_a_folder_is_read_by_name_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.rq").write_text(HEAD + "ASK {}", encoding="utf-8")
    (tmp_path / "c.txt").touch()

    assert list(questions.read_folder(tmp_path)) == ["a", "b"]


def test_a_question_is_found_by_its_name_or_by_names_like_it() -> None:
    known = {"power-shifts": question("5"), "power-bases": question("5")}

    assert questions.find(known, "power-shifts") is known["power-shifts"]
    with pytest.raises(NotFound, match=r"^no question is called 'power-shift': did you mean power-shifts"):
        questions.find(known, "power-shift")
    with pytest.raises(NotFound, match=r"^no question is called 'xyz': there are 2 others$"):
        questions.find(known, "xyz")


def test_every_question_of_ours_takes_its_own_example_as_a_value() -> None:
    slots = [(q, argument) for q in questions.read_folder(files.QUERIES).values() for argument in q.arguments]

    assert slots
    for asked, argument in slots:
        plain = argument.example.partition("^^")[0].partition("@")[0].strip('"<>')
        Store().query(asked.asked({argument.name: plain}))


def _is_described(store: Store, term: str) -> object:
    return store.query(f"ASK {{ {term} ?property ?value }}", use_default_graph_as_union=True)


def test_every_example_of_a_question_of_ours_is_in_the_graph(store: Store) -> None:
    named = {
        argument.term(argument.plain)
        for question in questions.read_folder(files.QUERIES).values()
        for argument in question.arguments
        if argument.is_name
    }

    assert [term for term in sorted(named) if not _is_described(store, term)] == []
    assert len(named) > 20


@given(hostile)
def test_no_value_breaks_out_of_a_question_of_ours(value: str) -> None:
    for name in ("identifiers-of-bodies", "models-by-group-and-service-area", "figures-by-source"):
        asked = questions.read_file(files.QUERIES / f"{name}.rq")
        for argument in asked.arguments:
            try:
                text = asked.asked({argument.name: value})
            except BadArgument:
                continue
            assert text.count("\n") == asked.text.count("\n")
            Store().query(text)


def test_a_captured_text_is_a_record_and_no_words(store: Store) -> None:
    asked = questions.read_folder(files.QUERIES)["parts-without-statement-by-text"]

    assert asked.argument("text").term("reimagining-services-page") == f"<{names.THINGS}text/reimagining-services-page>"
    found = store.query(asked.asked({"text": "reimagining-services-page"}), use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    assert next(found)
