"""Sources and methods: where the numbers come from, how the others are computed, as a page."""
