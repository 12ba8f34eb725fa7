"""`/grades`: which scales sort and judge evidence, what their steps mean, and how the signs on pages are read."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.rows import Row, grouped, local
from lgi.web.views import showing
from lgi.web.views.gap_map import facts as gap_facts
from lgi.web.views.gap_map.cell import STATES, UNTESTED, VAIN, Cell
from lgi.web.views.gap_map.cells import draw
from lgi.web.views.gap_map.choosing import Choice
from lgi.web.views.gap_map.facts import value
from lgi.web.views.inquiry import Inquiry

_ORDER = (
    "study-design",
    "independence",
    "valence",
    "reading-extent",
    "evidence-direction",
    "directness",
    "evidence-strength",
    "search-result",
    "confidence",
)
_EXAMPLES = (*STATES[:4], VAIN, UNTESTED)


async def grades(request: Request) -> Response:
    """Tell how evidence is graded."""
    return await showing.show(request, "grades.html", (), gather)


async def gather(inquiry: Inquiry) -> dict[str, Any]:
    """Ask for the scales, and for the map that examples are taken from."""
    facts = await gap_facts.gather(inquiry, gap_facts.MODELS)
    cells = list(draw(facts, Choice()).cells.values())
    return {
        "scales": scales(await inquiry.rows("steps-of-scales")),
        "awarded": await inquiry.rows("grades-of-evidence"),
        "differing": await inquiry.rows("one-study-found-and-another-not"),
        "examples": examples(cells),
        "labels": facts.labels,
        "mixed": next((cell for cell in _told(cells) if cell.sign == "mixed" and cell.studies > 1), None),
    }


def scales(steps: list[Row]) -> list[tuple[dict[str, str], list[Row]]]:
    """Each scale with its steps: those with a rank from the highest, then the others by name."""
    found = {local(scale["value"]): (scale, _steps(rows)) for scale, rows in grouped(steps, "scale")}
    return [found[name] for name in _ORDER if name in found]


def _steps(rows: list[Row]) -> list[Row]:
    once = [held[0] for _, held in grouped(rows, "step")]
    return sorted(once, key=lambda row: (-int(value(row, "rank") or -1), row["step"]["label"]))


def examples(cells: list[Cell]) -> list[Cell]:
    """For each thing that a cell can say, the cell that says it with most findings or claims."""
    held = [[cell for cell in _told(cells) if cell.state == state] for state in _EXAMPLES]
    return [found[0] for found in held if found]


def _told(cells: list[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: (-len(cell.findings), -len(cell.claims), cell.key))


PATHS = {"/grades": grades}
"""The address of the page, with what answers there."""
