"""`python -m bench [NAME…]`: run benchmarks, print their tables, keep them in `bench/README.md`."""

import argparse
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol, cast

import bench
from bench import report
from bench.figures import Figure

_NO_BENCHMARKS = {
    "__main__",
    "city",
    "database",
    "figures",
    "load",
    "peers",
    "pgbench",
    "report",
    "sizes",
    "timing",
}


class Benchmark(Protocol):
    """What a module of this package offers."""

    TITLE: str

    def run(self) -> Sequence[Figure]:
        """Measure."""


def names() -> list[str]:
    """Return the names of all benchmarks: the modules with a `run` of their own."""
    found = (one.name for one in pkgutil.iter_modules(bench.__path__))
    return sorted(name for name in found if name not in _NO_BENCHMARKS and not name.startswith("_"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; exit code 1 when an aim was missed, 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    parser.add_argument("--no-write", action="store_true", help="leave bench/README.md alone")
    asked = parser.parse_args(arguments)
    known = names()
    if asked.list:
        print("\n".join(known))
        return 0
    unknown = sorted(set(asked.names) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)} (there are: {', '.join(known)})", file=sys.stderr)
        return 2
    if len(asked.names) == 1:
        return _run(asked.names[0], write=not asked.no_write)
    # Each in a process of its own: one that loads Django or holds much memory must not touch the next.
    more = ["--no-write"] if asked.no_write else []
    codes = [
        subprocess.run([sys.executable, "-m", "bench", name, *more], check=False).returncode
        for name in asked.names or known
    ]
    return max(codes, default=0)


def _run(name: str, *, write: bool) -> int:
    module = importlib.import_module(f"bench.{name}")
    benchmark = cast(Benchmark, module)
    figures = benchmark.run()
    report.show(benchmark.TITLE, figures)
    if write:
        about = (inspect.getdoc(module) or "").partition("\n\n")[0].replace("\n", " ")
        report.keep(name, benchmark.TITLE, about, figures)
    return int(any(one.is_met is False for one in figures))


if __name__ == "__main__":
    sys.exit(main())
