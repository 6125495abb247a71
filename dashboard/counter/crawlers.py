"""Known crawlers, by their user agent; the list is kept by crawler-user-agents.

Importing this module compiles 1,500 patterns (20 ms), so that the first visitor does not wait.
"""

from functools import lru_cache

from crawleruseragents import is_crawler

_LONGEST = 512  # characters: a crawler names itself early, and a search of 70 kB takes 100 ms


def crawls(agent: str) -> bool:
    """Tell whether a user agent is a known crawler's; one without a name is none."""
    return _crawls(agent[:_LONGEST])


@lru_cache(maxsize=1024)
def _crawls(agent: str) -> bool:
    return bool(is_crawler(agent))


crawls("")
