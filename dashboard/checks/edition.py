"""The static edition that a full server offers: is there one in its folder."""

from collections.abc import Iterator, Mapping

from dashboard.checks.findings import Finding
from dashboard.config import SettingsError


def check_edition(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check that the folder is an exported site; nothing is said where none is named."""
    # Imported when it is wanted: it reads Panel.
    from dashboard.server.edition import VARIABLE, read_edition  # noqa: PLC0415

    try:
        found = read_edition(environ)
    except SettingsError as error:
        yield Finding("error", error.variable, str(error))
        return
    if found is not None:
        yield Finding("ok", VARIABLE, f"{found} is what a full server offers")
