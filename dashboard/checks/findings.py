"""What a check finds."""

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """One line: how bad it is, of what, and what was found; figures are for programs."""

    level: Level
    subject: str
    message: str
    figures: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the line that a terminal shows."""
        return f"{self.level:<8} {self.subject:<24} {' '.join(self.message.split())}"
