import inspect
import re

import pytest

from lgi import errors
from lgi.errors import BadQuery, LgiError

CLASSES = [made for _, made in inspect.getmembers(errors, inspect.isclass) if made.__module__ == "lgi.errors"]


def drawn() -> dict[str, str]:
    """The tree in the module's docstring: each error, and the one it hangs from."""
    parents, above = {}, ["LgiError"]
    for branch, name in re.findall(r"^([│ ]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(branch) // 4 + 1
        parents[name] = above[depth - 1]
        above[depth:] = [name]
    return parents


def test_the_tree_is_drawn_as_it_is() -> None:
    made = {error.__name__: error.__base__.__name__ for error in CLASSES if error is not LgiError and error.__base__}

    assert drawn() == made


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_is_ours_and_says_what_it_means(error: type[Exception]) -> None:
    assert issubclass(error, LgiError)
    assert (error.__doc__ or "").endswith((".", ".\n    "))


@pytest.mark.parametrize("error", CLASSES)
def test_the_text_of_an_error_is_what_the_raiser_wrote(error: type[Exception]) -> None:
    assert str(error("say it with care")) == "say it with care"


def test_a_bad_query_knows_its_place() -> None:
    fault = BadQuery("no", 3, 7)

    assert (str(fault), fault.line, fault.column) == ("no", 3, 7)


def test_a_bad_query_may_have_no_place() -> None:
    fault = BadQuery("no")

    assert (fault.line, fault.column) == (None, None)
