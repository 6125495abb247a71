from pathlib import Path

from dashboard.config import Settings
from dashboard.server.command import arguments

KEY = "a key that nobody may read"


def test_the_arguments_hold_what_was_set_and_not_the_key():
    settings = Settings.read(
        {
            "PORT": "8080",
            "ADDRESS": "0.0.0.0",
            "ALLOWED_ORIGINS": "a.org,b.org",
            "WEB_CONCURRENCY": "3",
            "ISOTHERM_SECRET_KEY": KEY,
        }
    )
    said = arguments(Path("app.py"), settings)
    assert {"--address=0.0.0.0", "--port=8080", "--num-procs=3"} <= set(said)
    assert "--allow-websocket-origin=a.org" in said
    assert "--allow-websocket-origin=b.org" in said
    assert KEY not in " ".join(said)
