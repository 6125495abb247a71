"""Downloads: what is shown, to take away as CSV, and as a snippet that computes it again.

Made by the server from the snapshot, for the browser's numbers are rounded to sixteen bits. An
address is that of the page with `download/<what>` before its query, so that a link leads to both.
"""
