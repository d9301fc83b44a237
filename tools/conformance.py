"""Runs the gates that `make conformance` is made of; with arguments, only those named.

A gate is a script that is run from the root of the repository by the Python of its own
environment. The last line that it prints is its figure; it passes by exiting with 0.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import environments

ROOT = environments.TOOLS.parent


class Gate(NamedTuple):
    """One check: its name, the environment that it runs in, its script below tools/."""

    name: str
    environment: str  # none: this Python, which has all that it needs
    script: str
    arguments: tuple[str, ...] = ()


# What shares an environment shares a lane, and the longest lane comes first: two run at a time.
LANES = [
    [
        Gate("sam validate", "sam", "gates/sam_validate.py"),
        Gate("sam build", "sam", "gates/sam_build.py"),
        Gate("sam guided", "sam", "gates/sam_guided.py"),
    ],
    [
        Gate("lint", "", "gates/lint.py"),
        Gate("architecture", "", "architecture.py", ("--check",)),
        Gate("name", "", "name.py", ("--check",)),
    ],
    [Gate("peer", "peer", "gates/peer.py")],
    [Gate("policy oracle", "node", "oracle/compare.py"), Gate("browser", "node", "gates/browser.py")],
    [
        Gate("managed policies", "reference", "reference/managed.py"),
        Gate("models", "reference", "reference/models.py"),
        Gate("authorization", "reference", "reference/authorization.py"),
    ],
    [Gate("checkov", "checkov", "gates/checkov_scan.py")],
    [Gate("cfn-lint", "cfn-lint", "gates/cfn_lint.py"), Gate("alert schema", "cfn-lint", "gates/alert_schema.py")],
    [Gate("event patterns", "event-ruler", "gates/event_patterns.py")],
    [Gate("release", "release", "gates/released.py")],
    [
        Gate("clients", "clients", "gates/clients.py"),
        Gate("workflows", "clients", "gates/workflows.py"),
        Gate("cold start", "clients", "gates/start.py"),
    ],
    [
        Gate("emulators", "emulators", "gates/emulators.py"),
        Gate("assumptions", "emulators", "gates/assumptions.py"),
        Gate("readme", "emulators", "gates/readme.py"),
        Gate("stack", "emulators", "gates/stack.py"),
    ],
]


def run(gate: Gate) -> bool:
    """Runs a gate and prints its line, below all that it said if it failed."""
    began = time.monotonic()
    python, path = sys.executable, os.environ["PATH"]
    try:
        if gate.environment:
            commands = environments.prepare(gate.environment)
            python, path = str(commands / "python"), f"{commands}{os.pathsep}{path}"
    except subprocess.CalledProcessError as error:
        print(f"{error.stdout}{error.stderr}\nFAILED  {gate.name:<16} its environment could not be set up", flush=True)
        return False
    done = subprocess.run(
        [python, str(Path("tools") / gate.script), *gate.arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    *said, figure = done.stdout.strip().splitlines() or ["said nothing"]
    passed = done.returncode == 0
    lines = [] if passed else said
    lines.append(f"{'ok    ' if passed else 'FAILED'}  {gate.name:<16} {figure}  ({time.monotonic() - began:.0f} s)")
    print("\n".join(lines), flush=True)
    return passed


def main(names: list[str]) -> int:
    """Runs the gates; the exit status is 1 if one failed."""
    more = tuple(name for name in names if name.startswith("--"))  # for the gates that are named
    names = [name for name in names if name not in more]
    known = [gate.name for lane in LANES for gate in lane]
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no gate {', '.join(unknown)}: there are {', '.join(known)}", file=sys.stderr)
        return 2
    lanes = [[gate._replace(arguments=gate.arguments + more) for gate in lane if not names or gate.name in names] for lane in LANES]
    with ThreadPoolExecutor(max_workers=2) as workers:
        results = [passed for lane in workers.map(lambda lane: [run(gate) for gate in lane], lanes) for passed in lane]
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
