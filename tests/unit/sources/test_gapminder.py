import numpy as np
import pandas as pd
import pytest

from dashboard.sources.gapminder import GapminderError, parse_gapminder

FRAME = pd.DataFrame(
    {
        "country": ["Brazil", "Congo, Dem. Rep.", "Brazil"],
        "year": [2015, 2015, 2016],
        "infant_mortality": [14.6, 74.5, np.nan],
    }
)


def test_names_become_codes_by_the_country_table_or_the_sources_own_list():
    rows = parse_gapminder(FRAME, "infant_mortality", {"Brazil": "BRA"})
    assert rows["iso3"].tolist() == ["BRA", "COD"]
    assert rows["value"].tolist() == [14.6, 74.5]


def test_a_missing_value_is_an_absent_row():
    rows = parse_gapminder(FRAME, "infant_mortality", {"Brazil": "BRA"})
    assert rows["year"].tolist() == [2015, 2015]


def test_an_unknown_name_is_refused_even_when_it_has_no_values():
    frame = FRAME.assign(country="Atlantis", infant_mortality=np.nan)
    with pytest.raises(GapminderError, match="Atlantis"):
        parse_gapminder(frame, "infant_mortality", {"Brazil": "BRA"})
