from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgi import files, names

OURS = files.turtle_files(files.ONTOLOGY, files.SHAPES, files.GRAPH)


def test_a_checkout_is_read_in_place() -> None:
    assert Path(__file__).parent.parent == files.ROOT


@pytest.mark.parametrize("folder", [files.ONTOLOGY, files.RULES, files.GRAPH, files.SHAPES, files.QUERIES])
def test_every_folder_of_text_is_there(folder: Path) -> None:
    assert folder.is_dir()


def test_turtle_files_come_in_order_of_their_paths_from_every_depth(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/z.ttl", "a/b/c.ttl", "a/not-turtle.rq"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert files.turtle_files(tmp_path) == [tmp_path / name for name in ("a/b/c.ttl", "a/z.ttl", "b.ttl")]


def test_a_file_stands_for_itself_and_is_listed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.touch()

    assert files.turtle_files(path, tmp_path) == [path]


@pytest.mark.parametrize(
    ("path", "graph"),
    [
        (files.GRAPH / "model" / "wigan-deal.ttl", "model/wigan-deal"),
        (files.GRAPH / "council.ttl", "council"),
        (files.ONTOLOGY / "lgi.ttl", "ontology/lgi"),
        (files.ONTOLOGY / "scheme" / "stage.ttl", "ontology/scheme/stage"),
        (files.SHAPES / "claim.ttl", "shapes/claim"),
    ],
)
def test_a_graph_is_named_after_the_path_of_its_file(path: Path, graph: str) -> None:
    assert files.graph_name(path) == names.GRAPHS + graph


def test_a_file_outside_the_project_is_named_by_its_file_iri(tmp_path: Path) -> None:
    assert files.graph_name(tmp_path / "a b.ttl") == f"{tmp_path.as_uri()}/a%20b.ttl"


def test_the_folders_of_turtle_hold_all_turtle_of_ours() -> None:
    assert files.turtle_files(*files.AUTHORED) == OURS


def test_no_two_files_become_the_same_graph() -> None:
    assert len({files.graph_name(path) for path in OURS}) == len(OURS)


def test_a_path_is_shown_from_here_if_it_lies_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert files.display(tmp_path / "graph" / "a.ttl") == "graph/a.ttl"
    assert files.display(Path("a.ttl")) == "a.ttl"
    assert files.display(tmp_path.parent / "a.ttl") == str(tmp_path.parent / "a.ttl")


@given(st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True), min_size=1, max_size=4))
def test_a_graph_name_says_every_step_of_the_path(steps: list[str]) -> None:
    path = files.GRAPH.joinpath(*steps).with_suffix(".ttl")

    assert files.graph_name(path).removeprefix(names.GRAPHS).split("/") == steps
