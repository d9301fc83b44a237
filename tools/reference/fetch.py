"""What AWS publishes, as npm packages hold it: fetched at the versions in package-lock.json, never committed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def packages() -> Path:
    """The folder of the packages, in the environment that this runs in."""
    home = Path(sys.prefix) / "reference"
    lock = home / "package-lock.json"
    fresh = lock.exists() and lock.read_text() == (HERE / lock.name).read_text() and (home / "node_modules").exists()
    if not fresh:
        home.mkdir(exist_ok=True)
        shutil.copy(HERE / "package.json", home)
        shutil.copy(HERE / lock.name, home)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
        try:
            subprocess.run(npm, cwd=home, check=True, stdout=sys.stderr)
        except BaseException:
            lock.unlink()  # so that half of it is fetched again
            raise
    return home / "node_modules"


def version(name: str) -> str:
    """The version of a package that the lock file names."""
    return json.loads((HERE / "package-lock.json").read_text())["packages"][f"node_modules/{name}"]["version"]


@lru_cache(maxsize=None)
def data(name: str) -> dict:
    """A file of the packages, decoded; an empty one where there is none."""
    file = packages() / name
    return json.loads(file.read_text()) if file.exists() else {}
