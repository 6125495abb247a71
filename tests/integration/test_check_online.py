"""`python -m dashboard check --online` against a World Bank on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.checks.online import check_online
from tests.integration.world_bank import WorldBank


@pytest.fixture(scope="module")
def bank() -> Iterator[WorldBank]:
    with WorldBank() as serving:
        yield serving


def environment(bank: WorldBank, folder: Path, toml: str = "") -> dict[str, str]:
    (folder / "own.toml").write_text(toml, encoding="utf-8")
    return {"ISOTHERM_WORLDBANK_URL": bank.url, "ISOTHERM_CATALOGUE": str(folder / "own.toml")}


def test_each_code_of_the_world_bank_s_is_asked_for_one_row(bank: WorldBank, tmp_path: Path):
    found = list(check_online(environment(bank, tmp_path)))
    assert {finding.level for finding in found} == {"ok"}
    assert {finding.subject for finding in found} == {
        "gdp_per_capita",
        "gdp_per_capita_constant",
        "population",
        "urban_share",
    }
    assert all(query["per_page"] == "1" for _, query in bank.asked)


def test_an_archived_code_is_an_error_with_its_successor(bank: WorldBank, tmp_path: Path):
    bank.always["EN.ATM.CO2E.PC"] = "175"
    own = '[co2]\nlabel = "CO2"\nunit = "t"\ncode = "EN.ATM.CO2E.PC"\n'
    found = list(check_online(environment(bank, tmp_path, own)))
    (error,) = [finding for finding in found if finding.level == "error"]
    assert error.subject == "co2"
    assert "use EN.GHG.CO2.PC.CE.AR5" in error.message


def test_a_code_without_a_row_is_an_error(bank: WorldBank, tmp_path: Path):
    bank.revise("X.0", "2026-11-01")
    bank.rows("X.0").clear()
    own = '[odd]\nlabel = "Odd"\nunit = "t"\ncode = "X.0"\n'
    found = list(check_online(environment(bank, tmp_path, own)))
    (error,) = [finding for finding in found if finding.level == "error"]
    assert error.message == "X.0: the World Bank has no rows of it"


def test_an_unknown_code_is_an_error(bank: WorldBank, tmp_path: Path):
    bank.always["NO.SUCH"] = "120"
    own = '[odd]\nlabel = "Odd"\nunit = "t"\ncode = "NO.SUCH"\n'
    found = list(check_online(environment(bank, tmp_path, own)))
    (error,) = [finding for finding in found if finding.level == "error"]
    assert error.message.startswith("NO.SUCH: ")
