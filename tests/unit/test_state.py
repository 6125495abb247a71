from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.climate import Years
from dashboard.indicators import read_catalogue
from dashboard.state import LINK, MOST_COMPARED, SORTS, TEMPERATURE, VIEWS, ZOOMS, ViewState
from dashboard.store import Store

COUNTRIES, CATALOGUE = Store.read().countries, read_catalogue()
YEARS = Years(1948, 2024)
INDICATORS = [name for name in CATALOGUE if name != TEMPERATURE]
LINKS = st.fixed_dictionaries(
    {},
    optional={
        "map": st.sampled_from(list(CATALOGUE)),
        "year": st.integers(*YEARS).map(str),
        "country": st.sampled_from(list(COUNTRIES)),
        "indicator": st.sampled_from(INDICATORS),
        "baseline": st.sampled_from(["1951-1980", "1971-2000", "1991-2020"]),
        "compare": st.sampled_from(["IND", "IND-USA", "DEU-FRA-GBR-ITA-ESP"]),
        "period": st.sampled_from(["1995-2024", "2024-2024", "2015-2024", "none"]),
        "trend": st.integers(1948, 2015).map(str),
        "view": st.sampled_from(VIEWS),
        "zoom": st.sampled_from(ZOOMS),
        "region": st.sampled_from(["Africa", "Oceania"]),
        "zone": st.sampled_from(["Aw", "ET"]),
        "un": st.just("1"),
        "sort": st.sampled_from(SORTS),
        "flagged": st.just("1"),
        "log": st.just("1"),
        "linear": st.just("1"),
        "multiples": st.just("1"),
        "units": st.just("F"),
        "embed": st.sampled_from(["map", "country"]),
    },
)
LONG = "9" * 10_000
BAD = {
    "map": ["", "XXX", "Temperature", ";DROP", "\N{EARTH GLOBE AMERICAS}", LONG],
    "year": ["", "banana", "1947", "2025", "-2000", "1990.5", "1e3", "NaN", "0x7d0", LONG],
    "country": ["", "XXX", "Brazil", ";DROP", "\N{EARTH GLOBE AMERICAS}", LONG],
    "indicator": ["", "XXX", TEMPERATURE, ";DROP TABLE", "<script>", LONG],
    "baseline": ["", "1961", "1990-1961", "banana", "61-90", "1961-1990-2000", "1961-1969", LONG],
    "compare": ["XXX", "IND-IND", "IND-", "IND.USA", "-".join(list(COUNTRIES)[:6]), LONG],
    "period": ["1961", "2024-1995", "banana", "1900-1950", "2000-2030", LONG],
    "trend": ["", "1947", "2016", "banana", LONG],
    "view": ["", "globe", LONG],
    "zoom": ["", "Mars", LONG],
    "region": ["Atlantis", LONG],
    "zone": ["Xx", LONG],
    "un": ["", "2", LONG],
    "sort": ["", "value-", LONG],
    "flagged": ["", "yes", "True", LONG],
    "log": ["", "2", LONG],
    "linear": ["", "2", LONG],
    "multiples": ["", "2", LONG],
    "units": ["", "K", LONG],
    "embed": ["2", "all", LONG],
}
BAD_PAIRS = [(name, text) for name, texts in BAD.items() for text in texts]


def new_state() -> ViewState:
    return ViewState(COUNTRIES, CATALOGUE, YEARS)


def written(value: Any) -> str:
    """A choice as the browser writes it into a link."""
    return {True: "1", False: "0", "": "none"}.get(value, str(value))


def query(link: dict[str, str]) -> dict[str, list[bytes]]:
    return {name: [text.encode()] for name, text in link.items()}


def choices(state: ViewState) -> dict[str, Any]:
    return {name: getattr(state, choice) for name, choice in LINK.items()}


def one_year(link: dict[str, str]) -> dict[str, str]:
    """The period of a link that names none: the one year, where it names a year or an indicator."""
    return {"period": ""} if "year" in link or link.get("map", TEMPERATURE) != TEMPERATURE else {}


USUAL = choices(new_state())


def test_the_default_choices_are_brazil_and_the_mean_of_the_last_ten_years():
    assert USUAL == {
        "map": "temperature",
        "year": 2024,
        "record": "ncep",
        "country": "BRA",
        "indicator": "gdp_per_capita",
        "baseline": "1981-2010",
        "compare": "",
        "period": "2015-2024",
        "trend": 1960,
        "view": "map",
        "zoom": "world",
        "region": "",
        "zone": "",
        "un": False,
        "sort": "value",
        "flagged": False,
        "log": False,
        "linear": False,
        "multiples": False,
        "units": "C",
        "embed": "",
    }
    assert new_state().baseline_years == Years(1981, 2010)


