"""One task in a process of its own: prints seconds, megabytes and the process's memory as JSON."""

import asyncio
import json
import resource
import sys
import time

import httpx
from rich.console import Console

from dashboard.indicators import read_catalogue
from dashboard.refresh import Options, RefreshSettings, plan, refresh


async def download(settings: RefreshSettings) -> int:
    """Download what a refresh does, by the same client, and drop it; return the bytes."""
    turns, size = asyncio.Semaphore(settings.concurrency), 0
    limits = httpx.Limits(max_connections=settings.concurrency)
    query = {"format": "json", "per_page": 20_000, "page": 1}
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:

        async def get(url: str) -> None:
            nonlocal size
            async with turns:
                response = await client.get(url, params=query)
            size += len(response.content)

        urls = [url for _, url, _ in plan(read_catalogue(), settings)][1:]
        temperatures = (
            f"{settings.climate_portal}/{settings.collections['cru'][0].name}/all_countries"
        )
        await asyncio.gather(*map(get, [temperatures, f"{settings.world_bank}/country", *urls]))
    return size


def main() -> None:
    """Run the task that is named."""
    settings, size = RefreshSettings.read(), 0
    start, busy = time.perf_counter(), time.process_time()
    if sys.argv[1] == "download":
        size = asyncio.run(download(settings))
    else:
        refresh(read_catalogue(), settings, Options(), Console(stderr=True, quiet=True))
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time() - busy
    told = {"seconds": seconds, "cpu": cpu, "megabytes": size / 1e6, "memory": memory}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
