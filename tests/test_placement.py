"""Each fault in where a record lies, or in a name that it uses, is found and told with what to do."""

from pathlib import Path

import pytest

from lgi import corpus, files, placement
from lgi.corpus import Corpus
from lgi.placement import Fault

PREFIXES = """\
@prefix claim: <https://w3id.org/lgi/id/claim/> .
@prefix council: <https://w3id.org/lgi/id/council/> .
@prefix lgi: <https://w3id.org/lgi/ontology#> .
@prefix model: <https://w3id.org/lgi/id/model/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of records of its own, with an ontology of two terms beside it."""
    for name, folder in {"ROOT": tmp_path, "GRAPH": tmp_path / "graph"}.items():
        monkeypatch.setattr(files, name, folder)
    (tmp_path / "ontology.ttl").write_text(
        f"{PREFIXES}lgi:Model a owl:Class . lgi:isRunBy a owl:ObjectProperty .", "utf-8"
    )
    return tmp_path / "graph"


def faults(graph: Path, **records: str) -> list[Fault]:
    """What is wrong with records, each given by its path with `__` for a slash."""
    for name, text in records.items():
        path = (graph / name.replace("__", "/").replace("_", "-")).with_suffix(".ttl")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"@base <{files.graph_name(path)}> .\n{PREFIXES}{text}", encoding="utf-8")
    return placement.faults(corpus.load(graph.parent))


def rules(found: list[Fault]) -> set[str]:
    return {fault.rule for fault in found}


def test_records_in_their_places_have_no_fault(graph: Path) -> None:
    found = faults(
        graph,
        model__wigan_deal="model:wigan-deal a lgi:Model ; lgi:isRunBy council:wigan . claim:wigan-deal-a a lgi:Model .",
        council="council:wigan a lgi:Model .",
    )

    assert found == []


def test_a_base_that_is_not_the_path_is_told_with_what_to_write(graph: Path) -> None:
    faults(graph, model__one="model:one a lgi:Model .")
    (graph / "model" / "two.ttl").write_text(
        (graph / "model" / "one.ttl").read_text("utf-8").replace("model:one", "model:two"), "utf-8"
    )
    (fault,) = placement.faults(corpus.load(graph.parent))

    assert (fault.rule, fault.value) == ("File-base", "https://w3id.org/lgi/graph/model/one")
    assert "write @base <https://w3id.org/lgi/graph/model/two> ." in fault.message


def test_a_file_without_base_is_told(graph: Path) -> None:
    graph.mkdir()
    (graph / "model.ttl").write_text(f"{PREFIXES}model:one a lgi:Model .", encoding="utf-8")

    assert rules(placement.faults(corpus.load(graph.parent))) == {"File-base"}


def test_a_record_in_the_wrong_file_is_told_where_to_go(graph: Path) -> None:
    (fault,) = faults(graph, model__wigan_deal="council:wigan a lgi:Model .")

    assert fault.rule == "File-home"
    assert "move it to graph/council/wigan.ttl" in fault.message


def test_a_claim_lies_in_the_file_whose_name_is_the_longest_that_begins_its_own(graph: Path) -> None:
    found = faults(graph, model__wigan_deal="claim:wigan-deal-in-wigan-x a lgi:Model .", model__wigan_deal_in_wigan="")

    assert [(fault.rule, fault.thing.rpartition("/")[2]) for fault in found] == [("File-home", "wigan-deal-in-wigan-x")]


def test_a_claim_whose_name_begins_with_that_of_no_file_is_told(graph: Path) -> None:
    (fault,) = faults(graph, model__wigan_deal="claim:preston-x a lgi:Model .")

    assert "begin its name with that of its file" in fault.message


def test_a_name_that_is_no_slug_is_told(graph: Path) -> None:
    assert "File-slug" in rules(faults(graph, model__wigan_deal="model:Wigan_Deal a lgi:Model ."))


def test_a_record_that_two_files_describe_is_told_in_both(graph: Path) -> None:
    found = faults(graph, council="council:wigan a lgi:Model .", council__wigan="council:wigan a lgi:Model .")

    assert [fault.rule for fault in found] == ["File-once", "File-once"]
    assert {fault.value for fault in found} == {fault.graph for fault in found}


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("model:m lgi:isRumBy council:wigan .", "did you mean lgi:isRunBy?"),
        ("model:m a lgi:Modle .", "did you mean lgi:Model?"),
        ("model:m lgi:zzz 1 .", "see ontology/lgi.ttl"),
    ],
)
def test_a_term_that_is_not_declared_is_told_with_one_like_it(graph: Path, text: str, advice: str) -> None:
    (fault,) = faults(graph, model__m=text, council="council:wigan a lgi:Model .")

    assert fault.rule == "Term-declared"
    assert advice in fault.message


@pytest.mark.parametrize(("name", "advice"), [("wigann", "did you mean council:wigan?"), ("york", "add the record")])
def test_a_thing_that_no_file_describes_is_told_with_one_like_it(graph: Path, name: str, advice: str) -> None:
    (fault,) = faults(graph, model__m=f"model:m lgi:isRunBy council:{name} .", council="council:wigan a lgi:Model .")

    assert (fault.rule, fault.value.rpartition("/")[2]) == ("Thing-described", name)
    assert advice in fault.message


def test_a_fault_of_what_has_no_name_is_told_of_its_file(graph: Path) -> None:
    (fault,) = faults(graph, model__m="[] lgi:isRumBy 1 .")

    assert fault.thing == fault.graph


def test_our_own_graph_has_no_fault(complete: Corpus) -> None:
    assert placement.faults(complete) == []
