"""The templates, deployed: what AWS's own translator makes of template.yaml, and the other two as they are, into
the CloudFormation of moto. Then each service is asked for what the templates promise, property by property.

What moto lacks stands in the tables below, which are held both ways: something that is missing and is not written
there fails the gate, and so does something that is written there and has appeared.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

import emulators

Json = Any
Found = Optional[dict[str, Json]]  # a resource's properties as its service tells them; None where there is no such resource

# Types of which moto 5.2.5 makes nothing, although the stack reaches CREATE_COMPLETE.
TYPES_LACKING = {
    "AWS::CloudWatch::Alarm",
    "AWS::Events::EventBusPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::Scheduler::Schedule",
}

# Properties that moto drops of a resource that it makes.
PROPERTIES_LACKING = {
    "AWS::DynamoDB::Table.PointInTimeRecoverySpecification",
    "AWS::DynamoDB::Table.SSESpecification",
    "AWS::DynamoDB::Table.TimeToLiveSpecification",
    "AWS::Events::EventBus.Description",
    "AWS::IAM::Role.ManagedPolicyArns",  # so farvault-never is made, and is attached to nobody
    "AWS::KMS::Key.Description",  # DescribeKey is a server error for a key that a stack made
    "AWS::Lambda::Function.Architectures",
    "AWS::Lambda::Function.DeadLetterConfig",
    "AWS::Lambda::Function.KmsKeyArn",
    "AWS::Lambda::Function.LoggingConfig",
    "AWS::Lambda::Function.Tags",
    "AWS::Logs::LogGroup.KmsKeyId",
}

# moto gives a bus made by CloudFormation no physical id, so a rule's `EventBusName: !Ref Bus` is None and the stack
# a server error. The bus's name is put in its place, once it is seen that the stack fails without.
REFUSED = ("AWS::Events::Rule", "EventBusName")


class Deployment(NamedTuple):
    """A template in an account and a Region, with the parameters of the README; what it has no value for is made up."""

    template: str
    account: str
    region: str
    parameters: dict[str, str]


CENTRAL = {"OrganizationId": "o-a1b2c3d4e5", "ManagementAccountId": "999988887777"}
OTHERS = {"OrganizationId": "o-a1b2c3d4e5", "CentralAccountId": "111122223333", "HomeRegion": "eu-west-1"}
CHANNELS = {
    "AlertEmail": "alerts@example.com",
    "OperationsEmail": "operations@example.com",
    "SlackWebhookSecretArn": "arn:aws:secretsmanager:eu-west-1:222233334444:secret:slack-AbCdEf",
    "ReservedConcurrency": "5",
}
OPERATORS = {"OperatorPrincipalArns": "arn:aws:iam::111122223333:role/operator,arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*"}
ENTRY = {"EntryRoleName": "OrganizationAccountAccessRole"}
BOUNDARY = {"PermissionsBoundary": "company/limits"}

# Each template as it comes, and with everything that a parameter adds; Control Tower's home is us-east-1, or is not.
DEPLOYMENTS = [
    Deployment("template.yaml", "111122223333", "eu-west-1", CENTRAL),
    Deployment("template.yaml", "222233334444", "eu-west-1", {**CENTRAL, **CHANNELS}),
    Deployment("infra/management.yaml", "999988887777", "us-east-1", OTHERS),
    Deployment("infra/management.yaml", "999988887777", "eu-west-1", {**OTHERS, "ControlTowerHomeRegion": "eu-west-1"}),
    Deployment("infra/management.yaml", "888877776666", "us-east-1", {**OTHERS, **OPERATORS, **ENTRY, "ControlTowerHomeRegion": "us-east-1"}),
    Deployment("infra/member.yaml", "444455556666", "us-east-1", OTHERS),
    Deployment("infra/member.yaml", "555566667777", "us-east-1", {**OTHERS, **OPERATORS, **BOUNDARY}),
]


def package() -> bytes:
    """A zip with a bootstrap in it, which nobody runs."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("bootstrap", "")
    return held.getvalue()


PACKAGE = package()


