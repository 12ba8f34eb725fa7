import pytest
from pyoxigraph import Store

from lgi.engine.dataset import with_dataset

GRAPHS = ["http://e/a", "http://e/b"]
WRITTEN = "FROM <http://e/a> FROM NAMED <http://e/b> "


@pytest.mark.parametrize(
    ("query", "before"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * "),
        ("ASK{?s ?p ?o}", "ASK "),
        ("SELECT ?s WHERE { ?s ?p ?o }", "SELECT ?s "),
        ("SELECT (EXISTS { ?s ?p ?o } AS ?x) { ?s ?p ?o }", "SELECT (EXISTS { ?s ?p ?o } AS ?x) "),
        (
            "# SELECT {\nPREFIX where: <http://e/> ASK { ?s where:x 'WHERE {' }",
            "# SELECT {\nPREFIX where: <http://e/> ASK ",
        ),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } "),
        ("CONSTRUCT # {\n { ?s ?p ?o } { ?s ?p ?o }", "CONSTRUCT # {\n { ?s ?p ?o } "),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT "),
        ("DESCRIBE ?s WHERE { ?s ?p ?o }", "DESCRIBE ?s "),
        ("DESCRIBE <http://e/s> LIMIT 1", "DESCRIBE <http://e/s> "),
        ("DESCRIBE <http://e/s> # all", "DESCRIBE <http://e/s> # all\n"),
        ("SELECT * FROM <http://e/c> { ?s ?p ?o }", "SELECT * FROM <http://e/c> "),
        (r"PREFIX e: <http://e/\u00e9> ASK { ?s ?p ?o }", r"PREFIX e: <http://e/\u00e9> ASK "),
    ],
)
def test_graphs_are_written_before_the_pattern(query: str, before: str) -> None:
    written = with_dataset(query, GRAPHS[:1], GRAPHS[1:])

    assert written.startswith(before + WRITTEN)
    Store().query(written)


@pytest.mark.parametrize("text", [r'"\u0022 } #"', r'"http://e/\\u003E } #"'])
def test_what_is_escaped_stays_so(text: str) -> None:
    query = f"SELECT * {{ ?s ?p {text} }}"

    assert with_dataset(query, GRAPHS[:1], GRAPHS[1:]).endswith(query.removeprefix("SELECT * "))


def test_graphs_that_a_query_names_itself_may_be_left_out() -> None:
    query = "PREFIX e: <http://e/> SELECT * FROM e:c from # NAMED\n named <http://e/d> { ?s ?p 'FROM' }"

    written = with_dataset(query, GRAPHS[:1], GRAPHS[1:], only=True)

    assert "e:c" not in written and "http://e/d" not in written
    assert written.endswith(WRITTEN + "{ ?s ?p 'FROM' }")
    Store().query(written)
