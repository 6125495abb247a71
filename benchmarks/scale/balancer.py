"""nginx as deploy/nginx configures it, in front of servers of this machine."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from benchmarks.ports import free_port
from benchmarks.servers import answers

NGINX = Path(__file__).parents[2] / "deploy" / "nginx"
PATIENCE = 60  # seconds


class Balancer:
    """nginx in a folder, with the real configuration but for its port and paths.

    replicas: the servers, as host:port. A client's address decides which one has it.
    """

    def __init__(self, folder: Path, replicas: Sequence[str]) -> None:
        self.port, self.folder, self.said = free_port(), folder, ""
        self.host = f"127.0.0.1:{self.port}"
        text = (NGINX / "nginx.conf").read_text(encoding="utf-8")
        for known, ours in {
            "listen 8080;": f"listen {self.port};",
            "/tmp/": f"{folder}/",
            "/dev/stdout": f"{folder}/access.log",
        }.items():
            assert known in text
            text = text.replace(known, ours)
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        line = (NGINX / "replicas.conf").read_text(encoding="utf-8")
        assert line.count("replica:5006") == 1
        lines = [line.replace("replica:5006", replica) for replica in replicas]
        (folder / "replicas.conf").write_text("".join(lines), encoding="utf-8")

    def __enter__(self) -> "Balancer":
        """Start; SystemExit where there is no nginx."""
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            raise SystemExit("no nginx: `make test` installs it")
        # Started by root, its workers would be nobody, who may not write to this folder.
        user = "user root; " if os.geteuid() == 0 else ""
        files = ["-c", f"{self.folder}/nginx.conf", "-p", str(self.folder), "-e", "stderr"]
        command = [program, *files, "-g", f"{user}daemon off;"]
        self.run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert answers(f"http://{self.host}/", self.run), "nginx did not start"
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop; what it said is in `said`."""
        self.run.send_signal(signal.SIGTERM)
        _, self.said = self.run.communicate(timeout=PATIENCE)
        assert self.run.returncode == 0, self.said

    def lines(self) -> list[list[str]]:
        """Return client and replica of each request that it has answered."""
        text = (self.folder / "access.log").read_text(encoding="utf-8")
        return [[line.split()[0], line.split()[-1]] for line in text.splitlines()]
