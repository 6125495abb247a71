"""An entry as TOML, written below what a catalogue has: nothing else of it changes."""

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboard.adding.entry import AddError

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_FIRST = ("label", "unit", "path")


def entry_text(name: str, keys: Mapping[str, Any]) -> str:
    """Return the lines of an entry."""
    order = sorted(keys, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    return "\n".join([f"[{name}]", *(f"{key} = {toml(keys[key])}" for key in order)]) + "\n"


def toml(value: Any) -> str:
    """Return a value of an entry as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    return repr(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else toml(key)


def check_target(target: Path) -> None:
    """Raise AddError where no catalogue can be written."""
    folder = target.resolve().parent
    if not folder.is_dir():
        raise AddError(f"{target}: there is no folder {folder}")
    if target.exists() and not target.is_file():
        raise AddError(f"{target} is no file: name a catalogue with --to, such as mine.toml")
    if not os.access(folder, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise AddError(f"{target}: it cannot be written: name another catalogue with --to")


def append_entry(target: Path, name: str, keys: Mapping[str, Any]) -> None:
    """Write an entry below what a catalogue has, by one rename; raises AddError.

    It is read anew: a person may have changed it while questions were open.
    """
    target = target.resolve()
    try:
        before = target.read_bytes() if target.exists() else b""
        old = tomllib.loads(before.decode("utf-8-sig"))
        after = before + _below(before, entry_text(name, keys)).encode()
        if name in old or tomllib.loads(after.decode("utf-8-sig")) != {**old, name: dict(keys)}:
            raise AddError(f"{target}: [{name}] cannot be added to it: choose another --name")
        _replace(target, after)
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise AddError(f"{target}: {error}: nothing is written") from error


def _below(before: bytes, text: str) -> str:
    """Return a text as the bytes above it need it: after an empty line, with their line ends."""
    end = "\r\n" if b"\r\n" in before else "\n"
    bare = before.removeprefix(b"\xef\xbb\xbf")
    gap = "\n" if bare and not bare.endswith((b"\n\n", b"\n\r\n")) else ""
    gap += "\n" if bare and not bare.endswith(b"\n") else ""
    return f"{gap}{text}".replace("\n", end)


def _replace(target: Path, content: bytes) -> None:
    handle, written = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, written)
        else:
            _as_others(written)
        Path(written).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(written).unlink()
        raise


def _as_others(written: str) -> None:
    """Let a new file be read by whom the person's other files are read."""
    mask = os.umask(0)
    os.umask(mask)
    Path(written).chmod(0o666 & ~mask)
