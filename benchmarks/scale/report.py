"""docs/scale.md: what was measured, and what a million views a day cost by it."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks.scale.capacity import Capacity
from benchmarks.scale.costs import Costs
from benchmarks.scale.faults import Faults
from benchmarks.servers import ROOT

PAGE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- measured: written by python -m benchmarks.scale --write -->", "<!-- end -->"
VIEWS = 1_000_000  # a day
CROWD = 10  # times the mean: the hour after a newspaper's link
STAYS = 120  # seconds that a page is looked at
_DAY = 24 * 3600
_BUSY = 0.6  # of a processor: above that people wait for each other


def written(page: Path, measured: Sequence[Capacity], costs: Costs, faults: Faults) -> None:
    """Write the measured part of the page anew, and leave the rest as it is."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    part = "\n\n".join([capacity(measured), million(costs), suffered(faults)])
    page.write_text(f"{before}{BEGIN}\n\n{part}\n\n{END}{after}", encoding="utf-8")


def capacity(measured: Sequence[Capacity]) -> str:
    """Return the table of page loads and clicks by number of servers."""
    one = measured[0]
    rows = [
        f"| {m.servers} | {m.pages:.0f} | {m.pages / one.pages:.2f} | {m.cores:.1f} | "
        f"{m.possible:.0f} | {m.clicks:.0f} | {1000 * m.p95:.0f} ms | {m.least:.2f}–{m.most:.2f} | "
        f"{m.wrong} |"
        for m in measured
    ]
    head = (
        f"Measured on {os.cpu_count()} processors, which nginx, Redis and those who ask used as "
        f"well (Python {platform.python_version()}).",
        "",
        "| servers | page loads a second | times one server's | processors that they had | page "
        "loads a second with a processor each | clicks a second | p95 of a click | share of pages, "
        "1 is even | not answered |",
        f"|{' ---: |' * 9}",
    )
    return "\n".join([*head, *rows])


def million(costs: Costs) -> str:
    """Return what a million views a day cost, computed from those of one."""
    mean = VIEWS / _DAY
    busy = mean * CROWD
    at_once = busy * STAYS
    rows = (
        ("views a second", f"{mean:.1f}", f"{busy:.0f}"),
        ("pages open at once", f"{mean * STAYS:,.0f}", f"{at_once:,.0f}"),
        (
            "processors for servers",
            f"{mean * costs.processor / _BUSY:.1f}",
            f"{busy * costs.processor / _BUSY:.0f}",
        ),
        (
            "memory for open pages",
            f"{mean * STAYS * costs.memory / 1e9:.2f} GB",
            f"{at_once * costs.memory / 1e9:.1f} GB",
        ),
        (
            "of Redis' one processor",
            f"{mean * costs.redis:.1%}",
            f"{busy * costs.redis:.1%}",
        ),
        (
            "sent without a CDN",
            f"{mean * (costs.files + costs.rest) * 8 / 1e6:.0f} Mbit/s",
            f"{busy * (costs.files + costs.rest) * 8 / 1e6:.0f} Mbit/s",
        ),
        (
            "sent by servers behind a CDN",
            f"{mean * costs.rest * 8 / 1e6:.1f} Mbit/s",
            f"{busy * costs.rest * 8 / 1e6:.0f} Mbit/s",
        ),
    )
    share = costs.files / (costs.files + costs.rest)
    return "\n".join(
        [
            f"One first visit with three clicks took {1000 * costs.processor:.0f} ms of a server's "
            f"processor, {1000 * costs.redis:.2f} ms of Redis' for {costs.commands:.0f} commands, "
            f"{costs.files / 1000:.0f} kB of files, {costs.rest / 1000:.1f} kB besides, and "
            f"{costs.memory / 1e6:.2f} MB while it was open. A CDN takes {share:.0%} of the bytes.",
            "",
            f"| a million views a day | on average | in an hour of {CROWD} times as many |",
            "| --- | ---: | ---: |",
            *(f"| {what} | {usual} | {crowd} |" for what, usual, crowd in rows),
        ]
    )


def suffered(faults: Faults) -> str:
    """Return what people noticed while servers ended."""
    return "\n".join(
        [
            f"| with {faults.pages} pages open on three servers | |",
            "| --- | --- |",
            f"| rolling restart | {faults.restarted} of {faults.pages} pages answered the next "
            f"choice, the last after {faults.restart:.0f} s; none was opened anew by hand |",
            f"| one server killed | {faults.killed} of {faults.pages} answered, the last after "
            f"{faults.kill:.0f} s |",
            f"| views counted after both | {faults.views} |",
            f"| Valkey in Redis' place, with its file, and one more view | {faults.valkey} |",
        ]
    )