class Stack:
    """A deployment: its template as plain CloudFormation, and what that says once the parameters are in."""

    def __init__(self, url: str, deployment: Deployment) -> None:
        self.deployment, self.url = deployment, url
        self.bucket = f"packages-{deployment.account}-{deployment.region}"
        self.document = yaml_parse(Path(deployment.template).read_text())
        if "Transform" in self.document:
            self.document["Globals"]["Function"]["CodeUri"] = f"s3://{self.bucket}/package.zip"
            # Without its map of AWS's managed policies, by name, which it would ask AWS for; the template names none.
            translator = Translator({}, Parser(), boto_session=boto3.session.Session(region_name=deployment.region))
            self.document = translator.translate(self.document, dict(deployment.parameters))
        declared = self.document["Parameters"]
        given = {name: str(deployment.parameters.get(name, it.get("Default"))) for name, it in declared.items()}
        self.parameters = {name: text.split(",") if declared[name]["Type"] == "CommaDelimitedList" else text for name, text in given.items()}
        self.physical: dict[str, str] = {}
        self.keys = self.enter()

    def enter(self) -> dict[str, str]:
        """What signs for the deployment's account."""
        sts = boto3.client("sts", region_name="us-east-1", endpoint_url=self.url, aws_access_key_id="none", aws_secret_access_key="none")
        got = sts.assume_role(RoleArn=f"arn:aws:iam::{self.deployment.account}:role/operator", RoleSessionName="operator")["Credentials"]
        return {"aws_access_key_id": got["AccessKeyId"], "aws_secret_access_key": got["SecretAccessKey"], "aws_session_token": got["SessionToken"]}

    def ask(self, service: str) -> Any:
        settings = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=60)
        return boto3.client(service, region_name=self.deployment.region, endpoint_url=self.url, config=settings, **self.keys)

    def create(self, name: str) -> str:
        """Creates the stack; gives its status."""
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in self.deployment.parameters.items()]
        formation = self.ask("cloudformation")
        formation.create_stack(StackName=name, TemplateBody=json.dumps(self.document), Parameters=given, Capabilities=["CAPABILITY_NAMED_IAM"])
        # What moto made nothing of is in the list too, without a name.
        self.physical = {
            it["LogicalResourceId"]: it.get("PhysicalResourceId", "")
            for it in formation.describe_stack_resources(StackName=name)["StackResources"] if "LogicalResourceId" in it
        }
        return str(formation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])

    def expected(self) -> dict[str, dict[str, Json]]:
        """The resources whose conditions hold."""
        return {name: it for name, it in self.document["Resources"].items() if "Condition" not in it or self.holds(it["Condition"])}

    def holds(self, condition: str) -> bool:
        return bool(self.value(self.document["Conditions"][condition]))

    def value(self, it: Json) -> Json:
        """What a template's value comes to; None is AWS::NoValue."""
        if isinstance(it, list):
            return [inner for inner in map(self.value, it) if inner is not None]
        if not isinstance(it, dict):
            return it
        if len(it) == 1:
            (function, of), = it.items()
            if function in FUNCTIONS:
                return FUNCTIONS[function](self, of)
            if function.startswith("Fn::"):
                raise KeyError(f"{self.deployment.template} has {function}: say in FUNCTIONS what it comes to")
        return {key: inner for key, inner in ((key, self.value(inner)) for key, inner in it.items()) if inner is not None}

    def ref(self, name: str) -> Json:
        pseudo = {"AWS::AccountId": self.deployment.account, "AWS::Region": self.deployment.region, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com", "AWS::NoValue": None}
        if name in pseudo:
            return pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        kind = self.document["Resources"][name]["Type"]
        if kind == "AWS::KMS::Key":
            return self.physical[name]
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{self.deployment.region}.amazonaws.com/{self.deployment.account}/{self.name(name)}"
        return self.arn(name) if kind in ("AWS::SNS::Topic", "AWS::IAM::ManagedPolicy") else self.name(name)

    def name(self, resource: str) -> str:
        """The name that a resource is given: `QueueName`, `RoleName`, ..."""
        properties = self.document["Resources"][resource]["Properties"]
        return str(next(properties[key] for key in NAMES if key in properties))

    def arn(self, resource: str) -> str:
        it = self.document["Resources"][resource]
        here = f"{self.deployment.region}:{self.deployment.account}"
        shapes = {
            "AWS::DynamoDB::Table": f"dynamodb:{here}:table/",
            "AWS::Events::EventBus": f"events:{here}:event-bus/",
            "AWS::Events::Rule": f"events:{here}:rule/farvault/",  # the only rules that a template asks the ARN of are the bus's
            "AWS::IAM::ManagedPolicy": f"iam::{self.deployment.account}:policy{it['Properties'].get('Path', '/')}",
            "AWS::IAM::Role": f"iam::{self.deployment.account}:role{it['Properties'].get('Path', '/')}",
            "AWS::KMS::Key": f"kms:{here}:key/",
            "AWS::Lambda::Function": f"lambda:{here}:function:",
            "AWS::SNS::Topic": f"sns:{here}:",
            "AWS::SQS::Queue": f"sqs:{here}:",
        }
        return f"arn:aws:{shapes[it['Type']]}{self.physical[resource] if it['Type'] == 'AWS::KMS::Key' else self.name(resource)}"

    def attribute(self, of: list[str]) -> str:
        return self.arn(of[0]) if of[1] == "Arn" else self.name(of[0])

    def substitute(self, text: str) -> str:
        return re.sub(r"\$\{([^}]+)\}", lambda m: str(self.attribute(m[1].split(".")) if "." in m[1] else self.ref(m[1])), text)


NAMES = ["FunctionName", "QueueName", "RoleName", "TopicName", "TableName", "ManagedPolicyName", "LogGroupName", "AliasName", "DashboardName", "AlarmName", "Name"]
FUNCTIONS: dict[str, Callable[[Stack, Json], Json]] = {
    "Ref": Stack.ref,
    "Fn::GetAtt": Stack.attribute,
    "Fn::Sub": Stack.substitute,
    "Fn::If": lambda stack, of: stack.value(of[1] if stack.holds(of[0]) else of[2]),
    "Fn::Equals": lambda stack, of: str(stack.value(of[0])) == str(stack.value(of[1])),
    "Fn::Not": lambda stack, of: not stack.value(of[0]),
    "Fn::And": lambda stack, of: all(map(stack.value, of)),
    "Fn::Or": lambda stack, of: any(map(stack.value, of)),
    "Condition": lambda stack, of: stack.holds(of),
    "Fn::FindInMap": lambda stack, of: stack.document["Mappings"][of[0]][stack.value(of[1])][of[2]],
    "Fn::Join": lambda stack, of: of[0].join(stack.value(of[1])),
}


# How each service is asked for a resource, in the words of the template. `want` is what the template promises.


def queue(stack: Stack, want: dict[str, Json]) -> Found:
    sqs = stack.ask("sqs")
    urls = [url for url in sqs.list_queues().get("QueueUrls", []) if url.endswith("/" + want["QueueName"])]
    if not urls:
        return None
    got = sqs.get_queue_attributes(QueueUrl=urls[0], AttributeNames=["All"])["Attributes"]
    return {**got, "QueueName": got["QueueArn"].split(":")[-1], **({"RedrivePolicy": json.loads(got["RedrivePolicy"])} if "RedrivePolicy" in got else {})}


def queue_policy(stack: Stack, want: dict[str, Json]) -> Found:
    got = stack.ask("sqs").get_queue_attributes(QueueUrl=want["Queues"][0], AttributeNames=["All"])["Attributes"]
    return {"Queues": want["Queues"], "PolicyDocument": json.loads(got["Policy"])} if "Policy" in got else None


def bus(stack: Stack, want: dict[str, Json]) -> Found:
    return next((it for it in stack.ask("events").list_event_buses()["EventBuses"] if it["Name"] == want["Name"]), None)


def bus_policy(stack: Stack, want: dict[str, Json]) -> Found:
    policy = stack.ask("events").describe_event_bus(Name=want["EventBusName"]).get("Policy", '{"Statement": []}')
    return next((want | {"Statement": it} for it in json.loads(policy)["Statement"] if it["Sid"] == want["StatementId"]), None)


def rule(stack: Stack, want: dict[str, Json]) -> Found:
    events, on = stack.ask("events"), want.get("EventBusName", "default")
    if want["Name"] not in [it["Name"] for it in events.list_rules(EventBusName=on)["Rules"]]:
        return None
    got = events.describe_rule(Name=want["Name"], EventBusName=on)
    return {**got, "EventPattern": json.loads(got["EventPattern"]), "Targets": events.list_targets_by_rule(Rule=want["Name"], EventBusName=on)["Targets"]}


def role(stack: Stack, want: dict[str, Json]) -> Found:
    iam, name = stack.ask("iam"), want["RoleName"]
    if name not in [it["RoleName"] for it in iam.list_roles()["Roles"]]:
        return None
    policies = [iam.get_role_policy(RoleName=name, PolicyName=it) for it in iam.list_role_policies(RoleName=name)["PolicyNames"]]
    return {
        **iam.get_role(RoleName=name)["Role"],
        "Policies": [{"PolicyName": it["PolicyName"], "PolicyDocument": inline(it["PolicyDocument"])} for it in policies],
        "ManagedPolicyArns": [it["PolicyArn"] for it in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]],
    }


