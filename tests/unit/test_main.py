import json
import runpy
import sys
from pathlib import Path

import pytest

from dashboard import commands
from dashboard.__main__ import main


def test_show_prints_a_country(capsys: pytest.CaptureFixture[str]):
    assert main(["show", "BRA"]) == 0
    assert capsys.readouterr().out.startswith("Brazil (BRA)\n")


def test_show_prints_json_for_programs(capsys: pytest.CaptureFixture[str]):
    options = ["--baseline", "1971-2000", "--from", "1970", "--to", "2020", "--year", "2010"]
    assert main(["show", "IND", "--json", *options]) == 0
    printed = capsys.readouterr()
    shown = json.loads(printed.out)
    assert shown["baseline"] == [1971, 2000]
    assert (shown["trend"]["from"], shown["trend"]["to"]) == (1970, 2020)
    assert shown["anomaly"]["year"] == 2010
    assert printed.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Brasil"], "did you mean BRA (Brazil)?"),
        (["BRA", "--indicator", "nothing"], "choose one of temperature,"),
        (["BRA", "--baseline", "1990-1961"], "write 1961-1990"),
        (["BRA", "--baseline", "soon"], "write it like 1981-2010"),
        (["BRA", "--year", "2030"], "choose a year of"),
        (["BRA", "--from", "2020"], "choose a longer span"),
    ],
)
def test_a_wrong_argument_is_told_and_exits_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
):
    assert main(["show", *arguments]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_what_export_cannot_do_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "letter.txt").touch()
    assert main(["export", str(tmp_path), "--live", "example.org"]) == 2
    assert "--live example.org: write it like https://example.org/" in capsys.readouterr().err
    assert main(["export", str(tmp_path)]) == 1
    assert "is no exported site, so it is left alone" in capsys.readouterr().err


def test_a_bad_setting_is_told_and_exits_1(capsys: pytest.CaptureFixture[str]):
    assert main(["serve", "--port", "banana"]) == 1
    assert capsys.readouterr().err.startswith("isotherm: PORT is 'banana': set a number")


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [("serve", 0, ""), ("refresh", 130, "isotherm: interrupted\n")],
)
def test_ctrl_c_ends_serving_and_interrupts_all_else(
    command: str, status: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys
):
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, command, interrupted)
    assert main([command]) == status
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("arguments", [[], ["dance"], ["show"], ["show", "BRA", "--year", "x"]])
def test_what_is_no_command_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "usage: python -m dashboard" in capsys.readouterr().err


def test_the_package_runs_as_a_command(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["dashboard", "--help"])
    monkeypatch.delitem(sys.modules, "dashboard.__main__")
    with pytest.raises(SystemExit) as raised:
        runpy.run_module("dashboard", run_name="__main__")
    assert raised.value.code == 0
