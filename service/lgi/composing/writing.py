"""Write the query that was chosen: tidy, with the prefixes that it uses and no others."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lgi import names
from lgi.composing.asking import Asked
from lgi.composing.choices import Choice

_NAMED = re.compile(r"(?<![<\w:/#\"@-])([a-z][a-z-]*):(?=[A-Za-z0-9_])")
_SNAKE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|-")


@dataclass(frozen=True)
class Step:
    """A line with the property that was chosen for it, and whether its values are things that have names."""

    choice: Choice
    has_things: bool


def written(asked: Asked, steps: Sequence[Step]) -> str:
    """The query for what was chosen."""
    variables = _variables(asked, steps)
    statements = {variables[0]: [f"a {asked.show}"]}
    for number, (line, step) in enumerate(zip(asked.lines, steps, strict=True), 1):
        subject, value = variables[line.about], line.value or variables[number]
        if step.choice.back:
            subject, value = value, subject
        statements.setdefault(subject, []).append(f"{step.choice.name.removeprefix('^')} {value}")
    things = [variables[0], *(variables[n] for n, step in enumerate(steps, 1) if _has_label(asked, n, step))]
    return _query(statements, [each for each in variables if each], things)


def _has_label(asked: Asked, number: int, step: Step) -> bool:
    return step.has_things and not asked.lines[number - 1].value


def _query(statements: dict[str, list[str]], variables: Sequence[str], things: Sequence[str]) -> str:
    columns = [column for each in variables for column in ([each, f"{each}_label"] if each in things else [each])]
    body = ["  " + subject + " " + " ;\n    ".join(said) + " ." for subject, said in statements.items()]
    body += [f"  OPTIONAL {{ {each} rdfs:label {each}_label . }}" for each in things]
    order = f"{variables[0]}_label {' '.join(variables)}"
    lines = [f"SELECT DISTINCT {' '.join(columns)}", "WHERE {", *body, "}", f"ORDER BY {order}"]
    text = "\n".join(lines) + "\n"
    return "".join(f"PREFIX {prefix}: <{names.namespace(prefix)}>\n" for prefix in _prefixes(body)) + "\n" + text


def _prefixes(body: Iterable[str]) -> list[str]:
    texts = [re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) for line in body]
    return sorted({found[1] for text in texts for found in _NAMED.finditer(text)})


def _variables(asked: Asked, steps: Sequence[Step]) -> list[str]:
    """A variable for the things shown and for the value of each line; none for a value that was chosen."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for line, name in zip([None, *asked.lines], [asked.show, *map(_of, steps)], strict=True):
        plain = _SNAKE.sub("_", name.rpartition(":")[2]).lower()
        seen[plain] += not (line and line.value)
        again = f"_{seen[plain]}" if seen[plain] > 1 else ""
        found.append("" if line and line.value else f"?{plain}{again}")
    return found


def _of(step: Step) -> str:
    """What the value of a line is called: by its class, if that tells more than that it is a concept."""
    choice = step.choice
    if choice.leads_to and choice.leads_to not in ("skos:Concept", "foaf:Agent"):
        return choice.leads_to
    return re.sub(r":(?:has|is)(?=[A-Z])", ":", choice.name)
