"""`python -m tests.faults [--submissions 2000] [--kills 20] [--seed N]`: one full trial; exit code 1 when a promise broke."""

import argparse
import random
import sys

from tests.faults.trial import Plan, run


def main() -> int:
    """Read the plan from the command line, carry it out, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--messages", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    result = run(Plan(given.submissions, given.kills, given.messages, seed=given.seed))
    print(result.line())
    return 0 if result.is_good() else 1


if __name__ == "__main__":
    sys.exit(main())
