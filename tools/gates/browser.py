"""The page of coverage in headless Chromium: 5,000 resources of three accounts with a hostile name, and the
simulator's organization as `farvault coverage --html` writes it.

With --write the picture of the latter becomes docs/coverage.png, and the dark one docs/coverage-dark.png.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "browser"
PICTURES = Path("bin/browser")
RESOURCES, SLOWEST = 5000, 15_000  # milliseconds, on a machine that does other things too
REGION, CENTRAL = "eu-west-1", "111122223333"

# What the accounts have: how many of a type with a tag.
CAST = [
    ("333344445555", "EBS", 14, {"backup": "daily"}),
    ("333344445555", "RDS", 6, {"backup": "daily"}),
    ("333344445555", "S3", 9, {"backup": "daily"}),
    ("333344445555", "EBS", 1, {"Backup": "Daily"}),
    ("444455556666", "EFS", 7, {"backup": "daily"}),
    ("444455556666", "EC2", 11, {"backup": "daily"}),
    ("444455556666", "FSx", 2, {"backup": "daily"}),
    ("444455556666", "EBS", 4, {"team": "research"}),
    ("555566667777", "EBS", 5, {"backup": "daily"}),
    ("555566667777", "EC2", 3, {"owner": "trial"}),
    ("555566667777", "Redshift", 1, {"backup": "daily"}),
]


def install() -> Path:
    """What drives the browser, and the browser, in the environment that this runs in."""
    home = Path(sys.prefix) / "browser"
    lock = home / "package-lock.json"
    fresh = lock.exists() and lock.read_text() == (HERE / lock.name).read_text() and (home / "node_modules").exists()
    home.mkdir(exist_ok=True)
    for name in ["look.mjs", "package.json", "package-lock.json"]:
        shutil.copy(HERE / name, home)
    if not fresh:
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
        subprocess.run(npm, cwd=home, check=True, stdout=sys.stderr)
    return home / "look.mjs"


def order(url: str, what: str, body: dict) -> dict:
    """Orders the simulator about."""
    request = urllib.request.Request(f"{url}/_simulator/{what}", json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def play(file: Path) -> None:
    """Lets two days pass in the simulator, and has the command write the page."""
    subprocess.run(["go", "build", "-o", "bin/farvault", "./cmd/farvault"], check=True)
    simulator = ["bin/farvault", "simulator", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(simulator, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        order(url, "clock", {"advance": "30m"})
        for account, kind, count, tags in CAST:
            for _ in range(count):
                order(url, "resources", {"account": account, "region": REGION, "type": kind, "tags": tags})
        order(url, "clock", {"advance": "47h"})
        for kind, tags in [("EBS", {"backup": "daily"}), ("RDS", {"owner": "web"})]:
            order(url, "resources", {"account": "333344445555", "region": REGION, "type": kind, "tags": tags})
        now = order(url, "clock", {"advance": "2h"})["now"]
        keys = {"AWS_ACCESS_KEY_ID": CENTRAL, "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": REGION, "AWS_ENDPOINT_URL": url}
        command = ["bin/farvault", "coverage", "--at", now.split(".")[0].rstrip("Z") + "Z", "--html", str(file)]
        done = subprocess.run(command, env={**os.environ, **keys}, capture_output=True, text=True)
        if done.returncode > 1 or not file.exists():
            raise RuntimeError(f"farvault coverage: {done.stdout}{done.stderr}")
    finally:
        process.terminate()
        process.wait(timeout=10)


def not_run(why: str) -> int:
    """No browser: a person may go on without, a build that decides may not."""
    print(f"NOT RUN  no headless Chromium: {why}")
    return 1 if os.environ.get("CI") else 0


def main(arguments: list[str]) -> int:
    """Prints what is wrong, then how fast the pages are; the exit status is 1 if something is wrong."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    large, small = (PICTURES / "large.html").resolve(), (PICTURES / "simulated.html").resolve()
    with large.open("w") as out:
        subprocess.run(["go", "run", "./tools/coveragepage", str(RESOURCES)], check=True, stdout=out)
    play(small)
    try:
        script = install()
    except subprocess.CalledProcessError as error:
        return not_run(f"npm: {error}")
    # Outside Lambda the package leaves its libraries packed; this word makes it unpack them.
    environment = {**os.environ, "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
    pages = {"pages": {"large": str(large), "simulated": str(small)}, "pictures": str(PICTURES.resolve())}
    done = subprocess.run(["node", str(script)], input=json.dumps(pages), env=environment, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        print(done.stderr)
        if "Failed to launch the browser" in done.stderr:
            return not_run("it does not start")
        print("the script that drives the browser failed")
        return 1
    answer = json.loads(done.stdout)
    slow = max(took for name, took in answer["milliseconds"].items() if name.startswith("large"))
    wrong = answer["wrong"] + ([f"large takes {slow} ms"] if slow > SLOWEST else [])
    print("\n".join(wrong))
    if "--write" in arguments and not wrong:
        shutil.copy(PICTURES / "simulated-1280-light.png", "docs/coverage.png")
        shutil.copy(PICTURES / "simulated-1280-dark.png", "docs/coverage-dark.png")
    quick = min(took for name, took in answer["milliseconds"].items() if name.startswith("large"))
    print(f"{answer['browser']}: {RESOURCES} resources in {quick} to {slow} ms, {len(wrong)} faults, pictures in {PICTURES}/")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
