"""Refresh: fetch what the catalogue wants, check it, and serve it from then on; all or nothing."""

from dashboard.refresh.fetching import NotFetchedError
from dashboard.refresh.first import first_refresh
from dashboard.refresh.refresh import Options, RefreshError, plan, refresh
from dashboard.refresh.settings import RefreshSettings

__all__ = [
    "NotFetchedError",
    "Options",
    "RefreshError",
    "RefreshSettings",
    "first_refresh",
    "plan",
    "refresh",
]
