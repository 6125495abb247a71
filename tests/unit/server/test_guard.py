"""Which of the addresses that Panel adds are answered, and that nothing is loaded for one."""

import sys
from pathlib import Path
from typing import Any

import pytest
from bokeh.server.urls import per_app_patterns
from panel.io.server import ComponentResourceHandler
from tornado.web import HTTPError

import dashboard.server.routes  # noqa: F401  (its import keeps what the page needs)
from dashboard.server import guard

UNLOADED = "harmless_and_never_loaded"


class Chart:
    """A component as Panel has them, with one file."""

    _css = (Path(__file__).name,)  # any that is there


def asked(path: str) -> Any:
    return ComponentResourceHandler.parse_url_path(ComponentResourceHandler, path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "nosuchmodule/A/_css/a.css",
        "json/JSONEncoder/_css/a.css",
        "panel.template/MaterialTemplate/_css/material.css",
        f"{__name__}/Chart/_css/{Path(__file__).name}",
    ],
)
def test_an_address_that_names_nothing_registered_is_not_found(path: str):
    with pytest.raises(HTTPError) as refused:
        asked(path)
    assert refused.value.status_code == 404


def test_no_module_is_loaded_for_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / f"{UNLOADED}.py").write_text("class A:\n    _css = ['a.css']\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(HTTPError):
        asked(f"{UNLOADED}/A/_css/a.css")
    assert UNLOADED not in sys.modules


def test_a_registered_component_has_its_listed_files_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(guard, "_registered", set())
    guard.register(Chart)
    folder = f"{__name__}/Chart"
    assert asked(f"{folder}/_css/{Path(__file__).name}") == __file__
    for path in (f"{folder}/_css/test_log.py", f"{folder}/__doc__/a", f"{__name__}/Path/_css/a"):
        with pytest.raises(HTTPError):
            asked(path)
    with pytest.raises(HTTPError, match="404"):
        asked(folder)


def test_of_what_bokeh_adds_for_each_app_the_page_and_its_socket_are_kept():
    assert sorted(pattern for pattern, _ in per_app_patterns) == ["/?", "/ws"]


def test_a_bare_panel_serve_says_once_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    guard.warn_without_plugin.cache_clear()
    monkeypatch.delitem(sys.modules, guard.PLUGIN)
    guard.warn_without_plugin()
    guard.warn_without_plugin()
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert f"--plugins {guard.PLUGIN}" in record.getMessage()


def test_with_the_plugin_nothing_is_said(caplog: pytest.LogCaptureFixture):
    guard.warn_without_plugin.cache_clear()
    guard.warn_without_plugin()
    assert caplog.records == []
