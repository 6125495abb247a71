"""Quality by agreement: a trend within 0.1 °C a decade, a change within 0.5 °C of the median."""

import numpy as np
import pandas as pd

from dashboard.refresh.agreeing import agreed


def record(per_decade: float, iso3: str = "BRA", late: float = 0.0) -> pd.DataFrame:
    years = np.arange(1961, 2025)
    values = per_decade * (years - 1961) / 10 + late * (years >= 2015)
    return pd.DataFrame({"iso3": iso3, "year": years, "value": values})


def test_records_near_each_other_are_good():
    found = agreed([record(0.2), record(0.25), record(0.29)])
    assert found["BRA"].is_good


def test_trends_apart_differ_and_their_span_is_said():
    quality = agreed([record(0.1), record(0.25), record(0.27)])["BRA"]
    assert quality.flag == "differs"
    assert quality.reason == "The records differ: +0.10 to +0.27 °C a decade."


def test_changes_apart_differ():
    records = [record(0.2), record(0.2), record(0.2, late=0.6)]
    assert agreed(records)["BRA"].flag == "differs"


def test_a_country_of_one_record_alone_is_not_judged_here():
    assert agreed([record(0.2), record(0.2, "FRA")]) == {}
    assert agreed([record(0.2)]) == {}
