import re
from pathlib import Path

PITFALLS = {*range(1, 48), *range(52, 55), *range(61, 65)}


def test_every_pitfall_has_a_test_that_is_named_after_it() -> None:
    texts = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]

    named = {
        int(number) for text in texts for number in re.findall(r"^def test_pitfall_(\d\d)_\w+\(", text, re.MULTILINE)
    }
    assert named == PITFALLS
