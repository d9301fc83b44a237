"""jsonschema: the published samples of an alert event, each of its version, and every form of a message, obey the
schema that people write their rules and programs by; and the schemas are such."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

PUBLISHED = Path("events/farvault-alert")
FORMS = Path("shared/message/testdata")


def read(path: Path) -> dict:
    return json.loads(path.read_text())


def validator(version: str) -> Draft202012Validator:
    schema = read(PUBLISHED / f"{version}.schema.json")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


now, before = validator("v2"), validator("v1")
samples = {name: read(PUBLISHED / name) for name in ("first-notification.json", "v1.first-notification.json")}
forms = {form.name: read(form) for form in sorted(FORMS.glob("*.json"))}
sample, old = (event["detail"] for event in samples.values())

checks = [("first-notification.json", now, sample), ("v1.first-notification.json", before, old)]
checks += [(name, now, form) for name, form in forms.items()]
wrong = [f"{name}: {error.json_path} {error.message}" for name, rules, message in checks for error in rules.iter_errors(message)]
for name, event in samples.items():
    if (event["source"], event["detail-type"]) != ("farvault", "farvault Alert"):
        wrong.append(f"{name} is of {event['source']}, {event['detail-type']}")
if now.is_valid({**sample, "attributes": {}}):
    wrong.append("the schema takes a message without attributes")
if now.is_valid(old) or before.is_valid(sample):
    wrong.append("the schema takes a message of the other version")
print("\n".join(wrong))
print(f"{len(checks)} messages, {len(wrong)} objections")
sys.exit(1 if wrong or len(checks) < 20 else 0)
