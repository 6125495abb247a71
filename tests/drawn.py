"""An atlas' figures as a browser has them."""

from bokeh.document import Document
from bokeh.models import Plot

from dashboard.atlas import Atlas


def figure_of(atlas: Atlas, name: str) -> Plot:
    """Return a figure as it is read from what is published."""
    (figure,) = Document.from_json(atlas.panes.document(name)).roots
    return figure
