"""`python -m dashboard serve|add|snapshot|refresh|show|export|check`."""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__" and "serve" in sys.argv[1:2]:
    # Until Bokeh listens, seconds after this: as PID 1, in a container, SIGTERM does nothing to a
    # process that has no way of its own to take it.
    signal.signal(signal.SIGTERM, lambda *_signal: os._exit(0))
    # Until then all that is made stays: to look through it for garbage takes 0.2 s.
    gc.disable()

if __name__ == "__main__" and sys.argv[1:] == ["refresh", "--first"]:
    # Before all else is imported, which takes seconds: mostly there is nothing to do, and where
    # there is, the publishers are asked meanwhile.
    from dashboard import first

    if not first.is_wanted():
        sys.exit(0)
    first.ask()

from dashboard import commands
from dashboard.climate import DEFAULT_BASELINE, DEFAULT_TREND_START
from dashboard.store import SNAPSHOT

INTERRUPTED = 128 + signal.SIGINT
FROM = "read temperature records from files that you have downloaded, without sending requests"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 where something is not ready, or 2 for a wrong argument.

    130 where Ctrl-C ends a command before it is done.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except KeyboardInterrupt:
        if command is commands.serve:  # that is how it ends
            return 0
        print("isotherm: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except commands.CommandError as error:
        print(f"isotherm: {error}", file=sys.stderr)
        return error.status
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard", description="See how each country has warmed."
    )
    add = parser.add_subparsers(metavar="COMMAND", required=True).add_parser
    _serve(add("serve", help="serve the dashboard"))
    _add(add("add", help="look at a file of yours, and write its entry in a catalogue"))
    _snapshot(add("snapshot", help="download the sources and build the snapshot"))
    _refresh(add("refresh", help="fetch today's figures, check them, and serve them"))
    _show(add("show", help="print what the page says of a country or a group"))
    _export(add("export", help="write the page as files that any host serves"))
    _check(add("check", help="check environment, snapshot and catalogue before a deploy"))
    return parser


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.serve)
    parser.add_argument("--port", metavar="N", help="instead of PORT, or 5006")


def _add(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.add)
    parser.description = "Asks what is open; without a terminal, says which option decides it."
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="CSV, Excel, Parquet, or a folder of .per files")
    add("--to", metavar="CATALOGUE", help="instead of $ISOTHERM_CATALOGUE, or mine.toml")
    add("--name", metavar="ID", help="in links, instead of the file's name")
    add("--label", metavar="TEXT", help="what it is called")
    add("--unit", metavar="TEXT", help='what it is measured in, "" for a bare number')
    add("--value", metavar="COLUMN", help="which column has the value")
    add("--year", metavar="YEAR", type=int, help="the year of all rows, where none says it")
    add("--where", **_each("COLUMN=VALUE"), help="which rows count (repeatable)")
    add("--set", **_each("KEY=VALUE"), help="any other key of an entry (repeatable)")
    add("--dry-run", action="store_true", help="say what would be written, and write nothing")
    add("--yes", action="store_true", help="ask nothing, as without a terminal")


def _each(metavar: str) -> dict[str, Any]:
    return {"metavar": metavar, "action": "append", "default": []}


def _snapshot(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.snapshot)
    parser.add_argument(
        "--to", type=Path, metavar="DIR", default=SNAPSHOT, help="instead of the package's own"
    )


def _refresh(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.refresh)
    add = parser.add_argument
    add("--only", metavar="ID", action="append", default=[], help="this indicator (repeatable)")
    add("--dry-run", action="store_true", help="list the requests without sending them")
    add("--offline", action="store_true", help="use the answers on disk, without sending requests")
    add("--temperature", metavar="NAME", help="cru (default), era5, or a collection's name")
    add("--from", dest="folder", type=Path, metavar="DIR", help=FROM)
    add("--first", action="store_true", help="as `make serve` does: once, and for a minute at most")
    add(
        "--accept",
        metavar="ID",
        action="append",
        default=[],
        help='serve this indicator, or "countries", however much it differs (repeatable)',
    )


def _show(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.show)
    add = parser.add_argument
    add("iso3", metavar="ISO3", help="three letters, such as BRA, or a group such as WORLD")
    add("--baseline", metavar="YEARS", default=str(DEFAULT_BASELINE), help="as in %(default)s")
    add("--from", dest="first", metavar="YEAR", type=int, default=DEFAULT_TREND_START)
    add("--to", dest="last", metavar="YEAR", type=int, help="first and last year of the trend")
    anomaly = parser.add_mutually_exclusive_group().add_argument
    anomaly("--year", metavar="YEAR", type=int, help="year of the anomaly and its rank")
    anomaly("--period", metavar="YEARS", help="or years of their mean, the last ten unless given")
    add("--record", metavar="ID", help="whose temperatures, such as era5")
    add("--indicator", metavar="ID", help="also show this, such as gdp_per_capita")
    add("--json", action="store_true", help="print JSON")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.export)
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="a new folder, or an exported site to replace")
    add("--base-url", metavar="URL", help="where it will be: for a sitemap, and pictures in links")
    add("--live", metavar="URL", help="a page with a server, to lead to for what files have not")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.check)
    parser.add_argument("--online", action="store_true", help="ask the World Bank, too")
    parser.add_argument("--json", action="store_true", help="print JSON")


if __name__ == "__main__":
    sys.exit(main())
