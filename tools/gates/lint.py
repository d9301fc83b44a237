"""The Go code: gofmt, vet, staticcheck, unparam, misspell and line length by golangci-lint, as .golangci.yml
says; and deadcode over what is shipped, whose known exceptions stand in deadcode.json with their reasons. An
exception that is none any more fails too.

Before that, both are tried on tools/lint/planted.txt, which breaks each rule once: a linter that finds nothing
there finds nothing anywhere. Go compiles the linters itself, at the versions in tools/lint/go.mod.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ROOT / "tools" / ".venv" / "lint"
LINTERS = ["github.com/golangci/golangci-lint/v2/cmd/golangci-lint", "golang.org/x/tools/cmd/deadcode"]
SHIPPED = ["./cmd/...", "./functions/..."]
EXCEPTIONS = ROOT / "tools" / "gates" / "deadcode.json"

Finding = tuple[str, int, str, str]  # file, line, who says it, what


def run(*command: str | Path, cwd: Path, fine: tuple[int, ...] = (0,)) -> tuple[str, str]:
    """What a command prints, and what it complains of; it ends the gate where the command could not do its work."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode not in fine:
        print(done.stdout + done.stderr)
        print(f"{Path(command[0]).name} ended with {done.returncode}")
        sys.exit(1)
    return done.stdout, done.stderr


def golangci(folder: Path) -> tuple[list[Finding], list[Finding]]:
    """What golangci-lint finds in a module, and which rules of .golangci.yml exempt nothing in it."""
    report, complaints = run(
        COMMANDS / "golangci-lint", "run", "--config", ROOT / ".golangci.yml", "--output.json.path", "stdout",
        "--show-stats=false", "./...", cwd=folder, fine=(0, 1),
    )  # fmt: skip
    issues = json.JSONDecoder().raw_decode(report)[0]["Issues"] or []
    unused = [
        (".golangci.yml", 0, "exclusions", said.group(1)) for said in re.finditer(r'msg="(.*Skipped 0 issues.*)"', complaints)
    ]
    return [(i["Pos"]["Filename"], i["Pos"]["Line"], i["FromLinter"], i["Text"]) for i in issues], unused


def dead(folder: Path, *mains: str) -> dict[str, Finding]:
    """The functions that none of the commands reaches, by their names without the module's."""
    module = run("go", "list", "-m", cwd=folder)[0].strip()
    found = {}
    for package in json.loads(run(COMMANDS / "deadcode", "-json", *mains, cwd=folder)[0] or "null") or []:
        path = package["Path"].removeprefix(module).lstrip("/")
        for function in package["Funcs"]:
            at = function["Position"]
            name = f"{path}.{function['Name']}"
            found[name] = (at["File"], at["Line"], "deadcode", f"nothing shipped reaches {name}")
    return found


def judge(found: dict[str, Finding], exceptions: list[dict[str, str]]) -> list[Finding]:
    """What is dead and no known exception, and what is a known exception and not dead."""
    known = {row["function"]: row["why"] for row in exceptions if row["why"].strip()}
    stale = [(EXCEPTIONS.name, 0, "deadcode", f"{name} is reached, or is gone: take its row out") for name in known if name not in found]
    return [finding for name, finding in found.items() if name not in known] + stale


def at(line: int, rule: str) -> tuple[int, str]:
    """Where a rule was broken; gofmt tells where the lines begin that it prints, not which of them is wrong."""
    return (0 if rule == "gofmt" else line, rule)


def try_out() -> list[str]:
    """What the linters miss of the planted breaches, or find beside them."""
    text = (ROOT / "tools" / "lint" / "planted.txt").read_text()
    wanted = {at(n, rule) for n, line in enumerate(text.splitlines(), 1) for rule in re.findall(r"// want (\w+)$", line)}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        (folder / "main.go").write_text(text)
        (folder / "go.mod").write_text("module planted\n\ngo 1.26\n")
        (folder / "main_test.go").write_text("package main\n\n// " + "a test's line may be long " * 6 + "\n")
        said, _ = golangci(folder)
        functions = dead(folder, ".")
    got = {at(line, rule) for _, line, rule, _ in said + judge(functions, [])}
    wrong = [f"planted.txt:{line}: {rule} does not find what is planted" for line, rule in sorted(wanted - got)]
    wrong += [f"planted.txt:{line}: {rule} finds what is fine" for line, rule in sorted(got - wanted)]
    if judge(functions, [{"function": name, "why": "planted"} for name in functions]):
        wrong.append("a known exception of deadcode is no exception")
    if len(judge({}, [{"function": "gone", "why": "planted"}])) != 1:
        wrong.append("a stale exception of deadcode is not found")
    return wrong


def main() -> int:
    """Builds the linters, tries them out, lints."""
    began = time.monotonic()
    COMMANDS.mkdir(parents=True, exist_ok=True)
    run("go", "build", "-o", f"{COMMANDS}/", *LINTERS, cwd=ROOT / "tools" / "lint")
    built = time.monotonic()
    wrong = try_out()
    if wrong:
        print("\n".join(wrong))
        print(f"{len(wrong)} planted breaches are not told from what is fine")
        return 1
    findings, unused = golangci(ROOT)
    findings += unused + judge(dead(ROOT, *SHIPPED), json.loads(EXCEPTIONS.read_text()))
    for file, line, rule, text in sorted(findings):
        print(f"{file}:{line}: {rule}: {text}")
    took = f"the linters were ready after {built - began:.0f} s, the rest took {time.monotonic() - built:.0f} s"
    print(f"{len(findings)} findings by 6 linters and deadcode, each of which finds its planted breach; {took}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
