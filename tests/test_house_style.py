"""One layout of every Turtle and question file, and no long function or module, held by machine."""

import ast
import re
from pathlib import Path

import pytest

from lgi import files, names, questions, turtle

TURTLE = files.turtle_files(files.ONTOLOGY, files.SHAPES, files.GRAPH, Path(__file__).parent / "graph")
QUESTIONS = sorted(files.QUERIES.glob("*.rq"))
RULES = sorted(files.RULES.glob("*.rq"))
MOST_LINES_OF_A_MODULE, MOST_LINES_OF_A_FUNCTION = 200, 25
LONGER = {
    "pack",  # most of it is one manifest
    "serve",  # most of it is options with their help
    "query",  # likewise
    "config",  # a line for each option
    "create_app",  # a line for each piece
    "_add_paths",  # a line for each path
    "_of_our_graph",  # a line for each address
    "dataset",  # a line for each fact
}
"""Functions that are longer, each with its reason."""

KEYWORDS = (
    "select construct ask where optional filter values union minus bind order by group limit distinct as exists not"
)


def short(path: Path) -> str:
    return path.relative_to(Path(__file__).parent.parent).as_posix()


@pytest.mark.parametrize("path", TURTLE, ids=short)
def test_every_turtle_file_equals_its_formatted_self(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert turtle.formatted(text, str(path)) == text


@pytest.mark.parametrize("path", [*QUESTIONS, *RULES], ids=short)
def test_every_query_declares_the_prefixes_it_uses_alphabetically_and_no_others(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, body = re.split(r"^(?=SELECT|ASK|CONSTRUCT)", text, maxsplit=1, flags=re.MULTILINE)
    declared = re.findall(r"^PREFIX ([\w-]+): <(.+)>$", head, re.MULTILINE)

    assert [prefix for prefix, _ in declared] == sorted({prefix for prefix, _ in declared})
    assert {prefix: names.namespace(prefix) for prefix, _ in declared} == dict(declared)
    assert {prefix for prefix, _ in declared} == prefixes_used(body)


def prefixes_used(body: str) -> set[str]:
    bare = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"|#.*", " ", body)
    return set(re.findall(r"(?<![\w?$-])([a-z][\w-]*):[\w-]*", bare))


@pytest.mark.parametrize("path", [*QUESTIONS, *RULES], ids=short)
def test_every_query_writes_keywords_in_capitals_and_indents_by_two(path: Path) -> None:
    code = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    bare = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"", " ", "\n".join(code))
    small = re.findall(rf"(?<![\w?$:/-])({'|'.join(KEYWORDS.split())})(?![\w:/-])", bare)

    assert small == []
    assert [line for line in code if (len(line) - len(line.lstrip())) % 2] == []


@pytest.mark.parametrize("path", QUESTIONS, ids=short)
def test_every_question_names_its_columns_and_orders_its_rows(path: Path) -> None:
    question = questions.read_file(path)

    assert "SELECT *" not in question.text
    assert names.is_slug(question.name)
    assert question.question.endswith("?")
    if question.form == "SELECT":
        columns = re.findall(r"\?(\w+)", re.split(r"\bWHERE\b", question.text.split("SELECT", 1)[1], maxsplit=1)[0])
        assert [column for column in columns if column != column.lower()] == []
        assert "\nORDER BY " in question.text or re.search(r"SELECT \(", question.text)


@pytest.mark.parametrize("path", sorted(files.PACKAGE.rglob("*.py")), ids=short)
def test_every_module_and_function_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert text.count("\n") <= MOST_LINES_OF_A_MODULE
    assert {f.name: lines(f) for f in functions if lines(f) > MOST_LINES_OF_A_FUNCTION and f.name not in LONGER} == {}


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno
    return function.end_lineno - function.lineno + 1


def test_titles_of_questions_are_unique() -> None:
    titles = [questions.read_file(path).title for path in QUESTIONS]

    assert sorted(set(titles)) == sorted(titles)
