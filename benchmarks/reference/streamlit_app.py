"""The same job with Streamlit, as its documentation would have you make it fast.

Run by `streamlit run`. Advice that was followed: what is computed is cached for all sessions
(`st.cache_data`); slider and map are a fragment, so that a step reruns nothing else; the charts lie
in slots outside of it and are written when another country is clicked, and not at a step; the
geometry is a static file, by its address; selections come from the chart (`on_select`); elements
have keys, so that they are updated and not made anew; play is a fragment that runs by itself
(`run_every`). The charts are Plotly's, whose maps can be clicked and keep their shapes.
"""

import streamlit as st

from benchmarks.reference import plotly_figures as plotly

_STATIC = "/app/static/"
_EVERY = 1 / 24  # seconds, while it plays

world = st.cache_data(plotly.choropleth)
stripes, temperature, gdp = (
    st.cache_data(chart) for chart in (plotly.stripes, plotly.temperature, plotly.gdp)
)


def play() -> None:
    """Begin at the first year."""
    st.session_state.playing = True
    st.session_state.year = plotly.FIRST - 1


def step() -> None:
    """Go on by a year, while it plays."""
    if not st.session_state.playing:
        return
    st.session_state.year += 1
    if st.session_state.year == plotly.LAST:
        st.session_state.playing = False


def draw(iso3: str) -> None:
    """Write the three charts of a country into their slots."""
    for slot, chart in zip(slots, (stripes, temperature, gdp), strict=True):
        slot.plotly_chart(
            chart(iso3), key=chart.__name__, theme=None, config=plotly.config(_STATIC)
        )


def slider_and_map() -> None:
    """Show the map of a year, and the charts of the country that was clicked since."""
    was_playing = st.session_state.playing
    step()
    st.slider("Year", plotly.FIRST, plotly.LAST, key="year")
    chosen = st.plotly_chart(
        world(_STATIC, st.session_state.year),
        key="map",
        theme=None,
        config=plotly.config(_STATIC),
        on_select="rerun",
        selection_mode="points",
    )
    points = chosen["selection"]["points"]
    iso3 = points[0]["location"] if points else st.session_state.country
    if iso3 != st.session_state.country:
        st.session_state.country = iso3
        draw(iso3)
    if was_playing and not st.session_state.playing:
        st.rerun()  # without run_every


st.set_page_config("Warming by country", layout="wide")
for name, value in {"playing": False, "year": plotly.LAST, "country": plotly.OPENED}.items():
    st.session_state.setdefault(name, value)
left, right = st.columns([3, 2])
with right:
    slots = [st.empty() for _ in range(3)]
    draw(st.session_state.country)
with left:
    st.button("Play", on_click=play)
    st.fragment(slider_and_map, run_every=_EVERY if st.session_state.playing else None)()
