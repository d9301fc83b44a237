"""The aws command line and boto3 drive the whole story through `farvault simulator`.

An account joins and is protected, a copy arrives, a key policy is broken, the alert says so. Each
answer that boto3 takes is held against AWS's own model of the operation: no member that
the model does not have, none missing that it requires, none of another type.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.validate import ParamValidator

REGION = "eu-west-1"
NEWCOMER = "payments"


class Answers:
    """Holds every answer against the model, and counts them by operation."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    def check(self, http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        if http_response.status_code >= 300:
            return
        name = f"{model.service_model.service_name}:{model.name}"
        self.seen.add(name)
        shape = model.output_shape
        if shape is None:
            return
        answer = {key: value for key, value in parsed.items() if key != "ResponseMetadata"}
        report = ParamValidator().validate(encoded(answer), shape)
        if report.has_errors():
            self.wrong.append(f"{name}: {report.generate_report()}")
        if "json" in model.service_model.metadata["protocol"] and http_response.content:
            self.members(name, json.loads(http_response.content), shape)

    def members(self, where: str, value: Any, shape: Any) -> None:
        if value is None:
            return
        if shape.type_name == "structure" and not shape.metadata.get("document"):
            known = {member.serialization.get("name", key): member for key, member in shape.members.items()}
            for key, inner in value.items():
                if key not in known:
                    self.wrong.append(f"{where}: the model has no member {key}")
                else:
                    self.members(f"{where}.{key}", inner, known[key])
        elif shape.type_name == "list":
            for inner in value:
                self.members(f"{where}[]", inner, shape.member)
        elif shape.type_name == "map":
            for inner in value.values():
                self.members(f"{where}{{}}", inner, shape.value)


def encoded(value: Any) -> Any:
    """The answer with IAM's policy documents as the text that they came as: boto3 has decoded them."""
    if isinstance(value, dict):
        return {key: json.dumps(inner) if key.endswith("PolicyDocument") and isinstance(inner, dict) else encoded(inner) for key, inner in value.items()}
    return [encoded(inner) for inner in value] if isinstance(value, list) else value


