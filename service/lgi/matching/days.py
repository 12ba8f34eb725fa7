"""Days: what people write for a date, as the first and the last day that it may mean."""

import calendar
import re
from datetime import date

Days = tuple[str, str]
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?")
_BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read(text: str) -> Days | None:
    """Read a year, a month or a day; None if it is none of them.

    >>> read("2021"), read("31/03/2021"), read("2021-02"), read("soon")
    (('2021-01-01', '2021-12-31'), ('2021-03-31', '2021-03-31'), ('2021-02-01', '2021-02-28'), None)
    """
    text = text.strip()
    if british := _BRITISH.fullmatch(text):
        return _span(int(british[3]), int(british[2]), int(british[1]))
    if iso := _ISO.fullmatch(text):
        return _span(int(iso[1]), int(iso[2] or 0), int(iso[3] or 0))
    return None


def _span(year: int, month: int, day: int) -> Days | None:
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return first.isoformat(), last.isoformat()


def existed(first: str, last: str, days: Days) -> bool:
    """Whether what has a first and a last day, either of which may not be known, was there on one of some days."""
    return (not first or first <= days[1]) and (not last or last >= days[0])


def spoken(day: str) -> str:
    """Write a day as people do.

    >>> spoken("2021-03-31")
    '31 March 2021'
    """
    told = date.fromisoformat(day)
    return f"{told.day} {calendar.month_name[told.month]} {told.year}"
