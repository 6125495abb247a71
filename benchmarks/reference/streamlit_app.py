"""The same job with Streamlit, as its documentation would have you make it fast.

Run by `streamlit run`. Advice that was followed: what is computed is cached for all sessions
(`st.cache_data`); slider and map are a fragment, so that a step reruns and sends nothing else;
only a click on another country reruns the whole script (`st.rerun` in the fragment), for the charts
beside it; the geometry is a static file, by its address; selections come from the chart
(`on_select`); elements have keys, so that they are updated and not made anew; play is a fragment
that runs by itself (`run_every`). The charts are Plotly's, whose maps can be clicked and keep their
shapes.
"""

import streamlit as st

from benchmarks.reference import plotly_figures as plotly

_STATIC = "/app/static/"
_EVERY = 1 / 24  # seconds, while it plays

world = st.cache_data(plotly.choropleth)
CHARTS = {
    "stripes": st.cache_data(plotly.stripes),
    "temperature": st.cache_data(plotly.temperature),
    "gdp": st.cache_data(plotly.gdp),
}


def play() -> None:
    """Begin at the first year."""
    st.session_state.playing = True
    st.session_state.year = plotly.FIRST - 1


def step() -> None:
    """Go on by a year, while it plays; stop at the last one."""
    if st.session_state.playing and st.session_state.year == plotly.LAST:
        st.session_state.playing = False
        st.rerun()  # without run_every
    if st.session_state.playing:
        st.session_state.year += 1


def choose() -> None:
    """Have the charts drawn where another country is selected on the map."""
    chosen = st.session_state.get("map")
    points = chosen["selection"]["points"] if chosen else []
    if points and points[0]["location"] != st.session_state.country:
        st.session_state.country = points[0]["location"]
        st.rerun()


def slider_and_map() -> None:
    """Show the map of a year."""
    choose()
    step()
    st.slider("Year", plotly.FIRST, plotly.LAST, key="year")
    st.plotly_chart(
        world(_STATIC, st.session_state.year),
        key="map",
        theme=None,
        config=plotly.config(_STATIC),
        on_select="rerun",
        selection_mode="points",
    )


st.set_page_config("Warming by country", layout="wide")
for name, value in {"playing": False, "year": plotly.LAST, "country": plotly.OPENED}.items():
    st.session_state.setdefault(name, value)
left, right = st.columns([3, 2])
with right:
    for name, chart in CHARTS.items():
        st.plotly_chart(
            chart(st.session_state.country),
            key=name,
            theme=None,
            config=plotly.config(_STATIC),
        )
with left:
    st.button("Play", on_click=play)
    st.fragment(slider_and_map, run_every=_EVERY if st.session_state.playing else None)()
