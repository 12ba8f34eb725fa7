"""Bring a question and an engine together: a name and arguments in, an answer out."""

from collections.abc import Mapping

from lgi import media, questions
from lgi.arguments import Argument
from lgi.engine import Answer, Engine, Query
from lgi.errors import BadArgument
from lgi.media import Accept
from lgi.questions import Question


class Answers:
    """The questions there are, and the engine that answers them."""

    def __init__(self, known: Mapping[str, Question], engine: Engine) -> None:
        self.questions = known
        self.engine = engine

    def question(self, name: str) -> Question:
        """Find a question by its name. Raises NotFound that suggests names like it."""
        return questions.find(self.questions, name)

    async def ask(self, name: str, values: Mapping[str, str], accept: Accept) -> Answer:
        """Answer a question in the type agreed on.

        Raises NotFound, BadArgument (also for a record or concept that the graph does not hold), NotAcceptable or
        QueryError.
        """
        return await self.engine.run(Query(await self.query(name, values)), accept)

    async def query(self, name: str, values: Mapping[str, str]) -> str:
        """Give a question's SPARQL with values in their slots. Raises NotFound or BadArgument."""
        question = self.question(name)
        for argument in (question.argument(given) for given in values):
            await self._require(argument, argument.term(values[argument.name]))
        return question.asked(values)

    async def _require(self, argument: Argument, term: str) -> None:
        """Refuse a record or concept that is not there: its empty answer would read as a finding."""
        if argument.is_name:
            found = await self.engine.run(Query(f"ASK {{ {term} ?property ?value }}"), media.DEFAULT)
            if b"true" not in found.body:
                raise BadArgument(f"{argument.name}: there is no {term} in the graph; an example is {argument.plain}")
