"""cfn-lint: no error and no warning in the templates."""

from __future__ import annotations

import json
import subprocess
import sys

TEMPLATES = ["template.yaml", "infra/management.yaml", "infra/member.yaml", "examples/pagerduty.yaml"]

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
