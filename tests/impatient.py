"""`python -m tests.impatient MODULE ARGUMENTS`: a server that waits for nobody as long as ours do.

For tests that see the end of what is waited for: PATIENCE in place of 20 s, LIFETIME of 60.
"""

import runpy
import sys

from dashboard.server import limits

PATIENCE = 8.0  # seconds, for what has begun and does not go on
LIFETIME = 3  # seconds that a session without a socket is kept

if __name__ == "__main__":
    limits.PATIENCE = PATIENCE  # before any other module takes it from there
    from dashboard.server import command

    command.LIFETIME = LIFETIME
    _, module, *sys.argv[1:] = sys.argv
    runpy.run_module(module, run_name="__main__", alter_sys=True)
