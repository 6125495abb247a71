"""A card of one's own on the page: the chosen indicator of the chosen country, by decade."""

import holoviews as hv
import pandas as pd
import panel as pn

from dashboard.collection import open_served

hv.extension("bokeh", logo=False)
SERVED = open_served()


def panel(state):
    """Return what the card shows; it follows what the reader chooses on the page."""
    statistic = pn.widgets.RadioButtonGroup(name="Statistic", options=["mean", "min", "max"])

    def heading(indicator):
        return f"### {SERVED.catalogue[indicator].axis_label} by decade"

    def chart(iso3, indicator, statistic):
        series = SERVED.store.series(iso3, indicator).dropna() if iso3 else pd.DataFrame()
        if series.empty:
            return pn.pane.Markdown("There are no values.")
        decade = (series["year"] // 10 * 10).astype(str) + "s"
        values = series["value"].groupby(decade).agg(statistic)
        bars = hv.Bars((values.index, values), "decade", statistic)
        return pn.pane.HoloViews(bars.opts(height=220, responsive=True, toolbar=None, tools=[]))

    return pn.Column(
        pn.pane.Markdown(pn.bind(heading, state.param.indicator)),
        statistic,
        pn.bind(chart, state.param.iso3, state.param.indicator, statistic),
        sizing_mode="stretch_width",
    )
