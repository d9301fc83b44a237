"""Emulators that others made: `farvault chain apply` for the central account and for a member, unchanged, as far
as each emulator knows the calls. How far that is stands in a table, which is held both ways: an emulator
that stops earlier fails the gate, and so does one that gets further than is written here.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError

COMMANDS = Path(sys.executable).parent
HOME = "eu-west-1"


class Reach(NamedTuple):
    """How far an account's chain comes: the links that are made, and where the emulator cannot follow."""

    links: list[str]
    stops: str


CENTRAL = [
    "create service-linked role AWSServiceRoleForBackup",
    "create KMS key alias/farvault",
    "create backup vault farvault",
    "create event rule farvault-forward",
]

# moto 5.2.5 has no vault access policies and no Region settings; ministack 1.5.33 has no vault access policies either, and
# tells of an organization's accounts to the management account alone.
REACHES = {
    "moto": {"central": Reach(CENTRAL, "PutBackupVaultAccessPolicy"), "member": Reach([], "DescribeRegionSettings")},
    "ministack": {"central": Reach(CENTRAL, "PutBackupVaultAccessPolicy"), "member": Reach([], "is not a member of the organization")},
}


def command(emulator: str, port: int) -> tuple[list[str], dict[str, str]]:
    """What starts an emulator on a port."""
    if emulator == "moto":
        return [str(COMMANDS / "moto_server"), "-H", "127.0.0.1", "-p", str(port)], {}
    return [str(COMMANDS / "ministack")], {"GATEWAY_PORT": str(port), "PORT": str(port)}


@contextmanager
def running(emulator: str) -> Iterator[str]:
    """The URL of an emulator, which runs for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments, variables = command(emulator, port)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(arguments, env={**os.environ, **variables}, stdout=said, stderr=said)
        try:
            answers(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Waits until something answers, whatever it says."""
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                raise AssertionError(f"the emulator exited with {process.returncode}") from None
            time.sleep(0.25)
    raise AssertionError("the emulator does not answer")


def client(url: str, service: str, key: dict[str, str]) -> Any:
    return boto3.client(service, region_name="us-east-1", endpoint_url=url, **key)


def organization(url: str) -> tuple[dict[str, str], dict[str, str]]:
    """Makes an organization with a central account and a member; gives their ids, and what the central account's administrator signs with."""
    root = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "none"}
    organizations = client(url, "organizations", root)
    try:
        organizations.create_organization(FeatureSet="ALL")
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidAction":  # ministack comes with an organization, and cannot make one
            raise
    ids = {
        name: organizations.create_account(Email=f"{name}@example.com", AccountName=name)["CreateAccountStatus"]["AccountId"]
        for name in ("central", "member")
    }
    entered = client(url, "sts", root).assume_role(
        RoleArn=f"arn:aws:iam::{ids['central']}:role/OrganizationAccountAccessRole", RoleSessionName="operator"
    )["Credentials"]
    session = {"AWS_ACCESS_KEY_ID": entered["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": entered["SecretAccessKey"], "AWS_SESSION_TOKEN": entered["SessionToken"]}
    deployed(url, entered)
    return ids, session


def deployed(url: str, entered: dict[str, str]) -> None:
    """Makes what the command knows a deployment by: the bus and the table, in the home Region."""
    key = {"aws_access_key_id": entered["AccessKeyId"], "aws_secret_access_key": entered["SecretAccessKey"], "aws_session_token": entered["SessionToken"]}
    boto3.client("events", region_name=HOME, endpoint_url=url, **key).create_event_bus(Name="farvault")
    boto3.client("dynamodb", region_name=HOME, endpoint_url=url, **key).create_table(
        TableName="farvault", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
    )


def apply(url: str, account: str, session: dict[str, str]) -> tuple[list[str], str]:
    """Applies an account's chain: the links that were made, and what was said in the end."""
    done = subprocess.run(
        ["bin/farvault", "chain", "apply", "--yes", "--account", account],
        env={**os.environ, **session, "AWS_ENDPOINT_URL": url, "AWS_REGION": HOME}, capture_output=True, text=True, timeout=120,
    )
    return [re.sub(r" in \d{12}\S*$", "", line) for line in done.stdout.splitlines()], done.stderr.strip()


def main() -> int:
    """Goes as far as each emulator comes."""
    subprocess.run(["go", "build", "-o", "bin/farvault", "./cmd/farvault"], check=True)
    wrong, made = [], {}
    for emulator, reaches in REACHES.items():
        with running(emulator) as url:
            ids, session = organization(url)
            for name, reach in reaches.items():
                links, said = apply(url, ids[name], session)
                made[emulator] = made.get(emulator, 0) + len(links)
                if links != reach.links or reach.stops not in said:
                    wrong.append(f"{emulator}, {name} account: made {links}, then: {said}")
    for line in wrong:
        print(line)
    figures = "; ".join(f"{emulator}: {made[emulator]} links, then lacks {' and '.join(sorted({r.stops for r in reaches.values()}))}" for emulator, reaches in REACHES.items())
    print(figures if not wrong else f"{len(wrong)} emulators are not as the table has them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