def test_every_choice_of_the_state_can_be_in_a_link():
    state = new_state()
    assert sorted(LINK.values()) == sorted(set(state.param) - {"name"})


@given(LINKS)
def test_a_link_restores_its_choices_and_leaves_the_others(link: dict[str, str]):
    state = new_state()
    assert state.restore(query(link)) == []
    restored = {name: written(value) for name, value in choices(state).items()}
    expected = {**USUAL, **one_year(link), **link}
    if len(state.compared) < 2:
        expected["multiples"] = False  # it shows nothing
    assert restored == {name: written(value) for name, value in expected.items()}


@given(LINKS)
def test_the_link_of_a_state_restores_it(link: dict[str, str]):
    first, second = new_state(), new_state()
    first.restore(query(link))
    link = {name: written(value) for name, value in choices(first).items() if value != USUAL[name]}
    link["period"] = written(first.period)
    assert second.restore(query(link)) == []
    assert choices(second) == choices(first)


@given(
    st.dictionaries(
        st.sampled_from([*LINK, "utm_source", ""]),
        st.lists(st.binary(max_size=60), min_size=1, max_size=3),
    )
)
def test_no_bytes_of_a_query_raise(parameters: dict[str, list[bytes]]):
    state = new_state()
    notices = state.restore(parameters)
    assert len(notices) <= len(set(parameters) & set(LINK))
    told = {name for name in LINK if any(f"link's {name}," in notice for notice in notices)}
    told |= {name for name in LINK if any(f"link has {name} " in notice for notice in notices)}
    assert len(told) == len(notices)
    assert all(choices(state)[name] == USUAL[name] for name in told)
    assert set(state.compared) <= set(COUNTRIES)
    assert len(state.compared) <= MOST_COMPARED
    assert state.variable in CATALOGUE
    assert state.indicator in INDICATORS
    assert YEARS.first <= state.year <= YEARS.last
    assert state.baseline_years.first <= state.baseline_years.last


@pytest.mark.parametrize(("name", "text"), BAD_PAIRS, ids=lambda text: text[:12])
def test_a_bad_value_leaves_the_default_with_one_notice_that_names_its_parameter(name, text):
    state = new_state()
    (notice,) = state.restore(query({name: text}))
    assert name in notice or notice.startswith(("No data for ", "The record begins in "))
    assert len(notice) < 150
    assert choices(state) == USUAL


@pytest.mark.parametrize("text", ["1800-1830", "1901-1947", "2025-2050", "0000-9999"])
def test_a_baseline_that_the_snapshot_does_not_cover_leaves_the_default_with_a_notice(text: str):
    state = new_state()
    notices = state.restore(query({"baseline": text}))
    assert [("baseline" in notice) for notice in notices] == [True]
    assert state.baseline == USUAL["baseline"]


def test_the_worst_link_gives_a_notice_for_each_bad_parameter_and_takes_the_good_ones():
    state = new_state()
    link = {"country": "XXX", "year": "banana", "indicator": ";DROP", "map": "population"}
    notices = state.restore(query(link))
    assert ["year" in notices[0], "country" in notices[1], "indicator" in notices[2]] == [True] * 3
    assert len(notices) == 3
    assert choices(state) == {**USUAL, "map": "population", "period": ""}


@pytest.mark.parametrize("name", LINK)
def test_a_repeated_parameter_leaves_the_default_with_one_notice(name: str):
    text = written(USUAL[name]).encode()
    state = new_state()
    (notice,) = state.restore({name: [text, text]})
    assert name in notice
    assert choices(state) == USUAL


def test_a_notice_repeats_the_value_without_what_cannot_be_printed():
    (notice,) = new_state().restore({"country": [b"\x00\x1b[31m\n\xe2\x80\xaeXX\xff"]})
    assert '"[31mXX\N{REPLACEMENT CHARACTER}"' in notice
    (notice,) = new_state().restore({"country": ["\N{EARTH GLOBE AMERICAS}".encode()]})
    assert '"\N{EARTH GLOBE AMERICAS}"' in notice


def test_parameters_that_are_not_ours_are_left_alone():
    state = new_state()
    assert state.restore({"utm_source": [b"1"], "country2": [b"XXX"], "": [b""]}) == []
    assert choices(state) == USUAL


@pytest.mark.parametrize(
    ("choice", "value"),
    [
        ("iso3", "XXX"),
        ("iso3", None),
        ("iso3", 7),
        ("variable", ["population"]),
        ("indicator", TEMPERATURE),
        ("year", 1947),
        ("year", "1990"),
        ("year", 1990.5),
        ("year", None),
        ("baseline", "1990-1961"),
        ("baseline", None),
    ],
)
def test_what_is_not_a_choice_raises_and_changes_nothing(choice: str, value: Any):
    state = new_state()
    with pytest.raises(
        ValueError, match=choice if choice != "baseline" else "[Bb]aseline|1961-1990|1990-1961"
    ):
        state.param.update({choice: value})
    assert choices(state) == USUAL


