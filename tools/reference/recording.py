"""What goes over the wire in the demo and in the tests of what calls AWS, recorded by the simulator."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FILE = Path(sys.prefix) / "recording.jsonl"
PACKAGES = ["./shared/cloud", "./shared/cli", "./shared/ledger"]


def lines() -> list[str]:
    """The exchanges, a form of each; recorded anew where a file of the project is newer."""
    listed = subprocess.run(["git", "ls-files", "*.go", "*.yaml", "go.mod"], check=True, capture_output=True, text=True)
    newest = max(Path(name).stat().st_mtime for name in listed.stdout.split() if Path(name).exists())
    if not FILE.exists() or FILE.stat().st_mtime < newest:
        record()
    return FILE.read_text().splitlines()


def record() -> None:
    """Plays the demo and runs the tests. A test that fails stops the gate: half of a recording would be judged as all."""
    fresh = FILE.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    environment = {**os.environ, "FARVAULT_SIMULATOR_RECORD": str(fresh)}
    for command in ["go run ./cmd/farvault demo", f"go test -count=1 -short -skip TestEveryAssumptionIsAskedAndInverted -timeout 60m {' '.join(PACKAGES)}"]:
        subprocess.run(command.split(), env=environment, check=True, stdout=sys.stderr)
    fresh.rename(FILE)
