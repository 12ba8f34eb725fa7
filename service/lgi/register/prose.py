"""What the register says in words."""

from datetime import date

from lgi.register.bodies import Body

_CODES = {
    "finance-e-code": "Finance code of {name}",
    "gov-uk-slug": "GOV.UK slug of {name}",
    "mysociety-code": "mySociety code of {name}",
    "org-id": "Org-id of {name}",
    "snac": "Old national statistics code of {words}",
}


def governance(body: Body) -> str:
    """Say which place a council governs, and since when."""
    if body.start and body.end:
        return f"{body.name} governed {body.words} from {_said(body.start)} until {_said(body.end)}."
    if body.end:
        return f"{body.name} governed {body.words} until {_said(body.end)}."
    if body.start:
        return f"{body.name} has governed {body.words} since it began on {_said(body.start)}."
    return f"{body.name} governs {body.words}."


def code(scheme: str, body: Body) -> str:
    """Say what a code is."""
    return _CODES[scheme].format(name=body.name, words=body.words)


def _said(day: str) -> str:
    read = date.fromisoformat(day)
    return f"{read.day} {read:%B} {read.year}"
