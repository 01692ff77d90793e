"""The OpenAPI document as rows of the reference page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a call may say."""

    name: str
    place: str  # path, query, header, body
    required: bool
    form: str
    description: str


@dataclass(frozen=True, slots=True)
class Described:
    """An operation as the page shows it."""

    method: str
    path: str
    anchor: str
    summary: str
    description: str
    parameters: list[Parameter]
    answer: list[Parameter]


def operations(document: dict[str, Any]) -> list[Described]:
    """Return every operation of an OpenAPI document, in its order."""
    schemas = document["components"]["schemas"]
    return [
        _operation(path, method, told, schemas)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def _operation(path: str, method: str, told: dict[str, Any], schemas: dict[str, Any]) -> Described:
    given = [
        Parameter(
            one["name"],
            one["in"],
            one["required"],
            _form(one["schema"]),
            one.get("description", ""),
        )
        for one in told["parameters"]
    ]
    for content in told.get("requestBody", {}).get("content", {}).values():
        given += _members(content["schema"], schemas, "body")
    answer = told["responses"].get("200", {}).get("content", {}).get("application/json", {})
    return Described(
        method=method.upper(),
        path=path,
        anchor=told["operationId"],
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        parameters=given,
        answer=_members(answer.get("schema", {}), schemas, ""),
    )


def _members(schema: dict[str, Any], schemas: dict[str, Any], place: str) -> list[Parameter]:
    """Return the members of an object, those of another schema looked up."""
    schema = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    required = schema.get("required", [])
    return [
        Parameter(name, place, name in required, _form(one), one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    ]


def _form(schema: dict[str, Any]) -> str:
    """Return the form of a value in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    for key in ("anyOf", "allOf", "oneOf"):
        if key in schema:
            return " | ".join(_form(one) for one in schema[key])
    if schema.get("type") == "array":
        return f"[{_form(schema.get('items', {}))}]"
    return str(schema.get("type", schema.get("const", "")))
