"""What the simulator assumes of AWS, asked of emulators that others made: `farvault selftest`, unchanged, and for what only
a write settles the experiments below, as far as an emulator knows the calls.

An emulator is no AWS: that it agrees proves nothing. That two hands answered a question differently shows where to read
AWS's page again. Each row's answer, with the reason, stands in assumptions.json, which is held both ways: every row of
selftest is in it once for each emulator, and an answer that is not as it has it fails the gate.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

import emulators

HERE = Path(__file__).resolve().parent
ANSWERS = {"as assumed": "holds", "otherwise": "does not", "could not ask": "not there", "try in a sandbox": "not there"}

# Services of which an emulator knows nothing that is asked, and says so by an error that the SDK tries again for minutes.
ABSENT = {"moto": ["CLOUDTRAIL"], "ministack": []}


class NotThere(BaseHTTPRequestHandler):
    """Says of every call that there is none, once and for all."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{"__type": "UnknownOperationException", "message": "the emulator does not have it"}'
        self.send_response(400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def nothing() -> Iterator[str]:
    """The URL of a server that has nothing."""
    with ThreadingHTTPServer(("127.0.0.1", 0), NotThere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class Sandbox:
    """An account of an emulator, for who may write in it."""

    def __init__(self, url: str, key: dict[str, str]) -> None:
        self.url, self.key = url, key

    def client(self, service: str, region: str = emulators.HOME) -> Any:
        return boto3.client(service, region_name=region, endpoint_url=self.url, config=Config(retries={"total_max_attempts": 1}), **self.key)


def plan(name: str, start: int = 60, completion: int = 120, schedule: str = "cron(0 12 * * ? *)") -> dict[str, Any]:
    """A backup plan with one rule."""
    rule = {"RuleName": "daily", "TargetBackupVaultName": "sandbox", "ScheduleExpression": schedule, "StartWindowMinutes": start, "CompletionWindowMinutes": completion}
    return {"BackupPlanName": name, "Rules": [rule]}


def refused(call: Callable[[], Any]) -> str:
    """The code that a call is refused with; empty: it is not. What the emulator does not have is raised."""
    try:
        call()
    except ClientError as error:
        code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status >= 500 or status == 404 and not code.endswith(("Exception", "NoSuchEntity")) or any(word in str(error) for word in ("UnknownOperation", "InvalidAction", "No route")):
            raise
        return str(code)
    return ""


def completion_window(s: Sandbox) -> bool:
    backup = s.client("backup")
    return bool(refused(lambda: backup.create_backup_plan(BackupPlan=plan("short", 60, 61)))) and not refused(
        lambda: backup.create_backup_plan(BackupPlan=plan("long", 60, 120)))


def refusal_texts(s: Sandbox) -> bool:
    return bool(refused(lambda: s.client("backup").create_backup_plan(BackupPlan=plan("never", schedule="cron(0 12 * * * *)"))))


def creator_request_id(s: Sandbox) -> bool:
    backup = s.client("backup")
    first = backup.create_backup_plan(BackupPlan=plan("again"), CreatorRequestId="once")["BackupPlanId"]
    backup.delete_backup_plan(BackupPlanId=first)
    return not refused(lambda: backup.create_backup_plan(BackupPlan=plan("again"), CreatorRequestId="once")) and all(
        p["BackupPlanId"] != first for p in backup.list_backup_plans()["BackupPlansList"])


def unknown_type_words(s: Sandbox) -> bool:
    try:
        s.client("backup").update_region_settings(ResourceTypeManagementPreference={"Tape": True})
    except ClientError as error:
        if "Element present in" not in str(error) and error.response["Error"]["Code"] != "InvalidParameterValueException":
            raise
        return "has invalid values" in str(error)
    return False


def replica_primary_deletion(s: Sandbox) -> bool:
    kms = s.client("kms")
    primary = kms.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
    kms.replicate_key(KeyId=primary, ReplicaRegion="eu-central-1")
    kms.schedule_key_deletion(KeyId=primary)
    described = kms.describe_key(KeyId=primary)["KeyMetadata"]
    return described["KeyState"] == "PendingReplicaDeletion" and "DeletionDate" not in described


def tag_shows_at_once(s: Sandbox) -> bool:
    volume = s.client("ec2").create_volume(
        AvailabilityZone=emulators.HOME + "a", Size=1,
        TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "backup", "Value": "daily"}]}],
    )["VolumeId"]
    found = s.client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "backup", "Values": ["daily"]}])
    return any(r["ResourceARN"].endswith(volume) for r in found["ResourceTagMappingList"])


def one_job_a_resource(s: Sandbox) -> bool:
    volume = s.client("ec2").create_volume(AvailabilityZone=emulators.HOME + "a", Size=1)["VolumeId"]
    account = s.client("sts").get_caller_identity()["Account"]
    backup = s.client("backup")
    job = {
        "BackupVaultName": "sandbox", "ResourceArn": f"arn:aws:ec2:{emulators.HOME}:{account}:volume/{volume}",
        "IamRoleArn": f"arn:aws:iam::{account}:role/sandbox",
    }
    ids = [backup.start_backup_job(**job)["BackupJobId"] for _ in range(2)]
    states = [backup.describe_backup_job(BackupJobId=one)["State"] for one in ids]
    return states[1] in ("CREATED", "PENDING", "FAILED") and states[0] != states[1]


def targets_empty(s: Sandbox) -> bool:
    events = s.client("events")
    events.put_rule(Name="targetless", EventPattern=json.dumps({"source": ["sandbox"]}))
    return bool(events.list_targets_by_rule(Rule="targetless")["Targets"] == [])


