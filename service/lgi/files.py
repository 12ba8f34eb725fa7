"""Where things lie: the four folders of text, and which named graph a file becomes."""

from pathlib import Path

from lgi import names

PACKAGE = Path(__file__).parent
_CHECKOUT = PACKAGE.parent.parent

ROOT = _CHECKOUT if (_CHECKOUT / "ontology" / "lgi.ttl").is_file() else PACKAGE / "assets"
"""The folder that holds the four: the checkout if there is one, else the assets of the installed package."""

ONTOLOGY = ROOT / "ontology"
RULES = ONTOLOGY / "rules"
GRAPH = ROOT / "graph"
SHAPES = ROOT / "shapes"
QUERIES = ROOT / "queries"

AUTHORED = (ONTOLOGY, SHAPES, GRAPH)
"""The folders of Turtle."""


def turtle_files(*folders: Path) -> list[Path]:
    """List the Turtle files below folders (a file stands for itself), in order of their paths."""
    found = [path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*.ttl"))]
    return sorted(set(found))


def graph_name(path: Path) -> str:
    """Name the graph that a file becomes: its path without ending, below `graph/` or below the root.

    A file outside the project is named by its file IRI.

    >>> graph_name(GRAPH / "model" / "wigan-deal.ttl")
    'https://w3id.org/lgi/graph/model/wigan-deal'
    """
    absolute = path.resolve()
    for folder in (GRAPH, ROOT):
        if absolute.is_relative_to(folder.resolve()):
            return names.GRAPHS + absolute.relative_to(folder.resolve()).with_suffix("").as_posix()
    return absolute.as_uri()


def display(path: Path) -> str:
    """Write a path the way a person at the prompt would: relative to here where it is below."""
    absolute = path.resolve()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(path)
