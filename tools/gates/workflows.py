"""actionlint: the GitHub workflows; and that every action is pinned by its commit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7"


def main() -> int:
    """Lints, and counts."""
    files = sorted(str(file) for file in Path(".github/workflows").glob("*.yml"))
    uses = [line.strip() for file in files for line in Path(file).read_text().splitlines() if "uses:" in line]
    loose = [line for line in uses if not re.search(r"uses: \S+@[0-9a-f]{40} # v\d", line)]
    if loose:
        print("\n".join(loose))
        print(f"{len(loose)} actions are not pinned by a commit")
        return 1
    done = subprocess.run(["go", "run", ACTIONLINT, "-no-color", *files], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print(done.stdout)
    print(f"{len(files)} workflows, {len(uses)} actions pinned by a commit")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
