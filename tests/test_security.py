"""Every promise of SECURITY names tests that there are."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
SECURITY = (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8")


def test_every_promise_names_tests_and_every_test_it_names_is_there() -> None:
    rows = [line for line in SECURITY.splitlines() if line.startswith("| ") and "---" not in line]
    promises = [row for row in rows if not row.startswith("| promise |")]
    there = {
        name for path in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }

    assert len(promises) >= 25
    assert [row for row in promises if not re.search(r"`test_\w+`", row)] == []
    assert set(re.findall(r"`(test_\w+)`", SECURITY)) - there == set()
