"""Bring a question and an engine together: a name and arguments in, an answer out."""

from collections.abc import Mapping

from lgi import questions
from lgi.engine import Answer, Engine, Query
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

        Raises NotFound, BadArgument, NotAcceptable or QueryError.
        """
        return await self.engine.run(Query(self.question(name).asked(values)), accept)
