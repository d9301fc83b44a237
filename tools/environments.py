"""The virtual environments of the tools, one a paragraph of requirements.txt."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
HOME = TOOLS / ".venv"


def paragraph(name: str) -> str:
    """The lines of requirements.txt that make up an environment."""
    for text in (TOOLS / "requirements.txt").read_text().split("\n\n"):
        if re.match(rf"# {re.escape(name)}\b(?!-)", text):
            return text.strip() + "\n"
    raise KeyError(f"tools/requirements.txt has no paragraph {name}")


def prepare(name: str) -> Path:
    """The folder of an environment's commands. It is made anew where its paragraph, or the
    Python that it is for, is not the one that it was made of."""
    folder, wanted = HOME / name, f"# Python {sys.version}\n{paragraph(name)}"
    made_of = folder / "requirements.txt"
    HOME.mkdir(exist_ok=True)
    with (HOME / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a gate may ask for the environment of a lane that runs beside it
        if not (made_of.exists() and made_of.read_text() == wanted):
            make(folder, wanted, made_of)
    return folder / "bin"


def make(folder: Path, wanted: str, made_of: Path) -> None:
    """Makes an environment of its paragraph."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, text=True)
    listed = folder / "wanted.txt"
    listed.write_text(wanted)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "--requirement", str(listed)]
    subprocess.run(pip, check=True, capture_output=True, text=True)
    listed.rename(made_of)  # last, so that a half-made environment is made again
