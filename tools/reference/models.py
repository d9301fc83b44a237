"""botocore's service models: every request that farvault made in the recording, and every answer of the simulator's.

Members, types, lengths, ranges, patterns, enumerations, paths and targets; a refusal carries a code that the model or
AWS's common errors have.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import recording
from exchange import Exchange
from shapes import faults

EXPLAINED = Path(__file__).parent / "model-differences.json"
AT_MOST = 10
CODE = ["shared", "functions", "cmd"]
SIGNED = {"eventbridge": "events", "resourcegroupstaggingapi": "tagging"}  # the name that signs, where a package has another
# https://docs.aws.amazon.com/aws-backup/latest/devguide/CommonErrors.html, the same in each service's reference
COMMON = {
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "InternalFailure", "RequestExpired", "ServiceUnavailable",
    "ServiceUnavailableException", "Throttling", "ThrottlingException", "UnrecognizedClientException", "ValidationError",
    "ValidationException",
}  # fmt: skip


def asked(it: Exchange) -> list[str]:
    """What is wrong with a request."""
    value, wrong = it.request()
    shape = it.model.input_shape
    return wrong + (list(faults(value, shape, f"asked {it.name}")) if shape is not None else [])


def answered(it: Exchange) -> list[str]:
    """What is wrong with an answer."""
    if it.refused:
        code = it.error()
        known = {shape.metadata.get("error", {}).get("code", shape.name) for shape in it.model.error_shapes}
        known |= {shape.name for shape in it.model.error_shapes}
        return [] if code in known | COMMON else [f"answered {it.name}: the model has no error {code}"]
    value, wrong = it.answer()
    shape = it.model.output_shape
    return wrong + (list(faults(value, shape, f"answered {it.name}")) if shape is not None else [])


def written() -> set[str]:
    """The operations that farvault's code calls."""
    listed = subprocess.run(["git", "ls-files", *(f"{folder}/*.go" for folder in CODE)], check=True, capture_output=True, text=True)
    files = [Path(it) for it in listed.stdout.split() if not it.endswith("_test.go") and Path(it).exists()]
    found = {pair for file in files for pair in re.findall(r"\b(\w+)\.([A-Z]\w+)Input\b", file.read_text())}
    return {f"{SIGNED.get(package, package)}:{operation}" for package, operation in found if package not in ("types", "iface", "middleware")}


def planted(exchanges: list[Exchange]) -> list[str]:
    """Breaches that the gate must see, and does not."""
    blind = []
    for name, (operation, before, after) in {
        "a required member left out": ("backup:CreateBackupPlan", b'"RuleName"', b'"RuleNome"'),
        "a pattern": ("kms:CreateAlias", b"alias/", b"al?as/"),
        "an enumeration": ("events:PutRule", b'"ENABLED"', b'"ENABELD"'),
        "a type in a form": ("sts:AssumeRole", b"RoleSessionName=", b"RoleSessionNome="),
    }.items():
        sample = next((it for it in exchanges if it.name == operation and before in it.body and not it.refused), None)
        spoiled = copy.copy(sample)
        if spoiled is not None and sample is not None:
            spoiled.body = sample.body.replace(before, after)
        if spoiled is None or not asked(spoiled):
            blind.append(f"planted, and not seen: {name} of {operation}")
    sample = next((it for it in exchanges if it.name == "kms:DescribeKey" and not it.refused), None)
    spoiled = copy.copy(sample)
    if spoiled is not None and sample is not None:
        spoiled.answer_body = sample.answer_body.replace(b'"KeyId"', b'"KeyIdentity"')
    if spoiled is None or not answered(spoiled):
        blind.append("planted, and not seen: an answer's member of another name")
    return blind


def main() -> int:
    """Reads the recording; the exit status is 1 if something is wrong that no difference explains."""
    rows = json.loads(EXPLAINED.read_text())
    exchanges = [Exchange(line) for line in recording.lines()]
    said: Counter[str] = Counter()
    requests, answers = [it for it in exchanges if it.by_product], exchanges
    for it in requests:
        said.update(set(asked(it)))
    for it in answers:
        said.update(set(answered(it)))
    explained = {row["sign"]: 0 for row in rows if row["aws"]}
    wrong = []
    for text, count in sorted(said.items()):
        signs = [sign for sign in explained if re.search(sign, text)]
        for sign in signs:
            explained[sign] += count
        if not signs:
            wrong.append(f"{text} ({count} times)")
    wrong += [f"{EXPLAINED.name}: nothing is so any more: {sign}" for sign, count in explained.items() if not count]
    calls = written()
    wrong += [f"the code calls {it}, and the recording has no such request" for it in sorted(calls - {it.name for it in requests})]
    wrong += planted(requests)
    print("\n".join(wrong))
    print(
        f"{len({it.name for it in requests})} operations ({len(calls)} in the code) x {len(requests)} forms of requests, "
        f"{len({it.name for it in answers})} x {len(answers)} of answers, {sum(it.refused for it in answers)} of them refusals; "
        f"{len(wrong)} wrong, {len(explained)} explained (at most {AT_MOST})"
    )
    return 1 if wrong or len(requests) < 1000 or len(explained) > AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
