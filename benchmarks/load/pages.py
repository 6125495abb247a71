"""Fetch a page many times, so many at once: `python -m benchmarks.load.pages URL TIMES AT_ONCE`.

A process of its own, so that who measures clicks is not slowed down by it. With a further number,
they come from so many addresses of this machine in turn.
"""

import asyncio
import sys
from urllib.parse import urlsplit

from benchmarks.load.addresses import address


async def fetch(url: str, source: str = "") -> bool:
    """Fetch a page over a connection of its own, from an address; tell whether it came."""
    parts = urlsplit(url)
    ours = (source, 0) if source else None
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=ours)
    fields = f"Host: {parts.netloc}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    writer.write(f"GET {parts.path or '/'} HTTP/1.1\r\n{fields}".encode())
    heard = await reader.read()
    writer.close()
    return heard.startswith(b"HTTP/1.1 200")


async def fetch_all(url: str, times: int, at_once: int, addresses: int = 0) -> int:
    """Fetch a page many times; return how often it came."""
    left = iter(range(times))

    async def visitor() -> int:
        return sum([await fetch(url, address(n % addresses) if addresses else "") for n in left])

    return sum(await asyncio.gather(*(visitor() for _ in range(at_once))))


if __name__ == "__main__":
    print(asyncio.run(fetch_all(sys.argv[1], *map(int, sys.argv[2:]))))
