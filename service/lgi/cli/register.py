"""The command `lgi register update`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="The register of councils, made from public lists of codes.")


@app.command()
def update(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILES...", help="The lists of mySociety, digital-land and alphagov, under any name."),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference and write nothing.")] = False,
) -> None:
    """Make the register again from new copies of the lists, show what would change, and write it if told to."""
    from lgi.register import corrections, difference, plan, tables, writing  # noqa: PLC0415  # no other command waits

    out = Console(highlight=False, soft_wrap=True, markup=False)
    today = str(datetime.now(UTC).date())
    made = plan.make(tables.read_all(paths), corrections.ours(), today)
    for line in difference.lines(made):
        out.print(line)
    if difference.is_empty(made):
        out.print("the register is up to date")
    elif dry_run or not (yes or _agreed()):
        out.print("nothing is written" + ("" if dry_run else "; --yes writes it"))
    else:
        for path in writing.write(made, today):
            out.print(f"wrote {path}")
        out.print("now look at the difference, and run lgi check and the tests")


def _agreed() -> bool:
    return _is_interactive() and typer.confirm("Write this?")


def _is_interactive() -> bool:
    return sys.stdin.isatty()
