"""Every rule has been seen to fail, alone, on its own breach file."""

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from lgi import check, corpus, files, names
from lgi.check import Finding

HERE = Path(__file__).parent
EXAMPLE, BREACHES = HERE / "graph", HERE / "breaches"
SH = names.VOCABULARIES["sh"]
RULES = sorted(
    quad.subject.value.removeprefix(names.SHAPES + "#")
    for quad in corpus.load(files.SHAPES).quads
    if isinstance(quad.subject, NamedNode)
    if isinstance(quad.object, NamedNode)
    if quad.object.value in (SH + "PropertyShape", SH + "SPARQLConstraint")
)


def findings(*folders: Path) -> list[Finding]:
    """What is found in the files of some folders, which know the ontology and nothing of our graph."""
    data = corpus.complete(corpus.load(files.ONTOLOGY, files.SHAPES, *folders))
    return list(check.check(data, only=files.turtle_files(*folders)).findings)


@pytest.fixture(scope="module")
def broken() -> dict[str, set[str]]:
    """The rules that each breach file breaks, found in one validation of all of them."""
    found = defaultdict(set)
    for finding in findings(EXAMPLE, BREACHES):
        found[Path(finding.file).stem].add(finding.shape)
    return found


def test_there_are_rules() -> None:
    assert len(RULES) > 150


def test_the_example_breaks_no_rule() -> None:
    assert [str(finding) for finding in findings(EXAMPLE)] == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_been_seen_to_fail_alone(rule: str, broken: dict[str, set[str]]) -> None:
    assert broken[rule] == {rule}


def test_every_breach_file_breaks_a_rule_that_there_is() -> None:
    assert {path.stem for path in BREACHES.glob("*.ttl")} == set(RULES)


def test_every_rule_tells_an_editor_what_to_do() -> None:
    facts = corpus.load(files.SHAPES).quads
    told = {str(quad.subject) for quad in facts if quad.predicate.value == SH + "message"}

    assert [rule for rule in RULES if f"<{names.SHAPES}#{rule}>" not in told] == []