def inline(policy: Json) -> Json:
    """A role's own policy, which moto keeps as Python writes it and not as JSON."""
    return ast.literal_eval(policy) if isinstance(policy, str) else policy


def managed_policy(stack: Stack, want: dict[str, Json]) -> Found:
    iam = stack.ask("iam")
    for it in iam.list_policies(Scope="Local")["Policies"]:
        if it["PolicyName"] == want["ManagedPolicyName"]:
            got = iam.get_policy(PolicyArn=it["Arn"])["Policy"]
            document = iam.get_policy_version(PolicyArn=it["Arn"], VersionId=got["DefaultVersionId"])["PolicyVersion"]["Document"]
            return {**got, "ManagedPolicyName": got["PolicyName"], "PolicyDocument": document}
    return None


def table(stack: Stack, want: dict[str, Json]) -> Found:
    dynamodb, name = stack.ask("dynamodb"), want["TableName"]
    if name not in dynamodb.list_tables()["TableNames"]:
        return None
    got = dynamodb.describe_table(TableName=name)["Table"]
    live = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    recovery = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    sse = got.get("SSEDescription", {})
    return {
        **got,
        "BillingMode": got["BillingModeSummary"]["BillingMode"],
        "TimeToLiveSpecification": {"AttributeName": live.get("AttributeName"), "Enabled": live["TimeToLiveStatus"] == "ENABLED"},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED"},
        "SSESpecification": {"SSEEnabled": sse.get("Status") == "ENABLED", "SSEType": sse.get("SSEType"), "KMSMasterKeyId": sse.get("KMSMasterKeyArn")},
    }


