"""What a run came to, as a file: every reading, who was measured, and with which versions."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.subjects import KEYS

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results.json")
PICTURE = ROOT / "docs" / "pictures" / "benchmarks.svg"
ENOUGH = 7  # rounds for a median that is published


@dataclass
class Results:
    """A run. readings: by app and quantity, in ms, bytes, seconds and frames a second.

    versions: by app. lacking: quantities an app has not, with the reason. left_out: apps that were
    not measured, with the reason. machine: what it ran on, in a sentence.
    """

    taken: str
    rounds: int
    machine: str
    labels: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    readings: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    @property
    def publishable(self) -> bool:
        """Tell whether all apps were measured, often enough."""
        return self.rounds >= ENOUGH and set(self.readings) == set(KEYS) and not self.left_out

    def write(self, file: Path) -> None:
        """Write all of it as JSON, a reading rounded to what a clock can tell."""
        found = asdict(self)
        found["readings"] = {
            key: {name: [round(one, 6) for one in taken] for name, taken in readings.items()}
            for key, readings in self.readings.items()
        }
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path = RESULTS) -> "Results":
        """Read what write() wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))
