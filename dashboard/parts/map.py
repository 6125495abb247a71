"""The part that colours the map, and the one that a country's anomaly is read from."""

from dashboard import climate
from dashboard.atlas import Atlas, Part
from dashboard.climate import Years
from dashboard.panes import plain
from dashboard.parts.degrees import DEGREES
from dashboard.state import TEMPERATURE
from dashboard.views import cards


def map_part(atlas: Atlas, variable: str, baseline: Years, units: str) -> Part:
    """Return where the numbers are, what to subtract, how to write them, and which colours."""
    indicator, warming = atlas.catalogue[variable], variable == TEMPERATURE
    degrees = DEGREES[units if warming else "C"]
    scale = atlas.scale(variable).times(degrees.factor)
    normals = climate.normals(atlas.temperatures, baseline) - atlas.offsets if warming else None
    return {
        "variable": variable,
        "matrix": atlas.matrix(variable),
        "subtract": None if normals is None else plain(normals, decimals=6),
        "factor": degrees.factor,
        "tolerance": indicator.tolerance,
        "until": atlas.years.last,
        "edges": list(scale.edges),
        "colours": list(scale.colours),
        "dark": list(scale.dark),
        "label": "Temperature change" if warming else indicator.label,
        "against": f"against {cards.span(baseline)}" if warming else "",
        "unit": degrees.unit if warming else indicator.unit,
        "decimals": 2 if warming else indicator.decimals,
        "signed": warming,
        "about": "" if warming else f"{indicator.description} Source: {indicator.source}.",
    }
