"""Stops an embedded server when its last user is gone, even one that was killed: `python -m … HOME`.

The kernel drops a dead process's file lock, so waiting for the exclusive lock is waiting for the last user.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

from gongzhi.project.postgres import EmbeddedPostgres


def watch(server: EmbeddedPostgres) -> None:
    """Wait until nobody uses the server, stop it, and return; return at once when it is another one by now."""
    watched = server.pid()
    while watched is not None and server.pid() == watched:
        try:
            with (server.home / "users.lock").open("w") as users:
                fcntl.flock(users, fcntl.LOCK_EX)
        except FileNotFoundError:
            return  # the data folder was removed
        server.release()
        time.sleep(0.2)


def main() -> None:
    """Watch over the server in the folder named by the first argument."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    watch(EmbeddedPostgres(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