def boundary_type(s: Sandbox) -> bool:
    iam = s.client("iam")
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    bound = iam.create_policy(PolicyName="bound", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))["Policy"]["Arn"]
    trust = {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="bounded", PermissionsBoundary=bound, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    told = iam.get_role(RoleName="bounded")["Role"]["PermissionsBoundary"]
    return bool(told == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": bound})


def unknown_vault_action(s: Sandbox) -> bool:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "backup:Fly", "Resource": "*"}
    return not refused(lambda: s.client("backup").put_backup_vault_access_policy(
        BackupVaultName="sandbox", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})))


# What a person would try in a sandbox, by the row; true is as assumed. What policies decide is not here: neither emulator
# asks them, and that something is allowed where all is allowed says nothing.
EXPERIMENTS: dict[str, Callable[[Sandbox], bool]] = {
    "boundary-type": boundary_type,
    "completion-window": completion_window,
    "creator-request-id": creator_request_id,
    "one-job-a-resource": one_job_a_resource,
    "refusal-texts": refusal_texts,
    "replica-primary-deletion": replica_primary_deletion,
    "tag-shows-at-once": tag_shows_at_once,
    "targets-empty": targets_empty,
    "unknown-type-words": unknown_type_words,
    "unknown-vault-action": unknown_vault_action,
}


def tried(sandbox: Sandbox, experiment: Callable[[Sandbox], bool]) -> tuple[str, str]:
    """What an experiment says, with what was seen where that is not all."""
    try:
        return ("holds" if experiment(sandbox) else "does not"), "tried by writing"
    except (ClientError, ParamValidationError, KeyError, IndexError) as error:
        return "not there", " ".join(str(error).split())[:160]


def profile(name: str, key: dict[str, str]) -> str:
    """A section of the configuration file."""
    return f"[profile {name}]\n" + "".join(f"{k} = {v}\n" for k, v in key.items())


def entered(url: str, account: str) -> dict[str, str]:
    """What the administrator of a member signs with."""
    root = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "none"}
    session = emulators.client(url, "sts", root).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="operator")["Credentials"]
    return {"aws_access_key_id": session["AccessKeyId"], "aws_secret_access_key": session["SecretAccessKey"], "aws_session_token": session["SessionToken"]}


def ask(emulator: str, url: str) -> dict[str, tuple[str, str]]:
    """The answer to every row, with what was seen."""
    ids, session = emulators.organization(url)
    sandbox = Sandbox(url, entered(url, ids["member"]))
    for account in ids.values():
        emulators.apply(url, account, session)
    with contextlib.suppress(ClientError):
        sandbox.client("backup").create_backup_vault(BackupVaultName="sandbox")
    with tempfile.TemporaryDirectory() as folder, nothing() as nowhere:
        config = Path(folder) / "config"
        root = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "none"}
        config.write_text(profile("management", root) + profile("member", sandbox.key))
        done = subprocess.run(
            ["bin/farvault", "selftest", "--json", "--account", ids["member"], "--management-profile", "management", "--member-profile", "member"],
            env={
                **os.environ, **session, **{f"AWS_ENDPOINT_URL_{service}": nowhere for service in ABSENT[emulator]},
                "AWS_ENDPOINT_URL": url, "AWS_REGION": emulators.HOME, "AWS_CONFIG_FILE": str(config),
                "AWS_SHARED_CREDENTIALS_FILE": str(config),
            },
            capture_output=True, text=True, timeout=300,
        )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if not rows:
        raise SystemExit(f"{done.stderr}\nselftest ended with {done.returncode}")
    answers = {row["id"]: (ANSWERS[row["answer"]], row.get("seen", "no emulator is asked")) for row in rows}
    unknown = EXPERIMENTS.keys() - answers.keys()
    if unknown:
        raise SystemExit(f"experiments of no row: {', '.join(sorted(unknown))}")
    answers.update({row: tried(sandbox, experiment) for row, experiment in EXPERIMENTS.items() if answers[row][0] == "not there"})
    return answers


def compare(emulator: str, answers: dict[str, tuple[str, str]], table: list[dict[str, Any]]) -> list[str]:
    """What is not as the table has it."""
    listed, wrong = {}, []
    for kind in table:
        for row in kind["rows"] if kind["emulator"] == emulator else []:
            if row in listed:
                wrong.append(f"{emulator}: {row} is listed twice")
            listed[row] = kind["answer"]
    for row in sorted(listed.keys() | answers.keys()):
        answer, seen = answers.get(row, ("no row", "selftest has none of that name"))
        if answer != listed.get(row):
            wrong.append(f"{emulator}: {row}: {answer} ({seen}); listed: {listed.get(row)}")
    return wrong


def main() -> int:
    """Asks each emulator and holds the table against it."""
    subprocess.run(["go", "build", "-o", "bin/farvault", "./cmd/farvault"], check=True)
    table = json.loads((HERE / "assumptions.json").read_text())
    wrong: list[str] = []
    figures = []
    for emulator in ABSENT:
        with emulators.running(emulator) as url:
            answers = ask(emulator, url)
        wrong += compare(emulator, answers, table)
        counts = Counter(answer for answer, _ in answers.values())
        figures.append(f"{emulator}: {counts['holds']} hold, {counts['does not']} do not, {counts['not there']} not there")
    for kind in table:
        print(f"{kind['emulator']:<10} {kind['answer']:<10} {kind['why']}: {', '.join(kind['rows'])}")
    for line in wrong:
        print(line)
    print(f"{len(answers)} assumptions; " + "; ".join(figures) if not wrong else f"{len(wrong)} answers are not as assumptions.json has them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
