"""Known crawlers, by their user agent; the list is kept by crawler-user-agents.

Importing this module compiles 1,500 patterns (20 ms), so that the first visitor does not wait.
"""

import re
from functools import lru_cache

from crawleruseragents import is_crawler

_LONGEST = 512  # characters: a crawler names itself early, and a search of 70 kB takes 100 ms


# VS Code's own browser, in which a person looks; the list has it for what its extensions fetch.
_EDITOR = re.compile(r"\bCode( - Insiders)?/[0-9.]+(?= .*\bElectron/)")


def crawls(agent: str) -> bool:
    """Tell whether a user agent is a known crawler's; one without a name is none."""
    return _crawls(_EDITOR.sub("", agent[:_LONGEST]))


@lru_cache(maxsize=1024)
def _crawls(agent: str) -> bool:
    return bool(is_crawler(agent))


crawls("")
