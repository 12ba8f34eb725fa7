import asyncio
import json

import pytest

from lgi import media, questions
from lgi.answers import Answers
from lgi.engine import Answer, Limits
from lgi.engine.embedded import Embedded
from lgi.errors import BadArgument, NotFound
from lgi.media import Accept
from lgi.release import Release

ABOUT = """\
#+ id: S1
#+ title: What is said of somebody
#+ question: What is said of somebody?
#+ $who: Somebody, by IRI.

SELECT ?value
WHERE {
  VALUES $who { <http://e/nobody> }

  $who ?property ?value .
}
ORDER BY ?value
"""


def _ask(data: Release, name: str, values: dict[str, str], accept: Accept = media.DEFAULT) -> Answer:
    async def work() -> Answer:
        async with Embedded(data, Limits(workers=1)) as engine:
            return await Answers({"about": questions.read(ABOUT, "about")}, engine).ask(name, values, accept)

    return asyncio.run(work())


def test_a_question_is_answered_with_the_value_that_was_given(any_data: Release) -> None:
    answer = _ask(any_data, "about", {"who": "http://e/ann"})

    values = [row["value"]["value"] for row in json.loads(answer.body)["results"]["bindings"]]
    assert sorted(values) == ["41", "Ann", "Anna"]


def test_a_question_is_answered_with_its_example_where_nothing_was_given(any_data: Release) -> None:
    answer = _ask(any_data, "about", {}, Accept("text/csv", None, None))

    assert (answer.media_type, answer.body) == ("text/csv", b"value\r\n")


def test_a_question_that_there_is_not_is_not_found_and_one_like_it_suggested(any_data: Release) -> None:
    with pytest.raises(NotFound, match="did you mean about"):
        _ask(any_data, "abuot", {})


def test_an_argument_that_there_is_not_is_named_with_those_there_are(any_data: Release) -> None:
    with pytest.raises(BadArgument, match="whom: about takes no such argument; it takes: who"):
        _ask(any_data, "about", {"whom": "http://e/ann"})


def test_a_value_can_never_become_a_part_of_the_query(any_data: Release) -> None:
    with pytest.raises(BadArgument, match="is no iri"):
        _ask(any_data, "about", {"who": "http://e/x> } { ?s ?p ?o } #"})
