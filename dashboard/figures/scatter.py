"""What the scatter is drawn with; it is no figure of the panel."""

from dashboard.layers import overlay
from dashboard.panes import Drawing
from dashboard.views.scatter import NO_POINTS, scatter_chart, scatter_style


def _drawing(name: str, *, log: bool) -> Drawing:
    return Drawing(
        name,
        "scatter",
        element=lambda _: overlay(scatter_chart(NO_POINTS)),
        style=lambda _: scatter_style(log=log),
        by_year=False,
    )


SCATTER = (_drawing("scatter", log=False), _drawing("scatter_log", log=True))
