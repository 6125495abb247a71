"""The same job with Plotly Dash, as its documentation would have you make it fast.

Run by `gunicorn benchmarks.reference.dash_app:server`, as the chapter on deployment has it, with a
thread for each of a browser's connections. Advice that was followed: the geometry is an asset, by
its address; a step is a clientside callback, on values that are an asset too, which the browser
keeps; a click is one callback on the server that returns `Patch` objects, so that only columns
travel; the slider reports while it moves; answers are compressed (`dash[compress]`); the play
button sets properties from the browser (`set_props`) at each frame.
"""

from typing import Any

from dash import Dash, Input, Output, Patch, State, dcc, html, no_update

from benchmarks.reference import plotly_figures as plotly

_STATIC = "/assets/"
_PLAY = """
() => {
  const step = (year) => {
    dash_clientside.set_props("year", {value: year});
    if (year < LAST) requestAnimationFrame(() => step(year + 1));
  };
  step(FIRST);
  return dash_clientside.no_update;
}
"""
_STEP = """
(year, figure) => [
  {...figure, data: [{...figure.data[0], z: window.anomalies[year - FIRST]}, figure.data[1]]},
  year,
]
"""


def _script(text: str) -> str:
    return text.replace("FIRST", str(plotly.FIRST)).replace("LAST", str(plotly.LAST))


def _graph(name: str, figure: dict[str, Any]) -> dcc.Graph:
    return dcc.Graph(id=name, figure=figure, config=plotly.config(_STATIC))


app = Dash(
    title="Warming by country",
    assets_folder=str(plotly.FOLDER / "static"),
    compress=True,
    update_title=None,
)
server = app.server
server.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600  # of assets, whose addresses are dated
app.layout = html.Div(
    style={"display": "grid", "gridTemplateColumns": "900px 1fr", "gap": "20px"},
    children=[
        html.Div(
            [
                html.Button("Play", id="play"),
                html.Output(plotly.LAST, id="shown-year"),
                dcc.Slider(
                    id="year",
                    min=plotly.FIRST,
                    max=plotly.LAST,
                    step=1,
                    value=plotly.LAST,
                    marks=None,
                    updatemode="drag",
                ),
                _graph("map", plotly.choropleth(_STATIC, plotly.LAST)),
            ]
        ),
        html.Div(
            [
                _graph("stripes", plotly.stripes(plotly.OPENED)),
                _graph("temperature", plotly.temperature(plotly.OPENED)),
                _graph("gdp", plotly.gdp(plotly.OPENED)),
            ]
        ),
    ],
)
app.clientside_callback(
    _script(_STEP),
    Output("map", "figure"),
    Output("shown-year", "children"),
    Input("year", "value"),
    State("map", "figure"),
    prevent_initial_call=True,
)
app.clientside_callback(
    _script(_PLAY), Output("play", "title"), Input("play", "n_clicks"), prevent_initial_call=True
)


@app.callback(
    Output("stripes", "figure"),
    Output("temperature", "figure"),
    Output("gdp", "figure"),
    Input("map", "clickData"),
    prevent_initial_call=True,
)
def charts(clicked: dict[str, Any] | None) -> Any:
    """Return what changes in the three charts when a country is clicked."""
    if not clicked:
        return no_update, no_update, no_update
    country = plotly.COUNTRIES[clicked["points"][0]["location"]]
    stripes, temperature, gdp = Patch(), Patch(), Patch()
    stripes["data"][0]["z"] = [country["anomaly"]]
    stripes["layout"]["title"]["text"] = country["name"]
    temperature["data"][0]["y"] = country["anomaly"]
    gdp["data"][0]["y"] = country["gdp"]
    return stripes, temperature, gdp
