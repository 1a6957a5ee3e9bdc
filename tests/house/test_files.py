"""What may lie in the repository."""

import re

from tests.house.places import ROOT, short, tracked

LARGEST = 1024 * 1024
# Written in pieces, lest this file be the first to fail.
_MACHINE = re.compile(
    "|".join(["/" + "work" + r"/(main|shared|\.)", "/" + r"root/", "/" + r"home/[a-z]+/", "py" + "env/"])
)
_HOSTS = re.compile(r"https?://|--(?:extra-)?index[-]url|--find-links|--trusted-host|file://")
_TEXT = {
    ".py", ".md", ".toml", ".txt", ".in", ".yml", ".yaml", ".html", ".ts", ".css", ".json", ".cfg", ".ini", ".sh", ".po",
    ".mjs", ".csv", ".svg", "",
}  # fmt: skip


def test_no_file_is_larger_than_a_mebibyte() -> None:
    large = [
        f"{short(path)} ({path.stat().st_size:,} bytes)"
        for path in tracked()
        if path.stat().st_size > LARGEST
    ]

    assert not large, f"Keep large files out of the repository, or split them: {large}"


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in _TEXT:
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if _MACHINE.search(line):
                    found.append(f"{short(path)}:{number}: {line.strip()[:100]}")

    assert not found, "Write paths relative to the repository:\n" + "\n".join(found)


def test_locked_requirements_name_no_host() -> None:
    found = []
    for path in (ROOT / "requirements").glob("*.txt"):
        found += [f"{short(path)}: {line}" for line in path.read_text().splitlines() if _HOSTS.search(line)]

    assert not found, f"Renew the locks with `make lock`, which records hashes only: {found}"


def test_locked_requirements_have_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        for block in re.split(r"\n(?=[a-zA-Z])", path.read_text().strip()):
            if "==" in block.split("\n", 1)[0]:
                assert "--hash=sha256:" in block, f"{short(path)}: {block.splitlines()[0]} has no hash"


def test_the_front_ends_lock_records_no_address() -> None:
    lock = ROOT / "frontend" / "package-lock.json"

    assert '"resolved"' not in lock.read_text(), (
        "Run `npm --prefix frontend install --omit-lockfile-registry-resolved`"
    )
