"""sam validate --lint: SAM's own transformation of the central template holds."""

from __future__ import annotations

import os
import subprocess
import sys

done = subprocess.run(
    ["sam", "validate", "--lint", "--region", "eu-west-1", "--template", "template.yaml"],
    env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
    stdout=subprocess.PIPE,
    stderr=subprocess.STDOUT,
    text=True,
)
if done.returncode:
    print(done.stdout)
    print("template.yaml is not valid")
else:
    print("template.yaml is a valid SAM template")
sys.exit(done.returncode)
