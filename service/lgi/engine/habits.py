"""What people write that SPARQL does not know: habits of other languages, of word processors and of haste.

Each is told by three patterns, in capitals: what stands before the piece where the engine stops, the piece, and what
follows. The first that fits wins, so the particular stands before the general.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from lgi import names


class Habit(NamedTuple):
    """Patterns of what stands before, of the piece, and of what follows; what is wrong, and what to write instead."""

    before: str
    piece: str
    after: str
    what: str
    suggestion: str


_FUNCTIONS = """
    ABS BNODE BOUND CEIL COALESCE CONCAT CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HOURS IF IRI ISBLANK ISIRI
    ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MD5 MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMETERM SECONDS
    SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR TIMEZONE
    TZ UCASE URI UUID YEAR AVG COUNT GROUP_CONCAT MAX MIN SAMPLE SUM
"""
FUNCTIONS = tuple(_FUNCTIONS.split())
_KEYWORDS = """
    A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FALSE FILTER FROM GRAPH GROUP HAVING IN LIMIT
    MINUS NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR TRUE UNDEF UNION VALUES WHERE
"""
KEYWORDS = tuple(_KEYWORDS.split())
ELSEWHERE = {
    "LOWER": "LCASE",
    "TOLOWER": "LCASE",
    "UPPER": "UCASE",
    "TOUPPER": "UCASE",
    "LEN": "STRLEN",
    "LENGTH": "STRLEN",
    "SUBSTRING": "SUBSTR",
    "IFNULL": "COALESCE",
    "NVL": "COALESCE",
    "ISNULL": "!BOUND",
    "CURRENT_DATE": "NOW",
    "TODAY": "NOW",
    "STARTSWITH": "STRSTARTS",
    "ENDSWITH": "STRENDS",
    "LIKE": "CONTAINS",
    "MATCHES": "REGEX",
    "STRING": "STR",
}
"""What our functions are called in other languages."""

PREFIXES = {
    **names.VOCABULARIES,
    **{kind: f"{names.THINGS}{kind}/" for kind in names.KINDS},
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes that people use without a word, with what they stand for: ours, and others that are well known."""