@pytest.mark.parametrize(
    ("link", "period", "again"),
    [
        ("", "2015-2024", ""),
        ("year=1998", "", "year=1998"),
        ("year=2024", "", "period=none"),
        ("period=none", "", "period=none"),
        ("year=1998&period=none", "", "year=1998"),
        ("year=1998&period=2015-2024", "2015-2024", "year=1998&period=2015-2024"),
        ("map=population", "", "map=population"),
        ("map=population&period=2015-2024", "2015-2024", "map=population&period=2015-2024"),
        ("period=1995-2024", "1995-2024", "period=1995-2024"),
        ("country=IND", "2015-2024", "country=IND"),
    ],
)
def test_a_link_with_a_year_or_to_an_indicator_shows_the_one_year_unless_it_names_a_period(
    link: str, period: str, again: str
):
    state = new_state()
    assert state.restore({name: [v[0].encode()] for name, v in parse_qs(link).items()}) == []
    assert state.period == period
    assert state.query() == again


def test_a_year_that_is_none_does_not_leave_the_mean():
    state = new_state()
    assert len(state.restore(query({"year": "banana"}))) == 1
    assert state.period == "2015-2024"


def test_a_period_that_is_none_does_not_hide_the_year_of_the_link():
    state = new_state()
    assert len(state.restore(query({"year": "1998", "period": "soon"}))) == 1
    assert (state.year, state.period) == (1998, "")


def test_a_baseline_is_never_empty():
    with pytest.raises(ValueError, match="span of years"):
        new_state().baseline = ""


def test_a_link_can_say_that_no_country_is_selected():
    state = new_state()
    assert state.restore(query({"country": "none"})) == []
    assert (state.iso3, state.compared) == ("", ())


def test_the_selected_country_comes_first_and_once_among_the_compared():
    state = new_state()
    state.restore(query({"country": "USA", "compare": "IND-USA"}))
    assert state.compared == ("USA", "IND")


def test_an_embedded_page_is_the_map_unless_the_link_says_what():
    state = new_state()
    assert state.restore(query({"embed": "1"})) == []
    assert state.embed == "map"


def test_two_states_share_no_choice():
    one, other = new_state(), ViewState(COUNTRIES, CATALOGUE, Years(1950, 2000))
    one.restore(query({"country": "IND", "year": "2010", "baseline": "1971-2000"}))
    assert choices(other) == {**USUAL, "year": 2000, "period": "1991-2000"}
    assert other.param["year"].bounds == (1950, 2000)
    assert one.param["year"].bounds == (1948, 2024)


def test_those_who_watch_a_state_hear_of_a_link_once():
    state, heard = new_state(), []
    state.param.watch(heard.append, list(LINK.values()))
    state.restore(query({"country": "IND", "year": "banana"}))
    assert [(event.name, event.new) for event in heard] == [("iso3", "IND")]


@given(LINKS)
def test_the_link_to_choices_restores_them(link: dict[str, str]):
    state, again = new_state(), new_state()
    state.restore(query(link))
    found = parse_qs(state.query())
    assert again.restore({name: [text.encode()] for name, (text,) in found.items()}) == []
    assert choices(again) == choices(state)


def test_the_usual_view_has_an_empty_query_and_no_country_is_written():
    state = new_state()
    assert state.query() == ""
    state.restore(query({"country": "none", "flagged": "1", "year": "2024"}))
    assert state.query() == "country=none&period=none&flagged=1"


@pytest.mark.parametrize("year", ["3000", "1066"])
def test_a_year_without_data_is_named_with_those_that_there_are(year: str):
    (notice,) = new_state().restore(query({"year": year}))
    assert notice == f"No data for {year} (we have 1948–2024). Showing 2015–2024."


def test_a_baseline_of_pre_industrial_years_is_answered_with_where_the_record_begins():
    (notice,) = new_state().restore(query({"baseline": "1850-1900"}))
    assert notice.startswith("The record begins in 1948, so warming since pre-industrial years")


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ({"multiples": "1"}, ""),
        ({"multiples": "1", "compare": "IND"}, "compare=IND&multiples=1"),
        ({"multiples": "1", "compare": "IND", "country": "none"}, "country=IND"),
    ],
)
def test_side_by_side_is_in_the_link_of_a_comparison_alone(link: dict[str, str], written: str):
    state = new_state()
    state.restore(query(link))
    assert state.query() == written