class World:
    """The simulator that runs, and who talks to it."""

    def __init__(self, url: str, answers: Answers) -> None:
        self.url, self.answers = url, answers

    def client(self, service: str, account: str, region: str = REGION) -> Any:
        client = boto3.client(
            service, region_name=region, endpoint_url=self.url, aws_access_key_id=account, aws_secret_access_key="simulated"
        )
        client.meta.events.register("after-call", self.answers.check)
        return client

    def aws(self, account: str, *arguments: str) -> Any:
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": account,
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_PAGER": "",
        }
        done = subprocess.run(
            [str(Path(sys.executable).parent / "aws"), *arguments, "--output", "json"],
            env=environment, capture_output=True, text=True, timeout=60,
        )
        if done.returncode != 0:
            raise AssertionError(f"aws {' '.join(arguments)}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def ask(self, path: str, order: dict[str, Any] | None = None) -> Any:
        body = None if order is None else json.dumps(order).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_simulator/{path}", data=body), timeout=300) as answer:
            return json.load(answer)

    def wait(self, span: str) -> None:
        self.ask("clock", {"advance": span})


@contextmanager
def simulator(answers: Answers) -> Iterator[World]:
    """The simulator on a free port, for as long as the block lasts."""
    subprocess.run(["go", "build", "-o", "bin/farvault", "./cmd/farvault"], check=True)
    process = subprocess.Popen(
        ["bin/farvault", "simulator", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield World(process.stdout.readline().strip(), answers)
    finally:
        process.terminate()
        process.wait(timeout=10)


def expect(what: str, got: Any, want: Any) -> None:
    if got != want:
        raise AssertionError(f"{what}: want {want!r}, got {got!r}")


def join(world: World, management: str) -> str:
    """Creates an account with the command line, and waits until it is one."""
    request = world.aws(
        management, "organizations", "create-account", "--email", "payments@example.com", "--account-name", NEWCOMER
    )["CreateAccountStatus"]["Id"]
    world.wait("20m")
    status = world.aws(management, "organizations", "describe-create-account-status", "--create-account-request-id", request)
    expect("the request to create the account", status["CreateAccountStatus"]["State"], "SUCCEEDED")
    return status["CreateAccountStatus"]["AccountId"]


def protected(world: World, account: str, central: str) -> None:
    """Describes the member's vault, plan and selection, with both clients."""
    backup = world.client("backup", account)
    vaults = [vault["BackupVaultName"] for vault in world.aws(account, "backup", "list-backup-vaults")["BackupVaultList"]]
    expect("the member's vaults", len(vaults), 1)
    vault = backup.describe_backup_vault(BackupVaultName=vaults[0])
    key = world.client("kms", account).describe_key(KeyId=vault["EncryptionKeyArn"])
    expect("the manager of the vault's key", key["KeyMetadata"]["KeyManager"], "CUSTOMER")
    (plan,) = backup.list_backup_plans()["BackupPlansList"]
    rules = backup.get_backup_plan(BackupPlanId=plan["BackupPlanId"])["BackupPlan"]["Rules"]
    for rule in rules:
        (copy,) = rule["CopyActions"]
        if f":{central}:backup-vault:" not in copy["DestinationBackupVaultArn"]:
            raise AssertionError(f"rule {rule['RuleName']} copies to {copy['DestinationBackupVaultArn']}")
    (listed,) = backup.list_backup_selections(BackupPlanId=plan["BackupPlanId"])["BackupSelectionsList"]
    selection = backup.get_backup_selection(BackupPlanId=plan["BackupPlanId"], SelectionId=listed["SelectionId"])
    world.client("iam", account).get_role(RoleName=selection["BackupSelection"]["IamRoleArn"].split("/")[-1])


def copies(world: World, central: str) -> int:
    """Counts the recovery points in the central vault."""
    backup = world.client("backup", central)
    names = [vault["BackupVaultName"] for vault in backup.list_backup_vaults()["BackupVaultList"]]
    return sum(len(backup.list_recovery_points_by_backup_vault(BackupVaultName=name)["RecoveryPoints"]) for name in names)


def volume(world: World, account: str, central: str) -> str:
    """Makes a volume with a key that the central account may use; gives the key's ARN."""
    shared = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*", "Resource": "*"},
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{central}:root"}, "Action": "kms:*", "Resource": "*"},
        ],
    }
    key = world.client("kms", account).create_key(Policy=json.dumps(shared))["KeyMetadata"]["Arn"]
    made = world.ask(
        "resources", {"account": account, "region": REGION, "type": "EBS", "tags": {"backup": "daily"}, "kmsKeyArn": key}
    )
    expect("the volume's ARN", made["arn"].split(":")[2:5], ["ec2", REGION, account])
    return key


def story(world: World) -> None:
    state = world.ask("state")
    management, central = state["managementAccount"], state["centralAccount"]
    organization = world.aws(management, "organizations", "describe-organization")["Organization"]
    expect("the management account", organization["MasterAccountId"], management)
    expect("accounts, as AWS lists them", len(world.client("organizations", management, "us-east-1").list_accounts()["Accounts"]), len(state["accounts"]))

    account = join(world, management)
    protected(world, account, central)
    key = volume(world, account, central)
    world.wait("24h")
    expect("copies after the first day", copies(world, central), 1)
    expect("messages while all is well", alerts(world.ask("messages"))["published"], [])

    closed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*", "Resource": "*"}]}
    world.aws(account, "kms", "put-key-policy", "--key-id", key, "--policy-name", "default", "--policy", json.dumps(closed))
    world.wait("24h")
    expect("copies after the break", copies(world, central), 1)
    failed = world.client("backup", account).list_copy_jobs(ByState="FAILED")["CopyJobs"]
    expect("failed copies", len(failed), 1)
    alert(alerts(world.ask("messages")), account, "farvault read the conditions of the next copy")


def alerts(messages: Any) -> Any:
    """The messages without the daily digest, which comes whether all is well or not."""
    return {
        "published": [m for m in messages["published"] if "digest" not in m["subject"]],
        "mailed": [m for m in messages["mailed"] if "digest" not in m["subject"]],
        "posted": [m for m in messages["posted"] if not re.search("accounts protected|digest", m["text"])],
    }


def alert(messages: Any, account: str, said: str) -> None:
    """Reads the alert: one, on each channel, before the copy failed, with the account and what was read. The failed copy
    joins it without a message of its own."""
    expect("messages that were published", len(messages["published"]), 1)
    (mail,) = [mail for mail in messages["mailed"] if mail["subject"] == messages["published"][0]["subject"]]
    for words in (account, said, "Why (confirmed)"):
        if words not in mail["body"]:
            raise AssertionError(f"the mail does not say {words!r}:\n{mail['body']}")
    expect("messages that came to Slack", len(messages["posted"]), 1)
    if not re.search("will fail", messages["posted"][0]["text"]):
        raise AssertionError(f"Slack shows {messages['posted'][0]['text']!r}")


def example(url: str) -> None:
    """Runs the example of simulator/README.md, whose output is what AWS says of the copy that fails."""
    (text,) = re.findall(r"^```python\n(.*?)^```", Path("simulator/README.md").read_text(), re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", text.replace("http://127.0.0.1:4566", url)], capture_output=True, text=True, timeout=300
    )
    if not done.stdout.startswith("Given key ID is not accessible"):
        raise AssertionError(f"the example of simulator/README.md says {done.stdout!r}\n{done.stderr[-2000:]}")


def main() -> int:
    answers = Answers()
    with simulator(answers) as world:
        story(world)
    with simulator(answers) as world:
        example(world.url)
    if answers.wrong:
        print("\n".join(sorted(set(answers.wrong))))
        print(f"{len(set(answers.wrong))} answers are not as AWS's models have them")
        return 1
    print(f"the story and the README's example pass; {len(answers.seen)} operations answered as boto3's models have them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