SIGNS = {
    **dict.fromkeys("“”„‟«»", 'write the straight mark "'),
    **dict.fromkeys("‘’‚‛`´", "write the straight mark '"),
    **dict.fromkeys("‐‑‒–—−", "write the plain hyphen -"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", "write a plain blank"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "delete it"),
    **dict.fromkeys("≠", "write !="),
    **dict.fromkeys("≤", "write <="),
    **dict.fromkeys("≥", "write >="),
}
"""Signs of word processors, with what to write instead."""

_LAST = "the order is WHERE { ... }, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES"
# fmt: off
HABITS = [
    Habit(r"^$|^[A-Z]+$", r"[%+]", "", "the query is percent-encoded once more than it should be", "decode it once before you send it"),
    Habit("", "&", "(LT|GT|AMP|QUOT|APOS|#)", "{token}{after} is a sign escaped for HTML", "write the sign itself: < > & or a quotation mark"),
    Habit("", "@(PREFIX|BASE)", "", "{token} is Turtle", "write PREFIX without @, and no full stop at its end"),
    Habit(r"(PREFIX \S*:|BASE) <\S*>$", r"\.", "", "a declaration ends without a full stop", "delete the full stop"),
    Habit(r"PREFIX$", r"\w+", "", "the prefix {token} has no colon", "write PREFIX {token}: <{space}>"),
    Habit(r"PREFIX \S*:$", r".*", "", "what a prefix stands for is an address in angle brackets", "write PREFIX {before} <{space}>"),
    Habit(r".", "PREFIX|BASE", "", "{token} comes too late", "put all declarations at the top, before SELECT"),
    Habit(r"^(?!.*\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b)", r"\{|<.*|\".*|HTTPS?:.*", "", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE", "send SPARQL, as in SELECT * WHERE { ?s ?p ?o } LIMIT 10"),
    Habit(r"", r"/", r"[/*]", "{token}{after} begins no comment", "begin a comment with #"),
    Habit(r"", r"-", r"-", "{token}{after} begins no comment", "begin a comment with #"),
    Habit(r"\S$", r"\{|\$|%", r"\{|\w", "{token}{after} looks like a placeholder that was not filled in", "put the value in its place"),
    Habit(r"[?$]\w+$", "-", "", "the name of a variable has no hyphen", "write an underscore"),
    Habit(r"SELECT", "DISTINCT|REDUCED", "", "{token} stands in the wrong place", "write it straight after SELECT"),
    Habit(r"\}[^{]* (LIMIT|OFFSET) \d+$", ",", "", "LIMIT takes one number", "write LIMIT 20 OFFSET 10"),
    Habit(r"(LIMIT|OFFSET)$", ".*", "", "{before} takes a whole number, and {token} is none", "write {before} 10"),
    Habit(r"SELECT([^{}()]|\([^()]*\))*$", ",", "", "SELECT has no commas between its variables", "write blanks"),
    Habit(r"SELECT( DISTINCT| REDUCED)?( [?$]\w+)*$", r"\w+", r"\(", "an expression after SELECT stands in parentheses and has a name", "write ({token}(...) AS ?name)"),
    Habit(r"SELECT[^{]*\)$", r"\)", "", "an expression after SELECT has a name", "write AS ?name before {token}"),
    Habit(r"\bAS$", r"\w+", "", "AS is followed by a variable", "write AS ?{token}"),
    Habit(r"BIND \((?!.*\bAS\b)[^{}]*$", r"\)", "", "BIND gives its value to a variable", "write AS ?name before {token}"),
    Habit(r"BIND \(.*\bAS [?$]\w+ \)$", r".*", "", "BIND gives a name that the pattern before it uses already", "choose another name after AS"),
    Habit(r"^[^{}]*\{[^{}]*\}$", "", "", "CONSTRUCT lacks the pattern that says where its values come from", "write WHERE { ... }"),
    Habit(r'(""|\'\')$', r"[\"'].*", "", "the text that three marks open is never closed", "close it with three marks, or use one on either side"),
    Habit(r"\bFROM( NAMED)?$", r".*", "", "FROM is followed by the address of a graph in angle brackets", "leave FROM out to ask all graphs; write WHERE { ?thing a <class> } for the things of a class"),
    Habit(r"[{}]", "FROM", "", "FROM comes too late", "write it between SELECT and WHERE"),
    Habit(r"\b(ORDER|GROUP)$", r".*", "", "{before} is followed by BY", "write {before} BY {token}"),
    Habit(r"ORDER BY", "DESC|ASC", "", "{token} stands before what it orders, which stands in parentheses", "write {token}(?name)"),
    Habit(r"ORDER BY.*\b(DESC|ASC)$", "", "", "{before} stands before what it orders, which stands in parentheses", "write {before}(?name)"),
    Habit(r"^[^{]*(\{.*\})[^{}]*$", "GROUP|HAVING|ORDER|LIMIT|OFFSET", "", "{token} stands in the wrong place", _LAST),
    Habit(r"=$", "=", "", "two signs = are one too many", "write one ="),
    Habit(r"[<>=!]$|[?$]\w+$", "<>", "", "<> does not mean 'not equal' here", "write !="),
    Habit("", "AND|&", "", "{token} does not join conditions", "write &&"),
    Habit("", r"OR|\|", "", "{token} does not join conditions", "write ||"),
    Habit(r"\bNOT$", r"[^{]*", "", "NOT is followed by EXISTS or IN", "write ! for the contrary of a condition"),
    Habit("", "NOT", "", "NOT is followed by EXISTS or IN", "write ! for the contrary of a condition"),
    Habit("", "I?LIKE|RLIKE|MATCHES", "", "there is no {token}", 'write CONTAINS(?text, "word"), or REGEX(?text, "pattern")'),
    Habit("", "IS", "(NOT|NULL)", "there is no {token} {after}", "write BOUND(?name) or !BOUND(?name)"),
    Habit("", "BETWEEN", "", "there is no BETWEEN", "write ?x >= 1 && ?x <= 3"),
    Habit(r"\bFILTER$", r".*", "", "FILTER is followed by a condition in parentheses", "write FILTER(...)"),
    Habit(r"\bEXISTS$", r".*", "", "EXISTS is followed by a pattern in braces", "write { before {token}"),
    Habit(r"\b(WHERE|OPTIONAL|UNION|MINUS|ASK|GRAPH \S+)$", r"[^{}]+", "", "the pattern after {before} stands in braces", "write { before {token}"),
    Habit("", "UNION", "", "both sides of UNION stand in braces", "write { ... } UNION { ... }"),
    Habit(r"VALUES (\S+|\([^)]*\)) \{[^}]*$", ",", "", "values have no commas between them", "write blanks"),
    Habit(r"VALUES (\S+|\([^)]*\)) \{[^}]*$", r"[?$].*", "", "VALUES holds values, and no variables", "write UNDEF for a value that is open"),
    Habit(r"VALUES \([^)]*\) \{[^}]*$", r"[})]", "", "a row of VALUES has as many values as there are variables", "write UNDEF for a value that is open"),
    Habit(r"\{[^{}]*_:", "_:.*", "", "{token} may be named in one group only, and never be a property", "use a variable"),
    Habit("", "_:.*", "", "a blank node is never a property", "use a variable"),
    Habit("", "BIF:.*", "", "{token} is known to one product alone", 'use the functions of SPARQL 1.1, such as CONTAINS(LCASE(?text), "word")'),
    Habit("", "HTTPS?:.*|WWW", "", "an address stands in angle brackets", "write < before it and > after it"),
    Habit(r"\"$", "@", "", "@ is followed by a language", "write @en"),
    Habit("", r"\".*\\.*\"|'.*\\.*'", "", "a backslash in a text begins an escape, and this is none", r"write \\ for a backslash"),
    Habit(r"^[^{]*\{(.*\})?[^{}]*$", r"SELECT|ASK|CONSTRUCT|DESCRIBE", r"", "a second query begins here", "send one query at a time; a query inside another stands in braces"),
    Habit(r"\b(\w+) \([^()]*$", r",", "", "{function} takes fewer values", "give it fewer"),
    Habit(r"\b(\w+) \([^()]*$", r"\)", "", "{function} takes more values, or the last is not finished", "give it another"),
    Habit(r"[({,;.=<>*/&|+-]$", r"\)", "", "a value is missing before {token}", "write it"),
]
# fmt: on

MEANINGS = {
    "SELECT contains a variable that is unbound": (
        "SELECT asks for a variable that is neither in GROUP BY nor inside an aggregate such as COUNT",
        "put it in GROUP BY, or write (SAMPLE(?name) AS ?one)",
    ),
    "SELECT * is not authorized": ("SELECT * does not go with GROUP BY", "name the variables after SELECT"),
    "Duplicated variable name": ("SELECT gives the same name twice", "choose another name after AS"),
    "overrides an existing variable": ("SELECT gives a name that the pattern uses already", "choose another after AS"),
    "BIND is overriding": ("BIND gives a name that the pattern uses already", "choose another after AS"),
}
"""Complaints of the engine about what a query means, in our words."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in their slots, such as `{token}`; all other braces stay."""
    return re.sub(r"\{(token|before|after|function|space)\}", lambda slot: values[slot[1]], text)


def find(before: str, piece: str, after: str) -> Habit | None:
    """Find the habit that fits a place, if any does."""
    for habit in HABITS:
        if (
            re.fullmatch(habit.piece, piece, re.DOTALL)
            and re.search(habit.before, before, re.DOTALL)
            and re.match(habit.after, after)
        ):
            return habit
    return None
