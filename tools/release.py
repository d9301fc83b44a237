"""Makes a release in a folder: the functions as zips, templates that CloudFormation deploys without SAM, the command for
Linux, macOS and Windows, what to do with them, SBOM, checksums.

The same commit and the same Go make the same bytes: nothing of the machine, the folder or the time
goes in. With --twice it builds a second time elsewhere and compares.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import uuid
import zipfile
from pathlib import Path

import environments

FUNCTIONS = ["provision", "alert", "sweep", "slack"]
PLATFORMS = [("linux", "amd64"), ("linux", "arm64"), ("darwin", "amd64"), ("darwin", "arm64"), ("windows", "amd64")]
COPIED = ["infra/management.yaml", "infra/member.yaml", "infra/settings.yaml"]
LARGEST = 20_000_000  # of a bootstrap, in bytes, as its gate has it

# The earliest time that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)


def compile(package: str, into: Path, system: str, machine: str, *flags: str, stamp: str = "") -> None:
    """Compiles a package for a platform, without paths, version control and build id; the stamp is what it says of itself."""
    subprocess.run(
        ["go", "build", *flags, "-trimpath", "-buildvcs=false", "-ldflags", f"-s -w -buildid= {stamp}".strip(), "-o", str(into), package],
        env={**os.environ, "CGO_ENABLED": "0", "GOOS": system, "GOARCH": machine},
        check=True,
    )


def stamp(version: str) -> str:
    """The linker's flags by which `farvault --version` knows version and commit."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip() or "unknown"
    return f"-X farvault/shared/cli.release={version} -X farvault/shared/cli.commit={commit}"


def pack(archive: Path, files: dict[str, tuple[Path, int]]) -> None:
    """Writes a zip of files by their names in it, each with its mode."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, (file, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (0o100000 | mode) << 16
            out.writestr(entry, file.read_bytes())


def modules(binary: Path) -> set[tuple[str, str]]:
    """The modules that a binary is made of, by the record that Go keeps in it."""
    lines = subprocess.run(["go", "version", "-m", str(binary)], check=True, capture_output=True, text=True).stdout.splitlines()
    fields = [line.split() for line in lines]
    return {(field[1], field[2]) for field in fields if len(field) > 2 and field[0] == "dep"}


def bill(version: str, parts: set[tuple[str, str]]) -> str:
    """The software bill of materials. https://cyclonedx.org/docs/1.6/json/"""
    components = [
        {"type": "library", "bom-ref": f"pkg:golang/{name}@{number}", "name": name, "version": number, "purl": f"pkg:golang/{name}@{number}"}
        for name, number in sorted(parts)
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'farvault/' + version + json.dumps(components))}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "farvault", "name": "farvault", "version": version}},
        "components": components,
        "dependencies": [{"ref": "farvault", "dependsOn": [component["bom-ref"] for component in components]}],
    }
    return json.dumps(document, indent=2) + "\n"


def functions(folder: Path, version: str, machine: str = "arm64") -> set[tuple[str, str]]:
    """Makes the functions' zips; gives the modules that are in them. Lambda runs those for arm64, tests those for here."""
    parts: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory() as scratch:
        for name in FUNCTIONS:
            bootstrap = Path(scratch) / name / "bootstrap"
            compile(f"./functions/{name}", bootstrap, "linux", machine, "-tags", "lambda.norpc")
            if bootstrap.stat().st_size > LARGEST:
                raise SystemExit(f"the bootstrap of {name} has {bootstrap.stat().st_size} bytes, at most {LARGEST} are allowed")
            parts |= modules(bootstrap)
            settings = (Path("infra/settings.yaml"), 0o644)
            pack(folder / f"farvault-{name}_{version}_linux_{machine}.zip", {"bootstrap": (bootstrap, 0o755), "settings.yaml": settings})
    return parts


def commands(folder: Path, version: str) -> set[tuple[str, str]]:
    """Makes the command's zips; gives the modules that are in them."""
    parts: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory() as scratch:
        for system, machine in PLATFORMS:
            name = "farvault.exe" if system == "windows" else "farvault"
            command = Path(scratch) / f"{system}-{machine}" / name
            compile("./cmd/farvault", command, system, machine, stamp=stamp(version))
            parts |= modules(command)
            pack(folder / f"farvault_{version}_{system}_{machine}.zip", {name: (command, 0o755), "LICENSE": (Path("LICENSE"), 0o644)})
    return parts


def template(folder: Path, version: str) -> Path:
    """Makes the packaged template, with the translator's own Python."""
    made = folder / f"farvault-{version}.template.yaml"
    python = environments.prepare("release") / "python"
    subprocess.run([str(python), str(environments.TOOLS / "packaged.py"), "template.yaml", version, str(made)], check=True)
    return made


def release(folder: Path, version: str) -> None:
    """Makes everything in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = functions(folder, version) | commands(folder, version)
    template(folder, version)
    for name in COPIED:
        (folder / Path(name).name).write_bytes(Path(name).read_bytes())
    (folder / "DEPLOY.txt").write_text((environments.TOOLS / "DEPLOY.txt").read_text().replace("VERSION", version))
    (folder / f"farvault_{version}_sbom.cdx.json").write_text(bill(version, parts))
    sums = checksums(folder)
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))


def checksums(folder: Path) -> dict[str, str]:
    """The digest of every file of a release, as `sha256sum --check` reads them."""
    files = sorted(file for file in folder.iterdir() if file.name != "SHA256SUMS")
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def main() -> int:
    """Makes the release, and says what there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("version", help="goes into the names of the files")
    parser.add_argument("--twice", action="store_true", help="build a second time and compare")
    wanted = parser.parse_args()
    if wanted.folder.is_dir() and any(wanted.folder.iterdir()):
        print(f"{wanted.folder} is not empty: `make clean` first", file=sys.stderr)
        return 2
    release(wanted.folder, wanted.version)
    made = checksums(wanted.folder)
    if wanted.twice:
        with tempfile.TemporaryDirectory() as elsewhere:
            release(Path(elsewhere), wanted.version)
            again = checksums(Path(elsewhere))
        if differing := [name for name in made if made[name] != again.get(name)]:
            print(f"two builds differ in {', '.join(differing)}", file=sys.stderr)
            return 1
    size = sum(file.stat().st_size for file in wanted.folder.iterdir())
    print(f"{len(made)} files and their checksums in {wanted.folder}, {size >> 20} MiB{', the same from two builds' if wanted.twice else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
