from pathlib import Path
from typing import Any

import pytest

from bench import machine, ratios, report
from bench.goals import GOALS, Goal, is_met, median_of, unmeasured, verdict
from bench.tools import Tools
from lgi import files

PAGE = files.PACKAGE.parents[1] / "docs" / "benchmarks.md"


def latency(**times: tuple[float | None, float | None, str]) -> dict[str, Any]:
    return {
        name: {"ours": {"p50": ours, "flag": flag}, "peer": {"p50": peer, "flag": "="}}
        for name, (ours, peer, flag) in times.items()
    }


def test_times_are_compared_by_the_geometric_mean_of_their_ratios() -> None:
    found = ratios.times(latency(q1=(1.0, 2.0, "="), q2=(1.0, 8.0, "~")), "ours", "peer")

    assert found.ratio == pytest.approx(0.25)
    assert found.note == "2 queries"


def test_a_query_unanswered_or_answered_differently_is_left_out_and_named() -> None:
    measured = latency(q1=(1.0, 2.0, "="), q2=(None, 1.0, "E"), q3=(1.0, 100.0, "!"))

    found = ratios.times(measured, "ours", "peer")

    assert found.ratio == pytest.approx(0.5)
    assert found.note == "1 queries; unanswered: q2; answers differ: q3"


def test_times_are_compared_over_the_queries_that_are_named() -> None:
    found = ratios.times(latency(q1=(1.0, 2.0, "="), q2=(1.0, 8.0, "=")), "ours", "peer", ["q1"])

    assert found.ratio == pytest.approx(0.5)
    assert found.queries == 1


def test_nothing_answered_is_no_ratio() -> None:
    assert ratios.times(latency(q1=(None, 2.0, "E")), "ours", "peer").queries == 0


def test_rates_are_compared_round_by_round() -> None:
    found = ratios.rates({"32": {"ours": {"rounds": [30, 20]}, "peer": {"rounds": [10, 20]}}}, "ours", "peer")

    assert found == [3, 1]


def test_the_median_of_the_rounds_is_held_against_the_limit() -> None:
    slow, fast = Goal("1", "", 0.4), Goal("4", "", 1.4, at_least=True)

    assert is_met(slow, median_of([0.1, 0.4, 9.0]))
    assert not is_met(fast, median_of([0.1, 1.3, 9.0]))
    assert verdict(fast, median_of([0.7])) == "**missed** by 50 %"
    assert verdict(fast, unmeasured("it rained")) == "not measured"


def test_the_report_has_a_row_for_every_budget_measured_or_not() -> None:
    found = {"1a": median_of([0.3, 0.35, 0.5], "24 queries"), "3a": unmeasured("Virtuoso is not installed")}

    text = report.section(found, {"Processor": "slow"}, "1 May 2030")

    assert text.count("\n| ") == len(GOALS) + 2
    assert "| 0.35 | 0.30 to 0.50 | met by 13 % | 24 queries |" in text
    assert "| not measured | Virtuoso is not installed |" in text
    assert "| not measured | left out of this run |" in text
    assert len(report.lines(found).splitlines()) == len(GOALS)


def test_a_new_run_replaces_the_results_and_keeps_what_is_written_by_hand() -> None:
    page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    new = report.section({}, {}, "today")

    assert report.renewed(page, new) == f"before\n{new}\nafter\n"
    assert report.renewed(report.renewed(page, new), new) == report.renewed(page, new)
    with pytest.raises(ValueError, match="put these lines"):
        report.renewed("no place", new)


def test_the_page_of_benchmarks_has_a_place_for_the_results() -> None:
    assert report.renewed(PAGE.read_text(encoding="utf-8"), "new").count("new") >= 1


def test_the_machine_is_told_by_its_kind_and_what_runs_on_it() -> None:
    facts = machine.facts()

    assert "cores" in facts["Processor"]
    assert "pyoxigraph" in facts["Ours"]


def test_missing_tools_are_named(tmp_path: Path) -> None:
    (tmp_path / "gen.py").touch()

    assert Tools(tmp_path, tmp_path).missing() == ["run_bench.py", "queries"]