def topic(stack: Stack, want: dict[str, Json]) -> Found:
    sns = stack.ask("sns")
    arns = [it["TopicArn"] for it in sns.list_topics()["Topics"] if it["TopicArn"].endswith(":" + want["TopicName"])]
    return {**sns.get_topic_attributes(TopicArn=arns[0])["Attributes"], "TopicName": arns[0].split(":")[-1]} if arns else None


def topic_policy(stack: Stack, want: dict[str, Json]) -> Found:
    policy = json.loads(stack.ask("sns").get_topic_attributes(TopicArn=want["Topics"][0])["Attributes"].get("Policy", "{}"))
    sids = [it["Sid"] for it in want["PolicyDocument"]["Statement"]]  # a topic is born with a policy of its own
    return {"Topics": want["Topics"], "PolicyDocument": policy} if sids == [it.get("Sid") for it in policy.get("Statement", [])] else None


def subscription(stack: Stack, want: dict[str, Json]) -> Found:
    sns = stack.ask("sns")
    for it in sns.list_subscriptions_by_topic(TopicArn=want["TopicArn"])["Subscriptions"]:
        if it["Endpoint"] == want["Endpoint"]:
            got = sns.get_subscription_attributes(SubscriptionArn=it["SubscriptionArn"])["Attributes"]
            return {**it, **got, **{key: json.loads(got[key]) for key in ("FilterPolicy", "RedrivePolicy") if key in got}}
    return None


def function(stack: Stack, want: dict[str, Json]) -> Found:
    lambdas = stack.ask("lambda")
    got = next((it for it in lambdas.list_functions()["Functions"] if it["FunctionName"] == want["FunctionName"]), None)
    if got is None:
        return None
    ours = got["CodeSha256"] == base64.b64encode(hashlib.sha256(PACKAGE).digest()).decode()
    reserved = lambdas.get_function_concurrency(FunctionName=want["FunctionName"]).get("ReservedConcurrentExecutions")
    tags = [{"Key": key, "Value": value} for key, value in lambdas.list_tags(Resource=got["FunctionArn"])["Tags"].items()]
    return {**got, "KmsKeyArn": got.get("KMSKeyArn"), "Code": want["Code"] if ours else None, "ReservedConcurrentExecutions": reserved, "Tags": tags}


