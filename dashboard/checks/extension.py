"""The deployer's own card: can its function be found."""

from collections.abc import Iterator, Mapping

from dashboard.checks.findings import Finding
from dashboard.config import SettingsError


def check_extension(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Check that the function is there; nothing is said where none is named."""
    # Imported when it is wanted: it reads Panel.
    from dashboard.extension import VARIABLE, read_extension  # noqa: PLC0415

    try:
        found = read_extension(environ)
    except SettingsError as error:
        yield Finding("error", error.variable, str(error))
        return
    if found is not None:
        yield Finding("ok", VARIABLE, "the function is there: it is called with each session")
