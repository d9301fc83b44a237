"""The module's path and the repository's owner: `make name REPO=github.com/owner/name` writes them wherever they stand.

name.json has the repository's address and lists the places beside Go's imports and go.mod files; go.mod has the
module's path. Until somebody names it, the owner is OWNER and the module has a path that nobody can fetch.

  name.py github.com/owner/name   renames
  name.py --check                 renames a copy twice, and finds no old name in it (--build: and builds and vets it)
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = Path("tools") / "name.json"
ADDRESS = re.compile(r"(?P<host>[a-z0-9-]+(\.[a-z0-9-]+)+)/(?P<owner>[A-Za-z0-9-]+)/(?P<name>[A-Za-z0-9._-]+)")


class Wrong(Exception):
    """Why it cannot be renamed."""


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def module(folder: Path) -> str:
    """The path of the module, from its go.mod."""
    return re.search(r"^module (\S+)$", (folder / "go.mod").read_text(), re.MULTILINE)[1]


def words(repository: str, path: str) -> dict[str, str]:
    """What a place of name.json may name."""
    address = ADDRESS.fullmatch(repository)
    if not address:
        raise Wrong(f"{repository}: must be such as github.com/owner/name")
    return {"repository": repository, "module": path, **address.groupdict()}


def places(folder: Path, old: dict[str, str], new: dict[str, str]) -> None:
    """Writes the places of name.json, and its address."""
    for place in json.loads((folder / LIST).read_text())["places"]:
        file, says = folder / place["file"], place["says"]
        text, was = file.read_text(), says.format_map(old)
        if was not in text:
            raise Wrong(f"{place['file']} does not say {was}: mend it, or its row in {LIST}")
        file.write_text(text.replace(was, says.format_map(new)))
    listed = (folder / LIST).read_text()
    file = folder / LIST
    file.write_text(listed.replace(f'"repository": "{old["repository"]}"', f'"repository": "{new["repository"]}"'))


def imports(folder: Path, old: str, new: str) -> None:
    """Writes the module's path in every go.mod, and in what imports or names a package of the module."""
    files = git(folder, "ls-files", "*.go").split()
    tops = "|".join(sorted({re.escape(file.split("/")[0]) for file in files if "/" in file}))
    package = re.compile(rf'(?<=["`]){re.escape(old)}(?=/(?:{tops})\b)')
    itself = re.compile(rf'^((?:import |\t)(?:\w+ |\. )?"){re.escape(old)}("\r?)$', re.MULTILINE)
    changed = []
    for file in files:
        text = (folder / file).read_text()
        named = itself.sub(rf"\g<1>{new}\g<2>", package.sub(new, text))
        if named != text:
            (folder / file).write_text(named)
            changed.append(file)
    if changed:
        subprocess.run(["gofmt", "-w", *changed], cwd=folder, check=True)
    for file in git(folder, "ls-files", "go.mod", "*/go.mod").split():
        text = (folder / file).read_text()
        (folder / file).write_text(re.sub(rf"^module {re.escape(old)}(?=/|$)", f"module {new}", text, flags=re.MULTILINE))


def rename(folder: Path, repository: str) -> None:
    """Gives the module and the repository of a folder another name."""
    path = module(folder)
    old = words(json.loads((folder / LIST).read_text())["repository"], path)
    new = words(repository, repository)
    places(folder, old, new)
    imports(folder, path, repository)


def copy(into: Path) -> None:
    """What git knows of this folder, as it is now, as a repository of its own."""
    for file in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (ROOT / file).is_file():
            (into / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, into / file)
    git(into, "init", "--quiet")
    git(into, "add", "--all")


def left(folder: Path, *names: str) -> list[str]:
    """The lines that still have one of the names."""
    found = subprocess.run(
        ["git", "grep", "-n", "-F", *(word for name in names for word in ("-e", name))],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    return found.stdout.splitlines()


def unresolved(folder: Path, build: bool) -> list[str]:
    """What Go says of the packages and their tests under the new name."""
    commands = [["go", "build", "./..."], ["go", "vet", "./..."]] if build else []
    resolve = ["go", "list", "-test", "-deps", "-e", "-f", "{{with .Error}}{{.}}{{end}}", "./..."]
    said = []
    for command in [resolve, *commands]:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        said += [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        said += [f"{' '.join(command)} ended with {done.returncode}"] if done.returncode else []
    return said


def check(build: bool) -> int:
    """Renames a copy twice: the second time no product is called as the module was."""
    # Put together, so that this file does not have the name that is looked for.
    first, second = "github.com/" + "first-" + "owner/first-" + "name", "git.example.com/Second-Owner/second.name"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        copy(folder)
        owner = words(json.loads((folder / LIST).read_text())["repository"], "")
        rename(folder, first)
        wrong = left(folder, f"{owner['owner']}/{owner['name']}", f"@{owner['owner']}")
        former = words(first, first)
        named = len(git(folder, "grep", "-l", "-F", former["owner"]).splitlines())
        rename(folder, second)
        wrong += left(folder, former["owner"], former["name"]) + unresolved(folder, build)
    if wrong:
        print("\n".join(wrong[:40]))
    how = "built and vetted under its second name" if build else "and every import of the second name resolves"
    print(f"{named} files carry the name; {len(wrong)} traces of an old one after two renamings, {how}")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    """Renames, or tries it."""
    if "--check" in arguments:
        return check(build="--build" in arguments)
    if len(arguments) != 1 or not arguments[0]:
        print("say REPO=github.com/owner/name", file=sys.stderr)
        return 2
    try:
        rename(ROOT, arguments[0])
    except Wrong as why:
        print(why, file=sys.stderr)
        return 2
    print(f"the module is {arguments[0]}; look at it with git diff, and commit it")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
