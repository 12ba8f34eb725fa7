import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgi.engine import Limits, guard
from lgi.errors import BadQuery, Refused, TooComplex

LIMITS = Limits(depth=5, operators=10)
UPDATES = ["INSERT DATA", "DELETE WHERE", "LOAD", "CLEAR ALL", "DROP ALL", "CREATE", "ADD", "MOVE", "COPY", "WITH <x>"]


def keywords(text: str) -> frozenset[str]:
    return guard.examine(text, LIMITS)


@given(st.sampled_from(["SERVICE", "service", "SeRvIcE", "\\u0053ERVICE", "SERV\\U00000049CE"]))
def test_service_is_refused_in_every_spelling(word: str) -> None:
    with pytest.raises(Refused, match="asks no other endpoint"):
        keywords(f"SELECT * {{ {word} <http://e/> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize("form", UPDATES)
@pytest.mark.parametrize("before", ["", "PREFIX e: <http://e/>\n", "# SELECT\n", "BASE <http://e/> "])
def test_every_update_is_refused(form: str, before: str) -> None:
    with pytest.raises(
        Refused, match=f"^{form.split(maxsplit=1)[0]}: this endpoint answers queries and changes nothing"
    ):
        keywords(f"{before}{form} {{ }}")


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        'SELECT * { ?s ?p """a "SERVICE" """ }',
        "SELECT * { ?s ?p '''\nSERVICE\n''' }",
        "SELECT * { ?s <http://e/SERVICE> ?o }",
        "SELECT * { ?SERVICE ?p $service }",
        "SELECT * { ?s e:SERVICE ?o }",
        "SELECT * { ?s e:a\\#b ?o . ?o e:o\\'b SERVICE:x }",
        "SELECT * { ?s ?p ?o } # SERVICE <x> { }",
        'SELECT * { ?s ?p "a"@SERVICE }',
    ],
)
def test_no_string_iri_comment_variable_or_name_passes_for_a_keyword(text: str) -> None:
    assert "SERVICE" not in keywords(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s e:a\\#b ?o . SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { ?s e:o\\'b ?o . SERVICE <http://e/> { ?s ?p 'x' } }",
        "SELECT * { ?s ?p '\\'' . SERVICE <http://e/> { ?s ?p '' } }",
        "SELECT * { ?s <http://e/#a'b> ?o . SERVICE <http://e/> { ?s ?p 'x' } }",
        "SELECT * { # it's\n SERVICE <http://e/> { ?s ?p 'x' } }",
        'SELECT * { ?s ?p """a\\"""" . SERVICE <http://e/> { ?s ?p """b""" } }',
    ],
)
def test_no_quote_or_hash_hides_a_keyword(text: str) -> None:
    with pytest.raises(Refused):
        keywords(text)


def test_a_word_that_could_begin_an_update_is_no_update_inside_a_query() -> None:
    assert "ADD" in keywords("SELECT ?add { BIND(ADD AS ?add) }")


def test_keywords_come_in_capitals_and_without_names() -> None:
    found = keywords("prefix e: <http://e/> select ?x from e:g where { ?x a e:C }")

    assert found == {"PREFIX", "SELECT", "FROM", "WHERE", "A"}


@given(st.lists(st.sampled_from(["{}", "()", "[]"]), max_size=8), st.integers(0, 3))
def test_brackets_may_nest_to_the_limit_and_no_deeper(pairs: list[str], siblings: int) -> None:
    opened = "".join(pair[0] for pair in pairs)
    closed = "".join(pair[1] for pair in reversed(pairs))
    text = "ASK " + (opened + closed + "{}" * siblings)

    if max(len(pairs), int(siblings > 0)) > LIMITS.depth:
        with pytest.raises(TooComplex, match="nests brackets more than 5 deep"):
            keywords(text)
    else:
        assert keywords(text) == {"ASK"}


@given(st.integers(0, 20), st.sampled_from("!+*/|^=-&<"))
def test_operators_may_be_as_many_as_the_limit_and_no_more(count: int, operator: str) -> None:
    text = "ASK " + f"{operator} " * count

    if count > LIMITS.operators:
        with pytest.raises(TooComplex, match="more than 10 operators"):
            keywords(text)
    else:
        assert keywords(text) == {"ASK"}


def test_brackets_and_operators_in_strings_and_comments_do_not_count() -> None:
    assert keywords('ASK { ?s ?p "((((((((++++++++++++" } # {{{{{{{{!!!!!!!!!!!!') == {"ASK"}


@pytest.mark.parametrize("escape", ["\\uD800", "\\U00110000", "\\UFFFFFFFF"])
def test_an_escape_for_what_is_no_character_is_a_bad_query(escape: str) -> None:
    with pytest.raises(BadQuery, match="is no character"):
        keywords(f"ASK {{ ?s ?p '{escape}' }}")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaping_a_text_and_resolving_it_gives_it_back(text: str) -> None:
    assert guard.resolved("".join(f"\\U{ord(letter):08x}" for letter in text)) == text


@given(st.text() | st.text(alphabet="\"'\\<>#{}() \nSERVICE:?@u0"))
def test_any_text_is_examined_without_a_crash(text: str) -> None:
    try:
        found = keywords(text)
    except (BadQuery, Refused, TooComplex):
        return

    assert all(word == word.upper() for word in found)
    assert "SERVICE" not in found
