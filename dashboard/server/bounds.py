"""Every input is bounded, and nobody is waited for: what Tornado, Bokeh and Panel leave open.

The plugin calls `install` before the server is built, so it holds in every way of serving. What
each module replaces in which library, and why, stands at its head.
"""

from dashboard.server import admission, listening, messages, pages


def install() -> None:
    """Let a server that is built from now on keep the bounds of `limits`; raises SettingsError."""
    listening.install()
    pages.install()
    admission.install()
    messages.install()
