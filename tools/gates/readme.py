"""The commands of the sh blocks of README.md and docs/*.md, so that they cannot rot: make knows its targets, sam reads its
options, farvault runs in `farvault simulator`, and the aws command line runs the rest as written, AWS Backup's against the
simulator and all else against moto. The page of the first hour is followed from its first command to its last. What cannot be run as written stands in a table with its reason; the table is held
both ways, so what begins to work must leave it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import emulators
import environments
import release
from clients import Answers, simulator

PROFILES = {"management": "999988887777", "central": "111122223333"}
HOME = "eu-west-1"
NOWHERE = "http://127.0.0.1:9"  # where a call goes that would leave the machine

# What a release's folder has, made for the gate: in it these run as written. The stack's changes are not executed, and
# moto looks for the template's bucket in an account of its own: the command gets as far as that. The gate `stack` and a
# test make the stack.
MOTO_LACKS = "(NoSuchBucket) when calling the CreateChangeSet"
RELEASED = ("sha256sum", "for zip in", "aws s3 cp", "aws cloudformation deploy --stack-name farvault --template-file farvault-")
VERSION, BUCKET = "1.2.3", "example-code"

# Commands that are not run, by how they begin; what is done with them instead is in `attempt`.
PAGER = "aws cloudformation deploy --stack-name farvault-pagerduty"
LEFT = {
    "sam build": "left to its own gate",
    "sam deploy": "asks and uploads, so only its options are read, by sam",
    "aws cloudformation activate-organizations-access": "moto has no trusted access of StackSets, so only its options are read, by aws",
    PAGER: "moto has no API destinations in templates, so what CloudFormation would refuse is asked; a test deploys it in the simulator",
}

# Roles that the member's stack has with Mode Observe alone; the pages deploy it with Protect.
OBSERVED = {"farvault-observe-forwarder"}

# Words that stand for something of the reader's: as written the command is without effect, with the world's own word it must work.
# That is a unit's id and not the root's: with a root, moto deploys to the management account too, which AWS leaves out.
PLACEHOLDERS = {"r-ab12": "nobody's root, so a unit's id in its place"}


class World(NamedTuple):
    """The emulators, the commands that talk to them, and what they were told beforehand."""

    farvault: Path
    simulated: str
    aws: Path
    sam: Path
    moto: str
    environment: dict[str, str]
    member: str
    own: dict[str, str]
    release: Path

    def run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Runs a command with the profiles that the pages ask for."""
        return subprocess.run(words, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    def ask(self, *words: str, profile: str = "management") -> Any:
        """What AWS answers to the management account, or to another."""
        done = self.run([str(self.aws), *words, "--profile", profile, "--output", "json"])
        if done.returncode != 0:
            raise AssertionError(f"aws {' '.join(words)}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else None


def commands(text: str) -> list[list[str]]:
    """The words of every command in the sh blocks."""
    blocks = re.findall(r"(?ms)^ *```sh\n(.*?)^ *```$", text)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [words for words in (shlex.split(line, comments=True) for line in lines) if words]


def environment(folder: Path, moto: str, simulated: str) -> dict[str, str]:
    """Profiles whose calls go to the emulators, and no way to anything else."""
    config, credentials = folder / "config", folder / "credentials"
    config.write_text(
        "".join(f"[profile {name}]\nregion = {HOME}\nendpoint_url = {moto}\nservices = emulated\n\n" for name in PROFILES)
        + f"[services emulated]\nbackup =\n  endpoint_url = {simulated}\n"
    )
    credentials.write_text("".join(f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = none\n\n" for name, key in PROFILES.items()))
    kept = {name: value for name, value in os.environ.items() if not re.match("(?i)aws_|sam_|make|mflags|.*_proxy$", name)}
    return {
        **kept,
        **{name: NOWHERE for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")},
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
        "SAM_CLI_TELEMETRY": "0",
    }


def organization(moto: str) -> tuple[str, str]:
    """Makes an organization with a member in a unit; gives the ids of both."""
    organizations = emulators.client(moto, "organizations", {"aws_access_key_id": PROFILES["management"], "aws_secret_access_key": "none"})
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="members")["OrganizationalUnit"]["Id"]
    member = organizations.create_account(Email="member@example.com", AccountName="member")["CreateAccountStatus"]["AccountId"]
    organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    return member, unit


def option(words: list[str], name: str) -> str:
    """The value of an option of a command."""
    return words[words.index(name) + 1]


def refused(words: list[str]) -> str:
    """What CloudFormation would refuse of a command with a template and moto lets pass, if anything."""
    text = Path(option(words, "--template-file" if "--template-file" in words else "--template-body").removeprefix("file://")).read_text()
    if len(text.encode()) > 51_200 and "--s3-bucket" not in words:
        return "a template of more than 51,200 bytes must be in S3"
    if "AWS::IAM::Role" in text and not {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"} & set(words):
        return "a template that makes roles needs CAPABILITY_IAM"
    if "RoleName:" in text and "CAPABILITY_NAMED_IAM" not in words:
        return "a template that names roles needs CAPABILITY_NAMED_IAM"
    for word in words[words.index("--parameter-overrides" if "--parameter-overrides" in words else "--parameters") + 1 :]:
        if word.startswith("--"):
            break
        key, value = re.sub("ParameterKey=|ParameterValue=", "", word).replace(",", "=").split("=", 1)
        if re.search(rf"(?m)^  {re.escape(key)}:\n    Type: CommaDelimitedList$", text):  # of any words
            continue
        known = re.search(rf"(?m)^  {re.escape(key)}:\n    Type: (?:.*\n)(?:    .*\n)*?    AllowedPattern: (\S+)$", text)
        if known is not None and value == "UsePreviousValue=true":
            continue
        if known is None or not re.search(known[1], value):
            return f"{word}: the template has no parameter {key}" if known is None else f"{word}: {value} does not match {known[1]}"
    return ""


def slow(words: list[str]) -> str:
    """Why a StackSet's roll-out would take one account at a time, or end at the first failure, if it would: the defaults.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html"""
    if "--operation-preferences" not in words:
        return "without --operation-preferences it takes one account at a time and ends at the first failure"
    wanted = dict(pair.split("=") for pair in option(words, "--operation-preferences").split(","))
    return "" if {"MaxConcurrentPercentage", "FailureTolerancePercentage"} <= set(wanted) else "the preferences name no percentages"


def roles(world: World) -> list[str]:
    """The roles that the member has of farvault."""
    root = {"aws_access_key_id": PROFILES["management"], "aws_secret_access_key": "none"}
    entered = emulators.client(world.moto, "sts", root).assume_role(
        RoleArn=f"arn:aws:iam::{world.member}:role/OrganizationAccountAccessRole", RoleSessionName="gate"
    )["Credentials"]
    session = {"aws_access_key_id": entered["AccessKeyId"], "aws_secret_access_key": entered["SecretAccessKey"], "aws_session_token": entered["SessionToken"]}
    return sorted(role["RoleName"] for role in emulators.client(world.moto, "iam", session).list_roles(PathPrefix="/farvault/")["Roles"])


def effect(world: World, words: list[str]) -> tuple[str, Any, Any]:
    """What a command of AWS is for, as it stands in the emulator, and as it should."""
    if words[1:3] == ["backup", "update-global-settings"]:
        wanted = dict(pair.split("=") for pair in option(words, "--global-settings").split(","))
        settings = world.ask("backup", "describe-global-settings")["GlobalSettings"]
        return "the global settings", {name: settings.get(name) for name in wanted}, wanted
    if words[1:3] == ["cloudformation", "deploy"]:
        named = ["--stack-name", option(words, "--stack-name"), "--region", option(words, "--region")]
        return "the stack", world.ask("cloudformation", "describe-stacks", *named, profile=option(words, "--profile"))["Stacks"][0]["StackStatus"], "CREATE_COMPLETE"
    if words[1:3] == ["organizations", "enable-aws-service-access"]:
        enabled = world.ask("organizations", "list-aws-service-access-for-organization")["EnabledServicePrincipals"]
        principal = option(words, "--service-principal")
        return "trusted access", principal in [one["ServicePrincipal"] for one in enabled], True
    named = ["--stack-set-name", option(words, "--stack-set-name"), "--region", option(words, "--region")]
    if words[1:3] == ["cloudformation", "create-stack-set"]:
        return "the stack set", world.ask("cloudformation", "describe-stack-set", *named)["StackSet"]["Status"], "ACTIVE"
    if words[1:3] == ["cloudformation", "update-stack-set"]:
        done = world.ask("cloudformation", "list-stack-set-operations", *named)["Summaries"]
        return "the update", sorted((one["Action"], one["Status"]) for one in done)[-1], ("UPDATE", "SUCCEEDED")
    if words[1:3] == ["cloudformation", "create-stack-instances"]:
        made = world.ask("cloudformation", "list-stack-instances", *named)["Summaries"]
        instances = [(one["Account"], one["Region"], one["StackInstanceStatus"]["DetailedStatus"]) for one in made]
        named_roles = sorted(set(re.findall(r"(?m)^ +RoleName: (\S+)$", Path("infra/member.yaml").read_text())) - OBSERVED)
        wanted = [(world.member, option(words, "--regions"), "SUCCEEDED")], named_roles
        return "the member's stack and roles", (instances, roles(world)), wanted
    raise AssertionError("the gate does not know what it is for: say so in `effect`")


def aws(world: World, words: list[str]) -> str:
    """Runs a command of AWS; says what is wrong, or nothing."""
    templated = ["deploy", "create-stack-set", "update-stack-set"]
    if words[1] == "cloudformation" and words[2] in templated and (said := refused(words)):
        return said
    if words[1] == "cloudformation" and words[2] in ("create-stack-instances", "update-stack-set") and (said := slow(words)):
        return said
    done = world.run([str(world.aws), *words[1:]])
    if done.returncode != 0:
        return f"exit status {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}"
    what, got, want = effect(world, words)
    return "" if got == want else f"{what}: want {want!r}, got {got!r}"


def farvault(world: World, words: list[str]) -> str:
    """Runs the command as an operator of the central account does, in a folder of its own; 0 and 1 are answers."""
    keys = {"AWS_ACCESS_KEY_ID": PROFILES["central"], "AWS_SECRET_ACCESS_KEY": "none", "AWS_REGION": HOME}
    environment = {**world.environment, **keys, "AWS_ENDPOINT_URL": world.simulated}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("examples", "events", "infra", "template.yaml"):
            Path(folder, name).symlink_to(Path(name).resolve())
        Path(folder, "settings.yaml").symlink_to(Path("infra/settings.yaml").resolve())
        done = subprocess.run(
            [str(world.farvault), *words[1:]], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
    return "" if done.returncode in (0, 1) else f"exit status {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}"


def folder_of_release(folder: Path) -> Path:
    """A folder with what people download, but for the command; each zip has settings that are not theirs."""
    folder.mkdir()
    release.template(folder, VERSION)
    (folder / "settings.yaml").write_bytes(Path("infra/settings.yaml").read_bytes())
    for name in release.FUNCTIONS:
        with zipfile.ZipFile(folder / packaged_archive(name), "w") as archive:
            archive.writestr("settings.yaml", "Regions: []\n")
    sums = release.checksums(folder)
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    return folder


def packaged_archive(name: str) -> str:
    """The zip of a function."""
    return f"farvault-{name}_{VERSION}_linux_arm64.zip"


def released(world: World, words: list[str]) -> str:
    """Runs a command in the folder of a release; says what is wrong, or nothing."""
    if words[1:3] == ["cloudformation", "deploy"]:
        file = option(words, "--template-file")
        if said := refused([str(world.release / word) if word == file else word for word in words]):
            return said
        words = [*words, "--no-execute-changeset"]
    line = " ".join(str(world.aws) if word == "aws" else shlex.quote(word) if "*" in word and words[0] == "aws" else word for word in words)
    done = subprocess.run(["sh", "-ec", line], cwd=world.release, env=world.environment, capture_output=True, text=True, timeout=120)
    if done.returncode != 0 and MOTO_LACKS not in done.stderr + done.stdout:
        return f"exit status {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}"
    zips = [packaged_archive(name) for name in release.FUNCTIONS]
    if words[0] == "for":
        held = [zipfile.ZipFile(world.release / name).read("settings.yaml") for name in zips]
        return "" if held == [(world.release / "settings.yaml").read_bytes()] * len(zips) else "the zips have other settings"
    if words[1:3] == ["s3", "cp"]:
        listed = world.ask("s3api", "list-objects-v2", "--bucket", BUCKET, profile="central").get("Contents", [])
        got, want = sorted(one["Key"] for one in listed), sorted(f"farvault/{name}" for name in zips)
        return "" if got == want else f"the bucket has {got}, want {want}"
    return ""


def attempt(world: World, words: list[str]) -> str:
    """Holds one command of the pages; says what is wrong, or nothing."""
    if " ".join(words).startswith(RELEASED):
        return released(world, words)
    if Path(words[0]).name == "farvault":
        return farvault(world, words)
    if words[0] == "make" and len(words) == 2:
        done = world.run(["make", "-n", words[1]])
        return "" if done.returncode == 0 else done.stderr.strip()
    if words == ["sam", "build"]:
        return ""
    if words[:2] == ["sam", "deploy"]:  # sam reads every option before it heeds --help
        done = world.run([str(world.sam), "deploy", "--help", *words[2:]])
        return "" if done.returncode == 0 else done.stderr.strip()
    if words[:3] == ["aws", "cloudformation", "activate-organizations-access"]:
        done = world.run([str(world.aws), *words[1:], "--generate-cli-skeleton"])
        return "" if done.returncode == 0 else done.stderr.strip()
    if " ".join(words).startswith(PAGER):
        return refused(words)
    if words[0] != "aws":
        return "the gate does not know how to run it: say so in `attempt`"
    if not set(PLACEHOLDERS) & set(re.split("[=, ]", " ".join(words))):
        return aws(world, words)
    if not aws(world, words):
        return "works as written: take it out of PLACEHOLDERS"
    return aws(world, [re.sub("|".join(map(re.escape, world.own)), lambda found: world.own[found[0]], word) for word in words])


def mistakes(world: World, found: list[list[str]]) -> list[str]:
    """What is wrong with the pages' commands, and with the tables."""
    wrong = []
    for words in found:
        try:
            said = attempt(world, words)
        except (AssertionError, ClientError, ValueError, IndexError, OSError, subprocess.TimeoutExpired) as error:
            said = str(error)
        if said:
            wrong.append(f"{shlex.join(words)}\n    {said}")
    text = "\n".join(" ".join(words) for words in found)
    return wrong + [f"the tables have {word}, the pages do not" for word in (*LEFT, *PLACEHOLDERS) if word not in text]


# The page whose commands are one walk: a test follows it, here with the make, curl and aws of this environment. What
# version 2 of aws does otherwise, version 1 says in its upgrade debug mode, and the test fails.
# https://docs.aws.amazon.com/cli/v1/userguide/cli-upgrade-debug-mode.html
WALK = Path("docs/first-hour.md")


def walked(aws: Path) -> str:
    """What is wrong with the first hour, or nothing."""
    path = f"{aws.parent}{os.pathsep}{os.environ['PATH']}"
    test = ["go", "test", "-count=1", "-run", "^TestTheFirstHour$", "."]
    done = subprocess.run(test, env={**os.environ, "PATH": path, "FARVAULT_WALK": "whole"}, capture_output=True, text=True, timeout=900)
    return "" if done.returncode == 0 else f"{WALK}:\n{done.stdout}{done.stderr}"


def main() -> int:
    """Runs what the pages show."""
    pages = [Path("README.md"), *(page for page in sorted(Path("docs").glob("*.md")) if page != WALK)]
    found = list({tuple(words): words for page in pages for words in commands(page.read_text())}.values())
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        moto = stack.enter_context(emulators.running("moto"))
        simulated = stack.enter_context(simulator(Answers())).url
        member, unit = organization(moto)
        world = World(
            Path("bin/farvault").resolve(),
            simulated,
            environments.prepare("clients") / "aws",
            environments.prepare("sam") / "sam",
            moto,
            environment(Path(folder), moto, simulated),
            member,
            {"r-ab12": unit},
            folder_of_release(Path(folder, "release")),
        )
        world.ask("s3api", "create-bucket", "--bucket", BUCKET, "--create-bucket-configuration", f"LocationConstraint={HOME}", profile="central")
        # The simulator has this switched on already, and then nothing would be seen.
        world.ask("backup", "update-global-settings", "--global-settings", "isCrossAccountBackupEnabled=false")
        wrong = mistakes(world, found)
        if said := walked(world.aws):
            wrong.append(said)
    if wrong:
        print("\n".join(wrong))
        print(f"{len(wrong)} of {len(found)} commands of the pages are not as they should be")
        return 1
    count = {name: sum(Path(words[0]).name == name for words in found) for name in ("make", "aws", "sam", "farvault")}
    reasons = "; ".join(f"{word}: {reason}" for word, reason in {**LEFT, **PLACEHOLDERS}.items())
    print(f"{WALK.name} and {len(found)} commands: {count['make']} of make, {count['aws']} of aws, {count['sam']} of sam, {count['farvault']} of farvault ({reasons})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
