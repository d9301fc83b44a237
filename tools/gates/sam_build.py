"""sam build: four functions for arm64, each bootstrap small enough to start fast."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

FUNCTIONS = ["AlertFunction", "ProvisionFunction", "SlackFunction", "SweepFunction"]
LIMIT = 20_000_000  # bytes
AARCH64 = 183  # e_machine in the ELF header of a binary for arm64


def machine(binary: Path) -> int:
    """The processor that an ELF binary is for."""
    head = binary.read_bytes()[:20]
    return struct.unpack_from("<H", head, 18)[0] if head[:4] == b"\x7fELF" else -1


def mistakes(build: Path) -> list[str]:
    """What is wrong with what was built."""
    built = sorted(path.name for path in build.iterdir() if path.is_dir())
    found = [] if built == FUNCTIONS else [f"built {built}, want {FUNCTIONS}"]
    for name in built:
        bootstrap = build / name / "bootstrap"
        if machine(bootstrap) != AARCH64:
            found.append(f"{name}/bootstrap is not for arm64")
        if bootstrap.stat().st_size > LIMIT:
            found.append(f"{name}/bootstrap has {bootstrap.stat().st_size} bytes, at most {LIMIT} may be")
        if not (build / name / "settings.yaml").exists():
            found.append(f"{name} has no settings.yaml")
    return found


with tempfile.TemporaryDirectory() as folder:
    done = subprocess.run(
        ["sam", "build", "--build-dir", folder],
        env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout)
        print("sam build failed")
        sys.exit(1)
    wrong = mistakes(Path(folder))
    sizes = {path.parent.name: path.stat().st_size for path in Path(folder).glob("*/bootstrap")}

for mistake in wrong:
    print(mistake)
figures = ", ".join(f"{name.removesuffix('Function').lower()} {size / 1e6:.1f} MB" for name, size in sorted(sizes.items()))
print(f"{len(sizes)} functions for arm64: {figures} (at most {LIMIT // 1_000_000})")
sys.exit(1 if wrong else 0)
