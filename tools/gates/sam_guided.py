"""sam deploy --guided, in a terminal: Enter answers all but at most four of its questions.

It asks for the stack, the Region, every parameter and how it shall go on, whatever samconfig.toml says; what that and the
template answer stands in brackets. Only what has nothing there has to be typed. Nothing is deployed: the first call goes
nowhere.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import sys
import tempfile
from pathlib import Path

ANSWERS = {"OrganizationId": "o-a1b2c3d4e5", "ManagementAccountId": "999988887777"}
MOST = 4
NOWHERE = "http://127.0.0.1:9"
PATIENCE = 120.0  # seconds without a word
QUESTION = re.compile(r"^\s*(.+?) \[([^\]]*)\]: $")
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def converse(folder: Path) -> list[tuple[str, str]]:
    """Each question, and the answer that it proposes."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        kept = {name: value for name, value in os.environ.items() if not re.match("(?i)aws_|sam_|.*_proxy$", name)}
        keys = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
        quiet = {"AWS_ENDPOINT_URL": NOWHERE, "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true", "SAM_CLI_TELEMETRY": "0"}
        os.execvpe("sam", ["sam", "deploy", "--guided"], {**kept, **keys, **quiet})
    asked: list[tuple[str, str]] = []
    said = ""
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            heard = os.read(terminal, 4096)
        except OSError:  # the end of a terminal
            break
        if not heard:
            break
        said = STYLE.sub("", said + heard.decode(errors="replace")).replace("\r", "")
        question = QUESTION.match(said.rsplit("\n", 1)[-1])
        if question is None:
            continue
        name = question[1].removeprefix("Parameter ")
        asked.append((name, question[2]))
        os.write(terminal, (("" if question[2] else ANSWERS.get(name, "")) + "\n").encode())
        said = ""
    os.close(terminal)
    os.waitpid(child, 0)
    return asked


def main() -> int:
    """Counts what has to be typed."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("template.yaml", "samconfig.toml"):
            shutil.copy(name, folder / name)
        asked = converse(folder)
    parameters = re.findall(r"(?m)^  (\w+):\n    Type: (?:String|Number)\n((?:    .*\n)+)", Path("template.yaml").read_text())
    needed = [name for name, lines in parameters if not re.search(r"(?m)^    Default:", lines)]
    names = [name for name, _ in asked]
    typed = [name for name, proposed in asked if not proposed and name in needed]
    wrong = [f"sam asks {name} without an answer of ours" for name, proposed in asked if not proposed and name not in [one for one, _ in parameters]]
    wrong += [f"sam does not ask for {name}: the terminal was not understood" for name in needed if name not in names]
    if ("Stack Name", "farvault") not in asked:
        wrong.append("samconfig.toml does not name the stack")
    if sorted(needed) != sorted(ANSWERS):
        wrong.append(f"the template has no default for {needed}, the gate answers {sorted(ANSWERS)}")
    if len(typed) > MOST:
        wrong.append(f"{typed} have to be typed")
    print("\n".join([*wrong, *(f"{name} [{proposed}]" for name, proposed in (asked if wrong else []))]))
    print(f"sam deploy --guided asks {len(asked)} questions, of which {len(typed)} have to be answered and the others take Enter (at most {MOST})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
