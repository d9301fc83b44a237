"""Makes a case small: what is left is what a difference hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

REQUEST = ["id", "principal", "principalAccount", "action", "resource", "resourceAccount"]
DERIVED = ["aws:PrincipalIsAWSService", "aws:ResourceAccount", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalType"]
# The order of what is left, so that a sign can rely on it.
POLICIES = ["identityPolicies", "permissionsBoundary", "sessionPolicy", "resourcePolicy", "serviceControlPolicies", "resourceControlPolicies"]


def smaller(value: object) -> Iterator[object]:
    """Every value that is this one with one thing taken out, large things first."""
    if isinstance(value, list):
        yield from (value[:i] + value[i + 1 :] for i in range(len(value)))
        yield from (value[:i] + [less] + value[i + 1 :] for i, inner in enumerate(value) for less in smaller(inner))
    elif isinstance(value, dict):
        yield from ({k: v for k, v in value.items() if k != key} for key in value)
        yield from ({**value, key: less} for key, inner in value.items() for less in smaller(inner))


def documents(case: dict) -> Iterator[dict]:
    """All policy documents of a case."""
    for name in POLICIES:
        found = case.get(name)
        for level in found if isinstance(found, list) else [found]:
            yield from level if isinstance(level, list) else [level] if level is not None else []


def grammatical(statement: dict, trust: bool) -> bool:
    """Whether a statement still has all that IAM's grammar asks for."""

    def has(element: str) -> bool:
        return bool(statement.get(element) or statement.get("Not" + element))

    if "Effect" not in statement or not has("Action") or not (trust or has("Resource")):
        return False
    if statement.get("Principal", "none") in ({}, []):
        return False
    return "Condition" not in statement or all(keys and all(keys.values()) for keys in statement["Condition"].values())


def possible(case: dict, original: dict) -> bool:
    """Whether a smaller case could still happen on AWS."""
    context = case.get("context", {})
    if not all(context.values()) or any(key in original["context"] and key not in context for key in DERIVED):
        return False
    if case["principal"].endswith(":root") and not case.get("identityPolicies"):
        return False  # everything is the root user's policy, which no one can take away
    trust = case["action"] == "sts:AssumeRole"
    return all("Version" in d and d.get("Statement") and all(grammatical(s, trust) for s in d["Statement"]) for d in documents(case))


def reduced(case: dict, same: Callable[[dict], bool]) -> dict:
    """The case with all taken out without which it is still the same."""
    request, least = {name: case[name] for name in REQUEST}, case
    while True:
        rest = {name: least[name] for name in ["context", *POLICIES] if name in least}
        candidates = ({**request, **less} for less in smaller(rest))
        found = next((c for c in candidates if possible(c, case) and same(c)), None)
        if found is None:
            return {**request, **rest}
        least = found
