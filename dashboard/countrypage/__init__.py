"""A page for each country: /country/brazil, with its picture to share; no script is needed."""
