"""cfn-lint: no error and no warning in the templates, that of a release included."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import release

TEMPLATES = ["template.yaml", "infra/management.yaml", "infra/member.yaml", "examples/pagerduty.yaml"]

with tempfile.TemporaryDirectory() as folder:
    TEMPLATES.append(str(release.template(Path(folder), "1.2.3")))
    done = subprocess.run(["cfn-lint", "--format", "json", *TEMPLATES], capture_output=True, text=True)
try:
    findings = json.loads(done.stdout)
except json.JSONDecodeError:
    print(done.stdout + done.stderr)
    print("cfn-lint could not read the templates")
    sys.exit(1)

for finding in findings:
    place = finding["Location"]["Start"]
    print(f"{finding['Filename']}:{place['LineNumber']}: {finding['Rule']['Id']} {finding['Message']}")
levels = [finding["Level"] for finding in findings]
errors, warnings = levels.count("Error"), levels.count("Warning")
print(f"{errors} errors, {warnings} warnings in {len(TEMPLATES)} templates")
sys.exit(1 if errors or warnings else 0)
