import pytest

from dashboard.sources.agriculture import parse_production, parse_productivity

PRODUCTION = b"""\
,ISO3,year,Food,"Cereals, primary",Agriculture,Livestock,Crops
0,AFG,1961,150.2,208.51,156.03,152.11,158.47
1,MHL,1961,90.0,,90.0,,91.0
2,NAM,1961,80.0,,80.0,70.0,81.0
"""
PRODUCTIVITY = b",ISO3,year,TFP\n0,AFG,1961,71.4\n1,SVU,1961,60.0\n2,BEL,1961,\n"


def test_an_index_is_read_by_the_name_of_its_column():
    assert parse_production(PRODUCTION, "Crops")["value"].tolist() == [158.47, 91.0, 81.0]


def test_a_missing_index_is_an_absent_row():
    assert parse_production(PRODUCTION, "Livestock")["iso3"].tolist() == ["AFG", "NAM"]


def test_cereals_are_refused():
    with pytest.raises(ValueError, match="Cereals, primary"):
        parse_production(PRODUCTION, "Cereals, primary")


def test_states_that_are_no_more_have_no_productivity():
    rows = parse_productivity(PRODUCTIVITY)
    assert rows.to_dict("list") == {"iso3": ["AFG"], "year": [1961], "value": [71.4]}