def mapping(stack: Stack, want: dict[str, Json]) -> Found:
    got = next((it for it in stack.ask("lambda").list_event_source_mappings()["EventSourceMappings"] if it["EventSourceArn"] == want["EventSourceArn"]), None)
    return {**got, "FunctionName": got["FunctionArn"].split(":")[-1]} if got else None


def log_group(stack: Stack, want: dict[str, Json]) -> Found:
    got = next((it for it in stack.ask("logs").describe_log_groups()["logGroups"] if it["logGroupName"] == want["LogGroupName"]), None)
    return {"LogGroupName": got["logGroupName"], "RetentionInDays": got.get("retentionInDays"), "KmsKeyId": got.get("kmsKeyId")} if got else None


def key(stack: Stack, want: dict[str, Json]) -> Found:
    kms = stack.ask("kms")
    for it in kms.list_keys()["Keys"]:
        if it["KeyId"] in stack.physical.values():
            described = told(lambda: kms.describe_key(KeyId=it["KeyId"])["KeyMetadata"])
            policy = kms.get_key_policy(KeyId=it["KeyId"], PolicyName="default")["Policy"]
            policy = json.loads(policy) if isinstance(policy, str) else policy  # moto gives the document itself
            turned = told(lambda: kms.get_key_rotation_status(KeyId=it["KeyId"])["KeyRotationEnabled"])
            return {**(described or {}), "KeyPolicy": policy, "EnableKeyRotation": turned}
    return None


def told(call: Callable[[], Json]) -> Json:
    """What a call gives, or None where moto's server fails at it, as it does when it is to describe a key that a stack made."""
    try:
        return call()
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 500:
            raise
        return None


def alias(stack: Stack, want: dict[str, Json]) -> Found:
    return next((it for it in stack.ask("kms").list_aliases()["Aliases"] if it["AliasName"] == want["AliasName"]), None)


def schedule(stack: Stack, want: dict[str, Json]) -> Found:
    scheduler = stack.ask("scheduler")
    return scheduler.get_schedule(Name=want["Name"]) if want["Name"] in [it["Name"] for it in scheduler.list_schedules()["Schedules"]] else None


def alarm(stack: Stack, want: dict[str, Json]) -> Found:
    return next(iter(stack.ask("cloudwatch").describe_alarms(AlarmNames=[want["AlarmName"]])["MetricAlarms"]), None)


def dashboard(stack: Stack, want: dict[str, Json]) -> Found:
    cloudwatch = stack.ask("cloudwatch")
    names = [it["DashboardName"] for it in cloudwatch.list_dashboards()["DashboardEntries"]]
    return cloudwatch.get_dashboard(DashboardName=want["DashboardName"]) if want["DashboardName"] in names else None


READERS: dict[str, Callable[[Stack, dict[str, Json]], Found]] = {
    "AWS::CloudWatch::Alarm": alarm,
    "AWS::CloudWatch::Dashboard": dashboard,
    "AWS::DynamoDB::Table": table,
    "AWS::Events::EventBus": bus,
    "AWS::Events::EventBusPolicy": bus_policy,
    "AWS::Events::Rule": rule,
    "AWS::IAM::ManagedPolicy": managed_policy,
    "AWS::IAM::Role": role,
    "AWS::KMS::Alias": alias,
    "AWS::KMS::Key": key,
    "AWS::Lambda::EventSourceMapping": mapping,
    "AWS::Lambda::Function": function,
    "AWS::Logs::LogGroup": log_group,
    "AWS::SNS::Subscription": subscription,
    "AWS::SNS::Topic": topic,
    "AWS::SNS::TopicPolicy": topic_policy,
    "AWS::SQS::Queue": queue,
    "AWS::SQS::QueuePolicy": queue_policy,
    "AWS::Scheduler::Schedule": schedule,
}


def plain(it: Json) -> Json:
    """A value to compare: services give numbers as text and lists of objects in any order, and moto leaves null in
    a list where AWS::NoValue stood."""
    if isinstance(it, dict):
        return {name: plain(inner) for name, inner in it.items()}
    if isinstance(it, list):
        kept = [plain(inner) for inner in it if inner is not None]
        return sorted(kept, key=lambda inner: json.dumps(inner, sort_keys=True)) if any(isinstance(inner, dict) for inner in kept) else kept
    return str(it).lower() if isinstance(it, bool) else str(it) if isinstance(it, (int, float)) else it


