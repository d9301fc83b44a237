"""Makes the packaged template of a release: template.yaml without its transform, so that CloudFormation alone deploys it.

AWS's own translator makes plain functions and event source mappings of SAM's; every other resource stays as it is. The
zips of the functions are where two parameters say, a bucket and a prefix, under names that have the version in them, for
CloudFormation sees new code by its new place. An update keeps what it is not told of both.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import Any

import boto3
import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

Json = Any

FUNCTION = "AWS::Serverless::Function"
BUILT = "Deployed with `sam deploy`"  # what the description says of the template

# Where the code is. A bucket's name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
PARAMETERS: dict[str, Json] = {
    "CodeBucket": {
        "Type": "String",
        "Description": "Enter the name of a bucket in this Region that has the functions' zips.",
        "AllowedPattern": r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        "ConstraintDescription": "must be the name of a bucket",
    },
    "CodePrefix": {
        "Type": "String",
        "Description": "Enter what the keys of the zips begin with. Changed zips of the same version need a new prefix: CloudFormation does not look into the bucket.",
        "Default": "farvault/",
        "AllowedPattern": r"^$|^[A-Za-z0-9!_.*'()/-]*/$",
        "ConstraintDescription": "must end with a slash, or be empty",
    },
}
LABELS = {"CodeBucket": "Which bucket has the functions' zips?", "CodePrefix": "Where in it are they?"}


def archive(function: str, version: str) -> str:
    """The name of a function's zip in a release."""
    return f"farvault-{function}_{version}_linux_arm64.zip"


def located(document: Json, version: str) -> list[str]:
    """Says of each function where its zip is; gives their logical ids."""
    functions = [name for name, it in document["Resources"].items() if it["Type"] == FUNCTION]
    document["Globals"]["Function"].pop("CodeUri")
    for name in functions:
        it = document["Resources"][name]
        it.pop("Metadata")  # how sam builds it
        key = "${CodePrefix}" + archive(name.removesuffix("Function").lower(), version)
        it["Properties"]["CodeUri"] = {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Fn::Sub": key}}
    return functions


def package(text: str, version: str) -> Json:
    """The packaged template of a version, by the text of template.yaml."""
    document = yaml_parse(text)
    located(document, version)
    if BUILT not in document["Description"]:
        raise ValueError(f"the description of the template does not say {BUILT!r}")
    document["Description"] = document["Description"].replace(BUILT, f"Version {version}, deployed with `aws cloudformation deploy`")
    document["Parameters"] = {**PARAMETERS, **document["Parameters"]}
    shown = document["Metadata"]["AWS::CloudFormation::Interface"]
    shown["ParameterGroups"].insert(1, {"Label": {"default": "The functions' code"}, "Parameters": list(LABELS)})
    shown["ParameterLabels"].update({name: {"default": label} for name, label in LABELS.items()})
    # Without its map of AWS's managed policies, by name, which it would ask AWS for; the template names none.
    session = boto3.session.Session(region_name="us-east-1")
    made = Translator({}, Parser(), boto_session=session).translate(document, {})
    kinds = {it["Type"] for it in made["Resources"].values()}
    if "Transform" in made or "Globals" in made or any(kind.startswith("AWS::Serverless::") for kind in kinds):
        raise ValueError("the translator has left something of SAM in the template")
    return made


class Dumper(yaml.SafeDumper):
    """Writes YAML as CloudFormation reads it: without aliases.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html"""

    def ignore_aliases(self, data: Json) -> bool:
        return True


def written(made: Json, version: str) -> str:
    """The template as text."""
    body = yaml.dump(made, Dumper=Dumper, sort_keys=False, width=120, allow_unicode=True)
    return f"# farvault {version}, the central account. Made of template.yaml, which says why each thing is as it is.\n{body}"


def main() -> None:
    """Writes the packaged template."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("template", type=Path)
    parser.add_argument("version", help="is in the keys of the zips")
    parser.add_argument("into", type=Path)
    wanted = parser.parse_args()
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    wanted.into.write_text(written(package(wanted.template.read_text(), wanted.version), wanted.version))


if __name__ == "__main__":
    main()
