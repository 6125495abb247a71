"""Settings from the environment, checked once at start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 5006
DEFAULT_ADDRESS = "127.0.0.1"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRET_KEYS = ("ISOTHERM_SECRET_KEY", "BOKEH_SECRET_KEY")
SHORTEST_KEY = 16  # characters: Bokeh's own `bokeh secret` makes 44
MOST_PROCESSES = 64
LOG_FORMATS = ("text", "json")
DEFAULT_SESSIONS = 2000
LEAST_MEMORY = 100  # MB

_HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
_ORIGIN = re.compile(rf"(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?")
_DEFAULT_PORTS = (80, 443)  # a browser leaves them out of the origin that it sends
_DATABASE = re.compile(r"(?:/[0-9]{0,5})?")
_QUERY = re.compile(r"(?:db=[0-9]{1,5})?")
_REDIS_SCHEMES = ("redis", "rediss", "unix")
_ADDRESS = re.compile(rf"{_HOST}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


class SettingsError(ValueError):
    """A variable that cannot be used; the message names it and says what to set.

    fault: the message without the variable's name.
    """

    def __init__(self, variable: str, value: str, remedy: str) -> None:
        found = f"is {value!r}" if value else "is not set"
        self.variable, self.fault = variable, f"{found}: {remedy}."
        super().__init__(f"{variable} {self.fault}")


@dataclass(frozen=True)
class Settings:
    """How to serve.

    port and address: where to listen. allowed_origins: the hosts (with a port, unless it is the
    scheme's own) whose pages may open a session here. redis_url: where views are counted, "" for a
    Redis of our own. secret_key: signs sessions, "" where the server shall make one up.
    metrics_token: opens /metrics, "" for nobody. processes: how many serve. log_format: of
    LOG_FORMATS. most_sessions: of each process at once. most_memory: MB of each process beyond
    which it takes no new ones, 0 for its share of what there is.
    """

    port: int
    address: str
    allowed_origins: tuple[str, ...]
    redis_url: str = field(default="", repr=False)  # it holds a password
    secret_key: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    processes: int = 1
    log_format: str = LOG_FORMATS[0]
    most_sessions: int = DEFAULT_SESSIONS
    most_memory: int = 0

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the variables that README.md lists; raises SettingsError."""
        port, address = _port(environ), _address(environ)
        return cls(
            port=port,
            address=address,
            allowed_origins=_allowed_origins(environ, port, address),
            redis_url=redis_url(environ),
            secret_key=_secret_key(environ),
            metrics_token=metrics_token(environ),
            processes=processes(environ),
            log_format=_log_format(environ),
            most_sessions=most_sessions(environ),
            most_memory=most_memory(environ),
        )

    @property
    def url(self) -> str:
        """What to open in a browser on this machine."""
        everywhere = not self.address.strip("0.:")  # 0.0.0.0 and ::
        host = "localhost" if everywhere or self.address in LOOPBACK else self.address
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"


def redis_url(environ: Mapping[str, str] = os.environ) -> str:
    """Read REDIS_URL, "" where it is not set; raises SettingsError, without the password."""
    text = environ.get("REDIS_URL", "").strip()
    if not text or _is_redis_url(text):
        return text
    raise SettingsError(
        "REDIS_URL",
        _masked(text),
        "set redis://, rediss:// or unix://, such as redis://user:password@host:6379/0 with "
        "percent-encoded user and password, and no query but ?db=0",
    )


def metrics_token(environ: Mapping[str, str] = os.environ) -> str:
    """Read METRICS_TOKEN, "" where it is not set; raises SettingsError, without the token."""
    name = "METRICS_TOKEN"
    text = environ.get(name, "").strip()
    if text and not re.fullmatch(rf"[!-~]{{{SHORTEST_KEY},}}", text):
        remedy = f"set {SHORTEST_KEY} or more letters and digits, as `openssl rand -hex 32` prints"
        raise SettingsError(name, "***", remedy)
    return text


def given_key(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Return the variable of SECRET_KEYS that is set, and the key; "" and "" where none is."""
    given = ((name, environ.get(name, "").strip()) for name in SECRET_KEYS)
    return next(((name, text) for name, text in given if text), ("", ""))


def _is_redis_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where it is no number up to 65535
    except ValueError:
        return False
    if parts.scheme not in _REDIS_SCHEMES or parts.fragment or not _QUERY.fullmatch(parts.query):
        return False
    if parts.scheme == "unix":
        return len(parts.path) > 1
    return bool(parts.hostname) and _DATABASE.fullmatch(parts.path) is not None


def _masked(url: str) -> str:
    """Return what of a URL is surely no password: its scheme, and what follows the last @."""
    scheme, _, rest = url.partition("://")
    if scheme not in _REDIS_SCHEMES:
        return "***"
    _, at, place = rest.rpartition("@")
    return f"{scheme}://***" + (at + re.split("[?#]", place)[0] if at else "")


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT", "").strip()
    if not text:
        return DEFAULT_PORT
    if re.fullmatch("[0-9]{1,5}", text) and 1 <= int(text) <= 65535:
        return int(text)
    raise SettingsError("PORT", text, f"set a number from 1 to 65535, such as {DEFAULT_PORT}")


def _address(environ: Mapping[str, str]) -> str:
    text = environ.get("ADDRESS", "").strip() or DEFAULT_ADDRESS
    if _ADDRESS.fullmatch(text):
        return text
    raise SettingsError(
        "ADDRESS",
        text,
        f"set the address to listen on: {DEFAULT_ADDRESS} for this machine alone, 0.0.0.0 for all",
    )


def _allowed_origins(environ: Mapping[str, str], port: int, address: str) -> tuple[str, ...]:
    # Heroku names its host where it is told to: heroku labs:enable runtime-dyno-metadata
    given = environ.get("ALLOWED_ORIGINS", "").strip(" ,")
    text = given or environ.get("HEROKU_APP_DEFAULT_DOMAIN_NAME", "")
    parts = (part.strip() for part in text.split(","))
    if origins := tuple(dict.fromkeys(_origin(part, text) for part in parts if part)):
        return origins
    if address in LOOPBACK:
        return (f"localhost:{port}", f"127.0.0.1:{port}")
    raise SettingsError(
        "ALLOWED_ORIGINS",
        "",
        f"with ADDRESS={address} others can reach this server; set the host that people open, "
        "such as isotherm.example.org",
    )


def _origin(part: str, text: str) -> str:
    """Return one of the origins in a text as a browser sends it, which Bokeh compares as text."""
    found = _ORIGIN.fullmatch(part)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if not found or not 1 <= port <= 65535:
        raise SettingsError("ALLOWED_ORIGINS", text, _why_not(part))
    host = found["host"].lower()
    return f"{host}:{port}" if found["port"] and port not in _DEFAULT_PORTS else host


def _secret_key(environ: Mapping[str, str]) -> str:
    name, text = given_key(environ)
    if not text or len(text) >= SHORTEST_KEY:
        return text
    remedy = f"it has {len(text)} characters; set {SHORTEST_KEY} or more, as `openssl rand "
    raise SettingsError(name, "***", f"{remedy}-hex 32` prints them")


def processes(environ: Mapping[str, str] = os.environ) -> int:
    """Read WEB_CONCURRENCY: how many serve; raises SettingsError."""
    text = environ.get("WEB_CONCURRENCY", "").strip() or "1"
    if re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= MOST_PROCESSES:
        return int(text)
    remedy = f"set how many processes shall serve, from 1 to {MOST_PROCESSES}"
    raise SettingsError("WEB_CONCURRENCY", text, remedy)


def most_sessions(environ: Mapping[str, str] = os.environ) -> int:
    """Read ISOTHERM_MAX_SESSIONS: live sessions of one process; raises SettingsError."""
    text = environ.get("ISOTHERM_MAX_SESSIONS", "").strip() or str(DEFAULT_SESSIONS)
    if re.fullmatch("[0-9]{1,6}", text) and int(text) >= 1:
        return int(text)
    remedy = f"set how many sessions each process shall have at most, such as {DEFAULT_SESSIONS}"
    raise SettingsError("ISOTHERM_MAX_SESSIONS", text, remedy)


def most_memory(environ: Mapping[str, str] = os.environ) -> int:
    """Read ISOTHERM_MAX_MEMORY: MB of one process, 0 where it is not set; raises SettingsError."""
    text = environ.get("ISOTHERM_MAX_MEMORY", "").strip() or "0"
    if re.fullmatch("[0-9]{1,7}", text) and (not int(text) or int(text) >= LEAST_MEMORY):
        return int(text)
    remedy = f"set the MB that each process may take, {LEAST_MEMORY} or more, such as 800"
    raise SettingsError("ISOTHERM_MAX_MEMORY", text, remedy)


def edition_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Read ISOTHERM_EDITION: the folder of an exported site, None where it is not set."""
    text = environ.get("ISOTHERM_EDITION", "").strip()
    return Path(text) if text else None


def _log_format(environ: Mapping[str, str]) -> str:
    text = environ.get("ISOTHERM_LOG_FORMAT", "").strip() or LOG_FORMATS[0]
    if text in LOG_FORMATS:
        return text
    raise SettingsError("ISOTHERM_LOG_FORMAT", text, f"set {' or '.join(LOG_FORMATS)}")


def _why_not(origin: str) -> str:
    if "*" in origin:
        return f"{origin!r} would let any site open sessions; list the hosts that people open"
    if origin.count(":") > 1 and "/" not in origin:
        return f"{origin!r} is an IPv6 address; set a name for it, such as localhost:5006"
    return (
        f"{origin!r} is not a host; set host or host:port without scheme or path, separated by "
        "commas, such as isotherm.example.org,localhost:5006"
    )
