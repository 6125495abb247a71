"""See how each country has warmed, next to how it lives."""
