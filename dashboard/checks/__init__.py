"""What `python -m dashboard check` looks at before a deploy: environment, snapshot, catalogue.

Each check yields findings, whatever is wrong with the others; an error means that a visitor would
miss something, or that the server would not start.
"""

import os
from collections.abc import Iterator, Mapping

from dashboard.checks.catalogue import check_catalogue
from dashboard.checks.edition import check_edition
from dashboard.checks.environment import check_environment
from dashboard.checks.extension import check_extension
from dashboard.checks.findings import Finding
from dashboard.checks.snapshot import check_snapshot

__all__ = ["Finding", "check_all"]


def check_all(
    environ: Mapping[str, str] = os.environ, *, online: bool = False
) -> Iterator[Finding]:
    """Check everything; with online, ask the World Bank too."""
    # Imported when it is wanted: its client is large, and `serve` imports this package.
    from dashboard.checks.online import check_online, check_refresh_settings  # noqa: PLC0415

    yield from check_environment(environ)
    yield from check_extension(environ)
    yield from check_edition(environ)
    yield from check_refresh_settings(environ)
    yield from check_snapshot(environ)
    yield from check_catalogue(environ)
    if online:
        yield from check_online(environ)
