"""The tests that moto ships in its source package, run against `farvault simulator` in place of moto's server.

A test that asks for what is not simulated counts as that. One that differs otherwise is the simulator's fault, and is
repaired; or moto's, or the set-up's, and then stands in peer-differences.json with the page that says so. The table is
held both ways: a test that differs and is not in it fails the gate, and so does one that is in it and differs no more.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MOTO = "5.2.1"
SERVICES = ["backup", "events", "kms", "organizations", "scheduler", "secretsmanager", "sns", "sqs", "sts"]
WORKERS = "3"
AT_MOST = 1200  # seconds, on a machine that does much else


def source() -> Path:
    """The folder of moto's source package, which is fetched once."""
    home = HERE.parent / ".venv" / f"moto-{MOTO}-source"
    folder = home / f"moto-{MOTO}"
    if not folder.exists():
        shutil.rmtree(home, ignore_errors=True)
        with tempfile.TemporaryDirectory() as fetched:
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                 "--no-binary", ":all:", "--dest", fetched, f"moto=={MOTO}"],
                check=True,
            )
            with tarfile.open(next(Path(fetched).glob("moto-*.tar.gz"))) as archive:
                archive.extractall(home, filter="data")
    return folder


def run(folder: Path) -> dict[str, dict[str, Any]]:
    """Runs the tests; gives what became of each, by its id."""
    with tempfile.TemporaryDirectory() as results:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "peer_plugin", "-p", "no:cacheprovider", "--tb=no",
             "--timeout", "15", "-n", WORKERS, "--dist", "worksteal", *[f"tests/test_{name}" for name in SERVICES]],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HERE), "TEST_SERVER_MODE": "true", "PEER_RESULTS": results,
                 "PEER_SIMULATOR": str(Path("bin/farvault").resolve())},
            capture_output=True, text=True, timeout=AT_MOST,
        )
        files = list(Path(results).glob("*.json"))
        if done.returncode not in (0, 1) or len(files) != int(WORKERS):
            raise SystemExit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\npytest ended with {done.returncode}")
        merged: dict[str, dict[str, Any]] = {}
        for file in files:
            merged.update(json.loads(file.read_text()))
        return merged


def name(test: str) -> str:
    """A test's id without its parameters and the folder that all have in common."""
    return re.sub(r"\[.*", "", test).removeprefix("tests/")


def differing(results: dict[str, dict[str, Any]]) -> Counter[str]:
    """How many cases of each test differ."""
    return Counter(name(test) for test, result in results.items() if result["state"] == "failed")


def compare(results: dict[str, dict[str, Any]], kinds: list[dict[str, Any]]) -> list[str]:
    """What is not as the table has it."""
    listed: Counter[str] = Counter()
    for kind in kinds:
        listed.update(kind["tests"])
    found, wrong = differing(results), []
    for test in sorted(listed.keys() | found.keys()):
        if found[test] > listed[test]:
            why = next(r for t, r in results.items() if name(t) == test and r["state"] == "failed")
            wrong.append(f"{test}: {found[test]} cases differ, {listed[test]} are listed: {why['line']}: {why['why']}")
        elif found[test] < listed[test]:
            wrong.append(f"{test}: {found[test]} cases differ, {listed[test]} are listed: the row is to go")
    return wrong


def main() -> int:
    """Runs the tests and holds the table against them."""
    subprocess.run(["go", "build", "-o", "bin/farvault", "./cmd/farvault"], check=True)
    kinds = json.loads((HERE / "peer-differences.json").read_text())
    results = run(source())
    wrong = compare(results, kinds)
    states = Counter(result["state"] for result in results.values())
    verified = [r["state"] for r in results.values() if r["verified"] and r["state"] in ("passed", "failed")]
    for kind in kinds:
        print(f"{sum(kind['tests'].values()):>4}  {kind['whose']}: {kind['kind']}")
    for line in wrong:
        print(line)
    print(
        f"moto's tests: {states['passed']} pass, {states['failed']} differ in {len(kinds)} known kinds, "
        f"{states['not simulated']} ask for what is not simulated; of those verified on AWS {verified.count('passed')} "
        f"of {len(verified)} pass" if not wrong else f"{len(wrong)} tests are not as peer-differences.json has them"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
