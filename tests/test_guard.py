import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgi import files
from lgi.engine import Limits, guard
from lgi.errors import BadQuery, Refused, TooComplex

LIMITS = Limits(depth=5, operators=10)
UPDATES = ["INSERT DATA", "DELETE WHERE", "LOAD", "CLEAR ALL", "DROP ALL", "CREATE", "ADD", "MOVE", "COPY", "WITH <x>"]


@given(st.sampled_from(["SERVICE", "service", "SeRvIcE", "\\u0053ERVICE", "SERV\\U00000049CE"]))
def test_service_is_refused_in_every_spelling(word: str) -> None:
    with pytest.raises(Refused, match="asks no other endpoint"):
        guard.examine(f"SELECT * {{ {word} <http://e/> {{ ?s ?p ?o }} }}", LIMITS)


@pytest.mark.parametrize("form", UPDATES)
@pytest.mark.parametrize("before", ["", "PREFIX e: <http://e/>\n", "# SELECT\n", "BASE <http://e/> "])
def test_every_update_is_refused(form: str, before: str) -> None:
    with pytest.raises(
        Refused, match=f"^{form.split(maxsplit=1)[0]}: this endpoint answers queries and changes nothing"
    ):
        guard.examine(f"{before}{form} {{ }}", LIMITS)


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
    guard.examine(text, LIMITS)


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
        guard.examine(text, LIMITS)


def test_a_word_that_could_begin_an_update_is_no_update_inside_a_query() -> None:
    guard.examine("SELECT ?add { BIND(ADD AS ?add) # service\n }", LIMITS)


@given(st.lists(st.sampled_from(["{}", "()", "[]"]), max_size=8), st.integers(0, 3))
def test_brackets_may_nest_to_the_limit_and_no_deeper(pairs: list[str], siblings: int) -> None:
    opened = "".join(pair[0] for pair in pairs)
    closed = "".join(pair[1] for pair in reversed(pairs))
    text = "ASK " + (opened + closed + "{}" * siblings)

    if max(len(pairs), int(siblings > 0)) > LIMITS.depth:
        with pytest.raises(TooComplex, match="nests brackets more than 5 deep"):
            guard.examine(text, LIMITS)
    else:
        guard.examine(text, LIMITS)


@given(st.integers(0, 20), st.sampled_from("!+*/|^=-&<"))
def test_operators_may_be_as_many_as_the_limit_and_no_more(count: int, operator: str) -> None:
    text = "ASK " + f"{operator} " * count

    if count > LIMITS.operators:
        with pytest.raises(TooComplex, match="more than 10 operators"):
            guard.examine(text, LIMITS)
    else:
        guard.examine(text, LIMITS)


def test_brackets_and_operators_in_strings_and_comments_do_not_count() -> None:
    guard.examine('ASK { ?s ?p "((((((((++++++++++++" } # {{{{{{{{!!!!!!!!!!!!', LIMITS)


@pytest.mark.parametrize("escape", ["\\uD800", "\\U00110000", "\\UFFFFFFFF"])
def test_an_escape_for_what_is_no_character_is_a_bad_query(escape: str) -> None:
    with pytest.raises(BadQuery, match="is no character"):
        guard.examine(f"ASK {{ ?s ?p '{escape}' }}", LIMITS)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaping_a_text_and_resolving_it_gives_it_back(text: str) -> None:
    assert guard.resolved("".join(f"\\U{ord(letter):08x}" for letter in text)) == text


LONG_S = "\u017f"  # a capital of which is an S
WORDS = ["SELECT", "ask", "INSERT", "PREFIX", "BASE", "SERVICE", "ERVICE", "DESCRIBE", "e:", "<http://e/>", "?x"]
PIECES = st.sampled_from([*WORDS, f"e:{LONG_S}ervice", f"{LONG_S}ERVICE", "\\u0053"]) | st.sampled_from(
    "<>#{}('\" \n\\+*!1é"
)


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
def test_a_glance_lets_nothing_pass_that_a_closer_look_would_refuse(text: str) -> None:
    at_a_glance = guard._is_ordinary(text, LIMITS)
    try:
        guard._look_closely(text, LIMITS)
    except (BadQuery, Refused, TooComplex):
        assert not at_a_glance


def test_what_is_said_of_a_query_without_an_end_is_that_it_makes_nothing() -> None:
    assert guard.is_stable("CONSTRUCT { ?s ?p")


def test_a_word_for_the_time_is_found_in_any_spelling() -> None:
    assert not guard.is_stable(r"SELECT (N\u004fW() AS ?now) {}")
    assert not guard.is_stable("PREFIX : <http://e/> SELECT (:-1NOW() AS ?now) {}")
    assert not guard.is_stable('SELECT ("a"@enNOW() AS ?now) {}')


QUESTIONS = [path.read_text(encoding="utf-8") for path in sorted(files.QUERIES.glob("*.rq"))]


@pytest.mark.parametrize("text", QUESTIONS, ids=lambda text: text.splitlines()[0])
def test_a_glance_is_enough_for_every_short_question_that_names_no_services(text: str) -> None:
    is_long = sum(map(text.count, "([{")) > Limits().depth

    assert guard._is_ordinary(text, Limits()) or is_long or re.search(r"\bservice([- ]area\b|s-)", text)


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("# service\n ASK { ?service e:hasService e:a-service }", False),
        ("ASK { ?s :-1SERVICE <x:y> {} }", True),
        ("ASK { ?s ?p 1SERVICE <x:y> {} }", True),
        ("ASK { ?s ?p-1SERVICE <x:y> {} }", True),
        ("PREFIX service: <x:y> ASK {}", True),
        ("ASK { ?s ?p '''\n#'''SERVICE <x:y> {} }", True),
    ],
)
def test_a_word_is_passed_over_only_where_no_keyword_can_stand(text: str, mentioned: bool) -> None:
    assert guard.mentions(text, "SERVICE") is mentioned


def test_a_glance_takes_no_longer_for_a_prologue_that_never_ends() -> None:
    began = time.perf_counter()

    assert not guard._is_ordinary("PREFIX e: <http://e/> # x\n \t" * 20_000 + "#" * 100_000, Limits())
    assert time.perf_counter() - began < 2
