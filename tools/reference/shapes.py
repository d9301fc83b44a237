"""Holds what goes over the wire against botocore's shapes: members, types, lengths, ranges, patterns, enumerations.

botocore's own validator asks for members, types and shortest lengths alone.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import regex

NUMBERS = {"integer": int, "long": int, "float": (int, float), "double": (int, float)}


@lru_cache(maxsize=None)
def pattern(text: str) -> regex.Pattern:
    """A pattern of a model. AWS's documents show them without anchors, and mean the whole text."""
    return regex.compile(text)


def named(shape: Any) -> dict[str, tuple[str, Any]]:
    """The members of a structure by their name on the wire, with the model's own name."""
    return {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}


def faults(value: Any, shape: Any, where: str) -> Iterator[str]:
    """What is wrong with a value, as it was read from JSON, a query or XML."""
    if value is None or shape.metadata.get("document") or shape.serialization.get("jsonvalue"):
        return
    yield from CHECKS.get(shape.type_name, number)(value, shape, where)


def structure(value: Any, shape: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {value!r:.60} is no structure"
        return
    known = named(shape)
    there = {known[name][0] for name, it in value.items() if name in known and it is not None}
    for name in shape.required_members:
        if name not in there:
            yield f"{where}: {name} is required"
    if shape.metadata.get("union") and len(there) != 1:
        yield f"{where}: one of {', '.join(shape.members)} is asked for, {len(there)} are there"
    for name, inner in value.items():
        if name in known:
            yield from faults(inner, known[name][1], f"{where}.{name}")
        elif name != "__type":
            yield f"{where}: the model has no member {name}"


def sequence(value: Any, shape: Any, where: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{where}: {value!r:.60} is no list"
        return
    yield from bounds(len(value), shape, where, "elements")
    for inner in value:
        yield from faults(inner, shape.member, f"{where}[]")


def mapping(value: Any, shape: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {value!r:.60} is no map"
        return
    yield from bounds(len(value), shape, where, "entries")
    for name, inner in value.items():
        yield from faults(name, shape.key, f"{where}{{}}")
        yield from faults(inner, shape.value, f"{where}{{{name}}}")


def text(value: Any, shape: Any, where: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{where}: {value!r:.60} is no text"
        return
    yield from bounds(len(value), shape, where, "characters")
    wanted = shape.metadata.get("pattern")
    if wanted and not pattern(wanted).fullmatch(value):
        yield f"{where}: {value!r:.90} does not match {wanted}"
    if shape.metadata.get("enum") and value not in shape.metadata["enum"]:
        yield f"{where}: {value!r:.60} is not among {', '.join(shape.metadata['enum'])}"


def number(value: Any, shape: Any, where: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, NUMBERS[shape.type_name]):
        yield f"{where}: {value!r:.60} is no {shape.type_name}"
        return
    yield from bounds(value, shape, where, "as a number")


def boolean(value: Any, _: Any, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{where}: {value!r:.60} is no boolean"


def timestamp(value: Any, _: Any, where: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        yield f"{where}: {value!r:.60} is no time"
        return
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            yield f"{where}: {value!r:.60} is no time"


def blob(value: Any, shape: Any, where: str) -> Iterator[str]:
    try:
        yield from bounds(len(base64.b64decode(value, validate=True)), shape, where, "bytes")
    except (binascii.Error, TypeError, ValueError):
        yield f"{where}: {value!r:.60} is not in base64"


CHECKS = {
    "structure": structure,
    "list": sequence,
    "map": mapping,
    "string": text,
    "character": text,
    "boolean": boolean,
    "timestamp": timestamp,
    "blob": blob,
}


def bounds(size: float, shape: Any, where: str, unit: str) -> Iterator[str]:
    """The least and the most that a shape takes."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield f"{where}: {size} {unit}, at least {least}"
    if most is not None and size > most:
        yield f"{where}: {size} {unit}, at most {most}"
