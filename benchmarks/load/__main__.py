"""`python -m benchmarks.load [--other CHECKOUT]`: this checkout, and another in turn, under load.

Prints for each: pages for a second of the server's processor time; a visitor's clicks before and in
a flood of pages, and memory before, after, and 30 s later; the clicks of one session, and of many
that click once a second; how many of a thousand sessions can be open at once. Absolute times are
this machine's: look at the ratios, and at its load, which stands beside them. With `--soak 30` it
lets visitors come and go for 30 minutes instead, and prints what the server keeps of them.
"""

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.load.sessions import Session, p95
from benchmarks.load.soak import growth, soak
from benchmarks.servers import ROOT, Server, started

_RUN = 'cd "$0" && PYTHONPATH="$0" exec "$1" -m dashboard serve --port "$2"'
_FADING = 30  # seconds
_SETTLING = 5  # minutes, or a quarter of a soak that is short
_MB = 1e6


def main() -> None:
    options = _options()
    for checkout in [options.other, ROOT] if options.other else [ROOT]:
        command = ["sh", "-c", _RUN, str(checkout), sys.executable]
        with started(str(checkout), command, "/") as server:
            print(f"{checkout}")
            if options.soak:
                asyncio.run(soaked(server, options.soak))
                continue
            pages(server, options.pages)
            asyncio.run(flood(server, options.flood))
            asyncio.run(live(server, options.live, options.seconds))
            asyncio.run(many(server, options.many))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--other", type=Path, help="another checkout, measured first")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--flood", type=int, default=2000)
    parser.add_argument("--live", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20, help="of live sessions")
    parser.add_argument("--many", type=int, default=1000, help="sessions that are open at once")
    parser.add_argument("--soak", type=float, default=0, help="minutes, in place of all else")
    return parser.parse_args()


def say(text: str) -> None:
    """Print a figure with what else this machine does."""
    print(f"  {text} (load average {os.getloadavg()[0]:.1f})", flush=True)


def fetching(server: Server, times: int, at_once: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.load.pages", server.url, str(times), str(at_once)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def pages(server: Server, times: int) -> None:
    fetching(server, 20, 4).communicate()
    before, start = server.cpu_seconds(), time.perf_counter()
    came, _ = fetching(server, times, 8).communicate()
    cpu, wall = server.cpu_seconds() - before, time.perf_counter() - start
    say(
        f"pages: {int(came)} of {times}, {times / cpu:.0f} for a second of processor time, "
        f"{times / wall:.0f} a second as it was"
    )


async def flood(server: Server, times: int) -> None:
    visitor = await Session.open(server.url)
    visitor.server = server.busy
    await visitor.click_for(2, 0.1)
    visitor.forget()
    await visitor.click_for(8, 0.1)
    (quiet, alone), memory = visitor.forget(), server.memory()
    crowd = fetching(server, times, 50)
    while crowd.poll() is None:
        await visitor.click_for(0.5, 0.1)
    after = server.memory()
    busy, beside = visitor.forget()
    crowd.communicate()
    await visitor.click_for(_FADING, 1)
    visitor.connection.close()
    say(
        f"flood of {times} pages: a click's p95 {1000 * quiet:.0f} ms before, "
        f"{1000 * busy:.0f} ms in it ({busy / quiet:.1f} times), of the server's processor time "
        f"{1000 * alone:.1f} and {1000 * beside:.1f} ms ({beside / alone:.1f} times); memory "
        f"{memory / _MB:.0f} MB, then {after / _MB:.0f} MB, {_FADING} s later "
        f"{server.memory() / _MB:.0f} MB"
    )


async def live(server: Server, count: int, seconds: float) -> None:
    alone = await Session.open(server.url)
    await alone.click_for(seconds / 2, 1)
    sessions = [alone]
    before = p95(alone.took)
    while len(sessions) < count:
        sessions.append(await Session.open(server.url))
    for session in sessions:
        session.forget()

    async def clicking(session: Session, delay: float) -> None:
        await asyncio.sleep(delay)
        await session.click_for(seconds, 1)

    clicks = [clicking(session, n / count) for n, session in enumerate(sessions)]
    ended = await asyncio.gather(*clicks, return_exceptions=True)
    errors = sum(isinstance(end, BaseException) for end in ended)
    took = [one for session in sessions for one in session.took]
    for session in sessions:
        session.connection.close()
    say(
        f"{count} live sessions, a click a second: p95 {1000 * p95(took):.0f} ms, "
        f"{p95(took) / before:.1f} times one session's {1000 * before:.0f} ms; errors {errors}; "
        f"memory {server.memory() / 1e6:.0f} MB"
    )


async def many(server: Server, count: int) -> None:
    """Open so many sessions, a few at once, and let each click when all are there."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    before, sessions, refused = server.memory(), [], 0
    while len(sessions) + refused < count:
        opening = (Session.open(server.url) for _ in range(min(10, count - len(sessions))))
        for one in await asyncio.gather(*opening, return_exceptions=True):
            if isinstance(one, BaseException):
                refused += 1
            else:
                sessions.append(one)
    took = server.memory() - before
    clicks = (session.click("IND") for session in sessions)
    wrong = sum(end is not None for end in await asyncio.gather(*clicks, return_exceptions=True))
    for session in sessions:
        session.connection.close()
    say(
        f"{len(sessions)} of {count} sessions open at once; errors {refused + wrong}; "
        f"{took / _MB / max(1, len(sessions)):.2f} MB each"
    )


async def soaked(server: Server, minutes: float) -> None:
    def look() -> tuple[int, int]:
        return server.memory(), server.descriptors()

    samples = [sample async for sample in soak(server.url, minutes, look)]
    settled = [one for one in samples if one.minutes > min(_SETTLING, minutes / 4)]
    first, last = settled[0], settled[-1]
    say(
        f"{minutes:g} minutes of visits: {growth(settled) / _MB:.2f} MB a minute after the first "
        f"{first.minutes:.0f}, {first.memory / _MB:.0f} to {last.memory / _MB:.0f} MB; "
        f"open files {first.descriptors} to {last.descriptors}"
    )


if __name__ == "__main__":
    main()
