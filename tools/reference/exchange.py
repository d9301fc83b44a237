"""Reads recorded exchanges as AWS's protocols write them, by botocore's models: REST-JSON, JSON and Query with XML."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree

import botocore.session
from shapes import NUMBERS, named

SERVICES = {"tagging": "resourcegroupstaggingapi"}  # botocore's name where it is not the one that signs


@lru_cache(maxsize=None)
def service(name: str) -> Any:
    """The model of a service."""
    return botocore.session.get_session().get_service_model(SERVICES.get(name, name))


class Exchange:
    """A request with its answer, by the model of the operation."""

    def __init__(self, line: str) -> None:
        it = json.loads(line)
        self.name = f"{it['Service']}:{it['Operation']}"
        self.model = service(it["Service"]).operation_model(it["Operation"])
        # EC2 asks by the query protocol, and answers without a wrapper.
        self.protocol = {"ec2": "query"}.get(protocol := service(it["Service"]).metadata["protocol"], protocol)
        self.method, self.target, self.status = it["Method"], it["Target"], it["Status"]
        self.asker = it["AccessKeyID"]
        self.headers = {name.lower(): values[0] for name, values in it["Request"].items()}
        self.body = base64.b64decode(it["RequestBody"] or "")
        self.answer_headers = {name.lower(): values[0] for name, values in (it["Response"] or {}).items()}
        self.answer_body = base64.b64decode(it["ResponseBody"] or "")

    @property
    def by_product(self) -> bool:
        """May farvault have asked it? Who arranges a test calls as the administrator, whose key is the account's number,
        as `farvault doctor` may be called; what such a one was refused is a test of the simulator's."""
        return not (self.refused and re.fullmatch(r"\d{12}", self.asker))

    @property
    def refused(self) -> bool:
        return self.status >= 300

    def request(self) -> tuple[Any, list[str]]:
        """What was asked, and what is wrong with how it was written."""
        if self.protocol == "query":
            return self.form()
        if self.protocol == "json":
            # CloudTrail's prefix is a whole Java name in the model, and its last part in AWS's own SDKs.
            target = f"{self.model.service_model.metadata['targetPrefix'].split('.')[-1]}.{self.model.name}"
            wrong = [] if self.headers.get("x-amz-target") == target else [f"{self.name}: target is not {target}"]
            return decoded(self.body), wrong
        return self.rest()

    def form(self) -> tuple[Any, list[str]]:
        tree: dict[str, Any] = {}
        for name, value in parse_qsl(self.body.decode(), keep_blank_values=True):
            node = tree
            *path, last = name.split(".")
            for part in path:
                node = node.setdefault(part, {})
            node[last] = value
        action, version = tree.pop("Action", ""), tree.pop("Version", "")
        if service(self.name.split(":")[0]).metadata["protocol"] == "ec2":  # which asks by the members' own names, capitalized
            tree = {name[0].lower() + name[1:]: node for name, node in tree.items()}
        wanted = self.model.name, self.model.service_model.api_version
        wrong = [] if (action, version) == wanted else [f"{self.name}: asks for {action} of {version}"]
        shape = self.model.input_shape
        return (unflattened(tree, shape) if shape else tree), wrong

    def rest(self) -> tuple[Any, list[str]]:
        shape, url = self.model.input_shape, urlsplit(self.target)
        path, _, fixed = self.model.http["requestUri"].partition("?")
        template = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path.rstrip("/")))
        template = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", template)
        found = re.fullmatch(template + "/?", url.path)
        if found is None or self.method != self.model.http["method"]:
            return {}, [f"{self.name}: {self.method} {url.path} is not {self.model.http['method']} {path}"]
        asked = [pair for pair in parse_qsl(url.query, keep_blank_values=True) if pair[0] != fixed]
        got = decoded(self.body) if self.body else {}
        if shape is None:
            return got, []
        known = {(member.serialization.get("location"), name): member for name, (_, member) in named(shape).items()}
        for name, value in found.groupdict().items():
            got[name] = scalar(unquote(value), known["uri", name]) if ("uri", name) in known else value
        for name, value in asked:
            member = known.get(("querystring", name))
            if member is not None and member.type_name == "list":
                got.setdefault(name, []).append(scalar(value, member.member))
            else:
                got[name] = scalar(value, member) if member is not None else value
        for (location, name), member in known.items():
            if location == "header" and name.lower() in self.headers:
                got[name] = scalar(self.headers[name.lower()], member)
        return got, []

    def answer(self) -> tuple[Any, list[str]]:
        """What was answered, and what is wrong with how it was written."""
        shape = self.model.output_shape
        if self.protocol != "query":
            wanted = self.model.http.get("responseCode", 200)
            wrong = [] if self.status == wanted else [f"{self.name}: status {self.status}, not {wanted}"]
            return (decoded(self.answer_body) if self.answer_body else {}), wrong
        root = stripped(ElementTree.fromstring(self.answer_body))
        if shape is None:
            return {}, []
        wrapper = shape.serialization.get("resultWrapper")
        node = root.find(wrapper) if wrapper else root
        return ({} if node is None else from_xml(node, shape)), ([] if node is not None else [f"{self.name}: no {wrapper}"])

    def error(self) -> str:
        """The code of a refusal."""
        if self.protocol == "query":
            found = stripped(ElementTree.fromstring(self.answer_body)).find(".//Code")
            return found.text or "" if found is not None else ""
        code = self.answer_headers.get("x-amzn-errortype") or decoded(self.answer_body).get("__type", "")
        return code.split(":")[0].split("#")[-1]


def decoded(body: bytes) -> Any:
    return json.loads(body) if body else {}


def scalar(value: str, shape: Any) -> Any:
    """A text of a query, a path or XML as the shape has it; as it came where it is none."""
    try:
        if shape.type_name in NUMBERS:
            return int(value) if NUMBERS[shape.type_name] is int else float(value)
    except ValueError:
        return value
    if shape.type_name == "boolean":
        return {"true": True, "false": False}.get(value, value)
    return value


def numbered(node: Any) -> Iterator[Any]:
    """What a form numbers 1, 2, 3."""
    for _, inner in sorted(node.items(), key=lambda pair: int(pair[0])):
        yield inner


def unflattened(node: Any, shape: Any) -> Any:
    """A structure of a form's dotted names."""
    if shape.type_name == "structure" and isinstance(node, dict):
        known = named(shape)
        return {name: unflattened(it, known[name][1]) if name in known else it for name, it in node.items()}
    if shape.type_name == "list":
        inner = node if shape.serialization.get("flattened") or not isinstance(node, dict) else node.get("member", node)
        return [unflattened(it, shape.member) for it in numbered(inner)] if isinstance(inner, dict) else []
    if shape.type_name == "map":
        key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        return {it[key]: unflattened(it[value], shape.value) for it in numbered(node.get("entry", node))}
    return scalar(node, shape)


def stripped(root: ElementTree.Element) -> ElementTree.Element:
    """XML without namespaces."""
    for node in root.iter():
        node.tag = node.tag.split("}")[-1]
    return root


def from_xml(node: ElementTree.Element, shape: Any) -> Any:
    """A value of XML."""
    if shape.type_name == "structure":
        known = named(shape)
        return {it.tag: from_xml(it, known[it.tag][1]) if it.tag in known else it.text for it in node}
    if shape.type_name == "list":
        return [from_xml(it, shape.member) for it in node]
    if shape.type_name == "map":
        key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        return {it.findtext(key) or "": from_xml(it.find(value), shape.value) for it in node}  # type: ignore[arg-type]
    return scalar(node.text or "", shape)
