"""The static edition: the page, its parts rendered ahead, as files that any host serves."""

from dashboard.edition.export import export
from dashboard.edition.folder import EditionError

__all__ = ["EditionError", "export"]