class Result(NamedTuple):
    """What was compared, and where it went wrong."""

    resources: int
    properties: int
    held: set[str]  # Type.Property that a service has as the template says
    wrong: list[str]


def named_buses(stack: Stack) -> bool:
    """Puts the names of buses into rules; was there something to put?"""
    kind, place = REFUSED
    rules = [it["Properties"] for it in stack.document["Resources"].values() if it["Type"] == kind and isinstance(it["Properties"].get(place), dict)]
    for it in rules:
        it[place] = stack.value(it[place])
    return bool(rules)


def refused(url: str, deployment: Deployment) -> bool:
    """Does moto refuse the document as the translator made it? In an account of its own, since half a stack stays behind."""
    stack = Stack(url, deployment._replace(account=deployment.account[::-1]))
    upload(stack)
    try:
        return stack.create("farvault") != "CREATE_COMPLETE"
    except ResponseParserError:  # the error page is not XML
        return True


def upload(stack: Stack) -> None:
    """Puts the package where the template looks for it."""
    s3 = stack.ask("s3")
    where = {} if stack.deployment.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": stack.deployment.region}}
    s3.create_bucket(Bucket=stack.bucket, **where)
    s3.put_object(Bucket=stack.bucket, Key="package.zip", Body=PACKAGE)


def compare(stack: Stack, lacking: set[str]) -> Result:
    """Asks for every resource; the types and properties that turn out to be lacking are put into `lacking`."""
    label, resources, properties = f"{stack.deployment.template} in {stack.deployment.account}, {stack.deployment.region}", 0, 0
    held: set[str] = set()
    wrong = [f"{label}: the stack has {name}, which the template has not" for name in sorted(set(stack.physical) - set(stack.expected()))]
    for name, it in stack.expected().items():
        kind, want = it["Type"], stack.value(it.get("Properties", {}))
        got = READERS[kind](stack, want)
        if (got is None) != (name not in stack.physical):
            wrong.append(f"{label}: {name} is {'in' if got is None else 'not in'} the stack, but {'not ' if got is None else ''}in its service")
        if got is None:
            lacking.add(kind)
            if kind not in TYPES_LACKING:
                wrong.append(f"{label}: {name} ({kind}) is not there")
            continue
        resources += 1
        held.add(kind)
        for place, value in want.items():
            if plain(got.get(place)) == plain(value):
                properties += 1
                held.add(f"{kind}.{place}")
                continue
            lacking.add(f"{kind}.{place}")
            if f"{kind}.{place}" not in PROPERTIES_LACKING:
                wrong.append(f"{label}: {name}: {kind}.{place}: {json.dumps(plain(got.get(place)), default=str)}, not {json.dumps(plain(value))}")
    return Result(resources, properties, held, wrong)


def main() -> int:
    """Deploys, asks, and holds the tables."""
    lacking: set[str] = set()
    results: list[Result] = []
    wrong: list[str] = []
    with emulators.running("moto") as url:
        for deployment in DEPLOYMENTS:
            stack = Stack(url, deployment)
            if named_buses(stack) and not refused(url, deployment):
                wrong.append(f"moto takes {'.'.join(REFUSED)} as the template has it now")
            upload(stack)
            status = stack.create("farvault")
            if status != "CREATE_COMPLETE":
                wrong.append(f"{deployment.template} in {deployment.account}, {deployment.region}: {status}")
            results.append(compare(stack, lacking))
    held = set().union(*(result.held for result in results))
    wrong += [line for result in results for line in result.wrong]
    wrong += [f"{it} is written down as lacking, and is there" for it in sorted((TYPES_LACKING | PROPERTIES_LACKING) & held)]
    wrong += [f"{it} is written down as lacking, and no template has it" for it in sorted((TYPES_LACKING | PROPERTIES_LACKING) - held - lacking)]
    if wrong:
        print("\n".join(wrong))
        print(f"{len(wrong)} differences")
        return 1
    print(
        f"{len(results)} stacks: {sum(it.resources for it in results)} resources, {sum(it.properties for it in results)} properties as the templates say; "
        f"moto lacks {len(TYPES_LACKING)} types, {len(PROPERTIES_LACKING)} properties, and a rule's !Ref of its bus"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
