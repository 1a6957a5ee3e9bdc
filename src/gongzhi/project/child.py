"""Runs a command as a child that is told to stop when its parent dies: `python -m gongzhi.project.child PARENT CMD…`."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for SIGTERM at the parent's death, then become the command."""
    parent, *command = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit(1)  # the parent died before the kernel was asked
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
