"""What a release packs for CloudFormation alone: the zips are the same from two builds; the packaged template is what
`sam deploy` would make of template.yaml, but for where the code is; the simulator plays the whole story from it, and with
settings that were put into the zips as DEPLOY.txt says.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import packaged
import release

Json = Any

VERSION = "1.2.3"
HERE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def by_sam(text: str) -> Json:
    """What `sam deploy` has CloudFormation make of the template: the code's place comes from sam, and the transform adds."""
    document = yaml_parse(text)
    document["Globals"]["Function"]["CodeUri"] = "s3://sam-made-this-bucket/farvault/0123456789abcdef"
    session = boto3.session.Session(region_name="eu-west-1")
    given = {"OrganizationId": "o-a1b2c3d4e5", "ManagementAccountId": "999988887777", "Mode": "Observe"}
    return Translator({}, Parser(), boto_session=session).translate(document, given)


def without_code(document: Json) -> Json:
    """The resources, but for where the code is and how sam has built it."""
    plain = {name: dict(it) for name, it in document["Resources"].items()}
    for it in plain.values():
        if it["Type"] == "AWS::Lambda::Function":
            it.pop("Metadata", None)
            it["Properties"] = {key: value for key, value in it["Properties"].items() if key != "Code"}
    return plain


def template(made: Json, text: str) -> list[str]:
    """What is wrong with the packaged template."""
    wanted, got = without_code(by_sam(text)), without_code(made)
    wrong = [f"{name} is not as sam deploys it" for name in sorted({*wanted, *got}) if wanted.get(name) != got.get(name)]
    written = yaml_parse(text)
    for name, it in written["Resources"].items():  # the translator has its hands off these
        if it["Type"] != packaged.FUNCTION and made["Resources"].get(name) != it:
            wrong.append(f"{name} is not as template.yaml has it")
    for section in ("Conditions", "Outputs"):
        if made.get(section) != written.get(section):
            wrong.append(f"the section {section} is not as template.yaml has it")
    more = set(made["Parameters"]) - set(written["Parameters"])
    if more != set(packaged.PARAMETERS) or any(made["Parameters"][name] != it for name, it in written["Parameters"].items()):
        wrong.append(f"the parameters are not those of template.yaml and the code's: {sorted(more)} more")
    for name in release.FUNCTIONS:
        code = made["Resources"][f"{name.capitalize()}Function"]["Properties"]["Code"]
        if code != {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Fn::Sub": f"${{CodePrefix}}{packaged.archive(name, VERSION)}"}}:
            wrong.append(f"{name} has its code in {code}")
    return wrong


def main() -> int:
    """Makes what is packed, and holds it."""
    text, wrong = Path("template.yaml").read_text(), []
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch) / name for name in ("one", "two", "here")]
        for folder in folders:
            folder.mkdir()
            release.functions(folder, VERSION, HERE if folder.name == "here" else "arm64")
        one, two = (release.checksums(folder) for folder in folders[:2])
        wrong += [f"two builds of {name} differ" for name in one if one[name] != two.get(name)]
        made = packaged.package(text, VERSION)
        wrong += template(made, text)
        file = Path(scratch) / "packaged.yaml"
        file.write_text(packaged.written(made, VERSION))
        if yaml_parse(file.read_text()) != made:
            wrong.append("the template as it is written is not what was made")
        played = subprocess.run(
            ["go", "test", "-vet=off", "-count=1", "-run", "^TestThePackage", "-v", "./demo"],
            env={**os.environ, "FARVAULT_PACKAGED": str(file), "FARVAULT_ZIPS": str(folders[2])},
            capture_output=True,
            text=True,
        )
        passed = played.stdout.count("--- PASS: TestThePackage")
        if played.returncode or passed < 4 or "--- SKIP" in played.stdout:
            wrong.append(f"{played.stdout}{played.stderr}\nthe simulator does not play it: {passed} tests passed")
    print("\n".join(wrong))
    print(f"{len(one)} zips the same from two builds; {len(made['Resources'])} resources as sam deploys them; {passed} plays of them in the simulator")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
