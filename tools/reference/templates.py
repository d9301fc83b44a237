"""CloudFormation templates, read for the policies in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

TEMPLATES = ["template.yaml", "infra/management.yaml", "infra/member.yaml"]
ANY = "*"  # stands for what only a deployment knows


class Reader(yaml.SafeLoader):
    """Reads YAML with CloudFormation's tags."""


def short(loader: Reader, tag: str, node: yaml.Node) -> Any:
    """A tag as the function that it is short for: !Ref x is {"Ref": x}."""
    if isinstance(node, yaml.ScalarNode):
        value: Any = node.value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


Reader.add_multi_constructor("!", short)


def read(file: str) -> dict[str, Any]:
    """A template, its tags spelled out."""
    return yaml.load(Path(file).read_text(), Reader)  # noqa: S506 (a SafeLoader)
