"""farvault's policy evaluator against one made by others, on cases that cases/ generates: at
least 99 in 100 decisions agree, and differences.json explains, by AWS's documents, every other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from reduce import reduced

HERE = Path(__file__).resolve().parent
SEED, COUNT, AGREEMENT = 1, 10_000, 0.99


class Evaluator:
    """A program that reads cases and answers with decisions, a line each."""

    def __init__(self, *command: str) -> None:
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def decide(self, case: dict) -> str:
        """One decision."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer.get("decision") or f"error: {answer['error']}"

    def close(self) -> None:
        """Ends the program."""
        self.process.communicate()


def install() -> Path:
    """The other evaluator, with what it needs, in the environment that this runs in."""
    home = Path(sys.prefix) / "oracle"
    lock = home / "package-lock.json"
    fresh = lock.exists() and lock.read_text() == (HERE / lock.name).read_text() and (home / "node_modules").exists()
    home.mkdir(exist_ok=True)
    for name in ["judge.mjs", "package.json", lock.name]:
        shutil.copy(HERE / name, home)
    if not fresh:
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
        subprocess.run(npm, cwd=home, check=True, stdout=sys.stderr)
    return home / "judge.mjs"


def explained(cases: list[dict], ours: Evaluator, theirs: Evaluator) -> dict[str, int]:
    """How many of the cases differ for each cause; one that no row explains is printed in full."""
    rows = json.loads((HERE / "differences.json").read_text())
    causes = dict.fromkeys((row["cause"] for row in rows), 0)
    for case in cases:
        want = ours.decide(case), theirs.decide(case)
        least = reduced(case, lambda c: (ours.decide(c), theirs.decide(c)) == want)
        text = json.dumps(least)
        cause = next((row["cause"] for row in rows if row["aws"] and re.search(row["sign"], text)), "")
        if not cause:
            print(f"case {case['id']}: {want[0]} here, {want[1]} there: {text}")
        causes[cause] = causes.get(cause, 0) + 1
    return causes


def main() -> int:
    """Compares; the exit status is 1 if too many cases differ, or one without a reason."""
    judge = install()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["go", "build", "-o", folder, "./cmd/farvault", "./tools/oracle/cases"], check=True)
        lines = subprocess.run([f"{folder}/cases", "-seed", str(SEED), "-n", str(COUNT)], check=True, capture_output=True, text=True).stdout
        cases = [json.loads(line) for line in lines.splitlines()]
        ours, theirs = Evaluator(f"{folder}/farvault", "policy", "evaluate", "--jsonl"), Evaluator("node", str(judge))
        different = [case for case in cases if ours.decide(case) != theirs.decide(case)]
        causes = explained(different[: round(COUNT * (1 - AGREEMENT))], ours, theirs)  # more fail anyway
        ours.close()
        theirs.close()
    unexplained = causes.pop("", 0)
    unused = [cause for cause, count in causes.items() if not count]
    for cause, count in causes.items():
        print(f"{count} differ: {cause}" if count else f"differences.json: nothing differs any more by {cause}: take it out")
    agreement = 1 - len(different) / len(cases)
    reasons = sum(causes.values())
    print(f"{agreement:.2%} of {len(cases)} decisions agree, {reasons} differences of {len(causes)} kinds explained, {len(different) - reasons} not")
    return 1 if unexplained or unused or agreement < AGREEMENT else 0


if __name__ == "__main__":
    sys.exit(main())
