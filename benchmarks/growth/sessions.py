"""Hold sessions open, with a click a second in all: `python -m benchmarks.growth.sessions URL 200`.

It says "open" when all are there, and goes when nobody reads it any more. A process of its own, so
that who measures is not slowed down by it.
"""

import asyncio
import sys
from itertools import cycle

from benchmarks.load.sessions import Session

_COUNTRIES = ("IND", "CAN", "FRA", "KEN", "MNG", "PER")


async def hold(url: str, count: int) -> None:
    """Open the sessions, and let them click in turns until standard input ends."""
    sessions = [await Session.open(url) for _ in range(count)]
    print("open", flush=True)
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for session, iso3 in zip(cycle(sessions), cycle(_COUNTRIES), strict=False):
        if ended.done():
            break
        await session.click(iso3)
        await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1], int(sys.argv[2])))
