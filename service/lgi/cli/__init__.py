"""The command line: `lgi fmt`, `check`, `build`, `query`, `stats`, `serve`; more of it in the modules beside."""

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from lgi import asking, corpus, files, media, names, release, terminal, turtle
from lgi import build as building
from lgi.cli import publish, reconcile, register
from lgi.cli import releases as releasing
from lgi.errors import BadArgument, LgiError
from lgi.release import Release
from lgi.web import serving

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The Local Government Innovation graph.")
app.command()(releasing.build)
app.command()(publish.publish)
app.command()(releasing.diff)
app.command("releases")(releasing.listed)
app.command()(reconcile.reconcile)
app.add_typer(register.app, name="register")
_aside = Console(stderr=True, highlight=False)

Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders; all of ours if none are given.", exists=True)
]
Releases = Annotated[Path, typer.Option(envvar="LGI_RELEASES", help="The folder of releases.")]
Whole = Annotated[Path | None, typer.Option("--release", help="A release as it is, instead of the newest.")]
_RELEASES = Path("release")
_HERE = ("127.0.0.1", "::1", "localhost")


class ReportFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


def main() -> None:
    """Run a command; an error of ours, or of the file system, is one message and exit status 1."""
    try:
        app()
    except (LgiError, OSError) as fault:
        _aside.print(f"lgi: {fault}", markup=False, soft_wrap=True)
        raise SystemExit(1) from None


@app.command()
def fmt(
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail if something would change.")] = False,
) -> None:
    """Write Turtle files again in house style."""
    changed = 0
    for path in files.turtle_files(*(paths or files.AUTHORED)):
        text = turtle.text_of(path)
        new = turtle.formatted(text, files.display(path))
        if new != text:
            changed += 1
            print(files.display(path))
            if not check:
                path.write_text(new, encoding="utf-8")
    _aside.print(f"{_count(changed, 'file')} {'to change' if check else 'changed'}")
    if check and changed:
        raise typer.Exit(1)


@app.command()
def check(
    paths: Paths = None,
    report_format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How findings are written.")
    ] = ReportFormat.TEXT,
) -> None:
    """Hold the graph, or what some files describe, against the shapes; exit status 1 if one is violated."""
    from lgi import check as checking  # noqa: PLC0415  # it takes half a second that no other use should wait for

    with terminal.steps(_aside) as say:
        say("reading")
        data = corpus.load(*files.AUTHORED, *(paths or []))
        say("checking")
        report = checking.check(corpus.complete(data), only=files.turtle_files(*paths) if paths else None)
    if report_format is ReportFormat.TURTLE:
        print(report.turtle)
    elif report_format is ReportFormat.JSON:
        print(json.dumps(report.as_dicts(), indent=2, ensure_ascii=False))
    else:
        print("".join(f"{finding}\n" for finding in report.findings), end="")
        _aside.print(_count(len(report.findings), "finding"))
    if not report.conforms:
        raise typer.Exit(1)


@app.command()
def query(
    what: Annotated[
        str, typer.Argument(metavar="NAME|FILE|TEXT|-", help="A question, a file, SPARQL, or - to read it.")
    ],
    values: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE...", help="Arguments of the question.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(asking.FORMATS)}.")] = "",
    releases: Releases = _RELEASES,
    whole: Whole = None,
) -> None:
    """Ask a question, and print its answer: as a table on a terminal, else as CSV."""
    unasked = asking.TABLE if sys.stdout.isatty() else "csv"
    accepted = asking.accept(form) if form else asking.accept_unasked(unasked)
    text = "" if asking.is_name(what) else asking.written(what, values or [])
    made = _release(releases, whole)
    answer = asking.text(made, text, accepted) if text else asking.named(made, what, values or [], accepted)
    if (form or unasked) == asking.TABLE and answer.kind != "graph":
        terminal.print_rows(answer.body, Console(highlight=False))
    else:
        sys.stdout.buffer.write(answer.body)


@app.command()
def stats(releases: Releases = _RELEASES, whole: Whole = None) -> None:
    """Count what is in the graph, and how much of each source's inventory is in it."""
    made = _release(releases, whole)
    out = Console(highlight=False)
    out.print(f"release {made.manifest.name}: {made.manifest.quads:,} statements in {len(made.manifest.graphs)} graphs")
    for name, title in (("classes", "Things by class"), ("inventory-coverage", "Coverage of an inventory")):
        out.print(f"\n{title}", style="bold")
        terminal.print_rows(asking.named(made, name, [], media.DEFAULT).body, out)


@app.command()
def serve(
    data: Annotated[
        list[Path] | None, typer.Option("--data", help="Serve these RDF files instead of our graph.")
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(metavar="", hidden=True)] = None,
    graph_per_file: Annotated[
        bool, typer.Option("--graph-per-file", help="With --data: a named graph for each file.")
    ] = False,
    port: Annotated[int, typer.Option("--port", "-p", envvar="LGI_PORT", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(envvar="LGI_HOST", help="The address to listen on.")] = "127.0.0.1",
    processes: Annotated[int, typer.Option(envvar="LGI_PROCESSES", min=1, help="How many processes serve.")] = 1,
    proxies: Annotated[
        list[str] | None, typer.Option("--proxy", envvar="LGI_PROXIES", help="A proxy whose headers are believed.")
    ] = None,
    releases: Releases = _RELEASES,
    whole: Whole = None,
) -> None:
    """Serve the newest release, built first if need be; or any RDF files, through the same endpoint."""
    if more and not data:
        raise BadArgument(f"{more[0]}: to serve files of your own, write --data before them")
    with serving.listen(host, port) as listening, TemporaryDirectory(prefix="lgi-") as aside:
        paths = [*(data or []), *(more or [])]
        made = _data_release(paths, Path(aside), graph_per_file) if paths else _release(releases, whole)
        os.environ["LGI_RELEASE"] = str(made.path)
        if not paths:
            os.environ.setdefault("LGI_ANSWERS", str(releases / release.ANSWERS))
        if not (paths or whole):
            os.environ["LGI_WATCH"] = str(releases)
        address = f"http://{host}:{listening.getsockname()[1]}"
        os.environ.setdefault("LGI_PUBLIC", address if host in _HERE else names.BASE)
        _aside.print(f"serving {made.manifest.name} ({made.manifest.quads:,} statements) on {address}")
        serving.serve(processes, proxies or [], listening, Path(aside))


def _data_release(paths: list[Path], folder: Path, graph_per_file: bool) -> Release:
    shown = track(paths, "reading", console=_aside, transient=True, disable=not _aside.is_terminal)
    return building.build_from(shown, folder, graph_per_file)


def _release(releases: Path, whole: Path | None) -> Release:
    if whole:
        return release.open_release(whole)
    with terminal.steps(_aside) as say:
        return building.build(releases, say)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
