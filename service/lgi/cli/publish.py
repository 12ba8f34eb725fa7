"""The command `lgi publish`."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lgi import build as building
from lgi import release
from lgi.errors import BadArgument
from lgi.release import Release

if TYPE_CHECKING:
    from lgi.target import Target

_VARIABLE = "LGI_PUBLISH_PASSWORD"
_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


class Auth(StrEnum):
    """How a store asks who is there."""

    BASIC = "basic"
    DIGEST = "digest"


def publish(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the store takes queries.")],
    update: Annotated[str, typer.Option(help="Where it takes updates, if elsewhere.")] = "",
    user: Annotated[str, typer.Option(help="Who may update.")] = "",
    password_env: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable that holds the password.")
    ] = _VARIABLE,
    auth: Annotated[Auth, typer.Option(help="How the store asks for the password; Virtuoso: digest.")] = Auth.BASIC,
    releases: Annotated[Path, typer.Option(envvar="LGI_RELEASES", help="The folder of releases.")] = Path("release"),
    whole: Annotated[Path | None, typer.Option("--release", help="A release as it is, instead of the newest.")] = None,
) -> None:
    """Load a release into a SPARQL 1.1 store, and put it in place of the one before in one request."""
    from lgi.engine.wire import Address  # noqa: PLC0415  # it takes half a second that no other use should wait for
    from lgi.target import Target  # noqa: PLC0415

    password = os.environ.get(password_env, "")
    if user and not password:
        raise BadArgument(f"{password_env}: put the password of {user} in this environment variable")
    query, change = (Address(place, user, password, auth is Auth.DIGEST) for place in (url, update or url))
    console = Console(stderr=True, highlight=False)
    made = release.open_release(whole) if whole else building.build(releases, console.print)
    is_new = _publish(made, Target(query, change), console)
    console.print(f"{made.manifest.name} {'is published' if is_new else 'was there already'}: {url}", soft_wrap=True)


def _publish(made: Release, target: "Target", console: Console) -> bool:
    from lgi import publish as publishing  # noqa: PLC0415

    with Progress(*_COLUMNS, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=made.manifest.quads)
        return publishing.publish(
            made, target, lambda doing, count: bar.update(task, description=doing[-40:], advance=count)
        )
