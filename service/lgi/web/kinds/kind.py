"""What a kind of problem is."""

from dataclasses import dataclass
from http import HTTPStatus

from lgi import names


@dataclass(frozen=True)
class Kind:
    """How an error is told: its status, the last part of its type IRI, its title, what it means, and how to go on."""

    status: HTTPStatus
    slug: str
    title: str
    meaning: str
    advice: str

    @property
    def iri(self) -> str:
        """Its type, as a problem document names it; one without a name is no more than its status."""
        return names.PROBLEMS + self.slug if self.slug else "about:blank"
