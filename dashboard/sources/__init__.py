"""Sources of the figures: fetch_* asks the network, parse_* is pure."""
