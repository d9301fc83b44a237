"""jsonschema: the published sample of an alert event, and every form of a message, obey the schema that
people write their rules and programs by; and the schema is one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

PUBLISHED = Path("events/farvault-alert")
FORMS = Path("shared/message/testdata")


def read(path: Path) -> dict:
    return json.loads(path.read_text())


schema = read(PUBLISHED / "v1.schema.json")
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

sample = read(PUBLISHED / "first-notification.json")
messages = {"first-notification.json": sample["detail"]} | {form.name: read(form) for form in sorted(FORMS.glob("*.json"))}
wrong = [f"{name}: {error.json_path} {error.message}" for name, message in messages.items() for error in validator.iter_errors(message)]
if (sample["source"], sample["detail-type"]) != ("farvault", "farvault Alert"):
    wrong.append(f"the sample is of {sample['source']}, {sample['detail-type']}")
if validator.is_valid({**sample["detail"], "attributes": {}}):
    wrong.append("the schema takes a message without attributes")
print("\n".join(wrong))
print(f"{len(messages)} messages, {len(wrong)} objections")
sys.exit(1 if wrong or len(messages) < 20 else 0)
