"""checkov: nothing fails in the templates but what checkov-exceptions.json lists."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TEMPLATES = ["template.yaml", "infra/management.yaml", "infra/member.yaml"]
KINDS = 6  # of exceptions, at most


def scan(template: str) -> dict:
    """checkov's report on one template; it asks nothing of the network."""
    command = ["checkov", "--skip-download", "--framework", "cloudformation", "--output", "json", "--file", template]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        report = {}
    if report.get("summary", {}).get("parsing_errors", 1):
        print(done.stdout + done.stderr)
        print(f"checkov could not read {template}")
        sys.exit(1)
    return report


exceptions = json.loads((Path(__file__).parent / "checkov-exceptions.json").read_text())
listed = {(row["check"], resource) for row in exceptions for resource in row["resources"] if row["reason"]}
passed, failed = 0, {}
for template in TEMPLATES:
    report = scan(template)
    passed += report["summary"]["passed"]
    for check in report["results"]["failed_checks"]:
        name = check["resource"].rsplit(".", 1)[-1]
        failed[check["check_id"], name] = f"{template}:{check['file_line_range'][0]}: {name}: {check['check_id']} {check['check_name']}"

news = failed.keys() - listed
stale = listed - failed.keys()
for key in sorted(news):
    print(failed[key])
for check, resource in sorted(stale):
    print(f"checkov-exceptions.json: {resource} passes {check}: take it off the list")
print(f"{passed} checks passed, {len(news)} failed, {len(failed) - len(news)} exceptions of {len(exceptions)} kinds (at most {KINDS})")
sys.exit(1 if news or stale or len(exceptions) > KINDS else 0)
