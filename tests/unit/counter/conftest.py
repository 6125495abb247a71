import logging

import pytest


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the counter log: the import linter, in another test, switches off all loggers."""
    monkeypatch.setattr(logging.getLogger("isotherm.counter"), "disabled", False)
