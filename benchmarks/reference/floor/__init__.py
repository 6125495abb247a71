"""The static floor: the same map, slider and click in one plain page."""
