"""Fetch a page many times, so many at once: `python -m benchmarks.load.pages URL TIMES AT_ONCE`.

A process of its own, so that who measures clicks is not slowed down by it.
"""

import asyncio
import sys
from urllib.parse import urlsplit


async def fetch(url: str) -> bool:
    """Fetch a page over a connection of its own; tell whether it came."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    fields = f"Host: {parts.netloc}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    writer.write(f"GET {parts.path or '/'} HTTP/1.1\r\n{fields}".encode())
    heard = await reader.read()
    writer.close()
    return heard.startswith(b"HTTP/1.1 200")


async def fetch_all(url: str, times: int, at_once: int) -> int:
    """Fetch a page many times; return how often it came."""
    left = iter(range(times))

    async def visitor() -> int:
        return sum([await fetch(url) for _ in left])

    return sum(await asyncio.gather(*(visitor() for _ in range(at_once))))


if __name__ == "__main__":
    print(asyncio.run(fetch_all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
