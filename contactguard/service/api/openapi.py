"""The declared operations in, an OpenAPI 3.1 document out."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from contactguard.accounts.roles import Right
from contactguard.service.api.operations import JSON, Operation
from contactguard.service.api.schemas import Error
from contactguard.service.auth.visitor import SESSION

_REFS = "#/components/schemas/{model}"
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "Made on the page of one's own account."},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION, "description": "A browser that is signed in."},
}
_EVERYWHERE = (401, 403, 429)
_DESCRIPTIONS = {
    200: "Done.",
    201: "Stored.",
    202: "Kept, to be tried again.",
    400: "The request is not as described.",
    401: "Nobody known asks: sign in, or send a token.",
    403: "The role or the token does not reach this.",
    404: "There is no such thing.",
    409: "Somebody else was first.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too often; Retry-After says when again.",
    503: "The database cannot be used now.",
}


def document(operations: Iterable[tuple[Operation, Right | str | None]]) -> dict[str, Any]:
    """Of the operations, each with the right that it asks for."""
    listed = list(operations)
    schemas, components = _schemas([one for one, _ in listed])
    paths: dict[str, Any] = {}
    for one, right in listed:
        told = {"description": f"Asks for the right to {right}."} if isinstance(right, Right) else {}
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas) | told
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ContactGuard",
            "version": version("contactguard"),
            "description": "Checks customer contacts for neutrality, takes them in, and gives findings and figures.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY},
        "security": [{name: []} for name in _SECURITY],
    }


Schemas = dict[tuple[int, JsonSchemaMode], Any]


def _schemas(operations: list[Operation]) -> tuple[Schemas, dict[str, Any]]:
    """The schema of each model by its identity, and the parts they refer to."""
    keys = [(kind, mode) for one in operations for kind, mode in _kinds(one)]
    inputs = [((id(kind), mode), mode, TypeAdapter[Any](kind)) for kind, mode in dict.fromkeys(keys)]
    by_key, whole = TypeAdapter.json_schemas(inputs, ref_template=_REFS)
    return {key: schema for (key, _), schema in by_key.items()}, whole.get("$defs", {})


def _kinds(operation: Operation) -> Iterator[tuple[Any, JsonSchemaMode]]:
    yield Error, "serialization"
    if operation.body is not None:
        yield operation.body, "validation"
    for kind in operation.returns.values():
        yield kind, "serialization"


def _operation(one: Operation, schemas: Schemas) -> dict[str, Any]:
    errors = sorted({*one.errors, *_EVERYWHERE})
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*_path_parameters(one.path), *_query_parameters(one)],
        "responses": {
            **{str(code): _response(code, schemas[id(kind), "serialization"]) for code, kind in one.returns.items()},
            **{str(code): _response(code, schemas[id(Error), "serialization"]) for code in errors},
        },
    }
    if one.body is not None:
        content = {JSON: {"schema": schemas[id(one.body), "validation"]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _response(code: int, schema: Any) -> dict[str, Any]:
    return {"description": _DESCRIPTIONS[code], "content": {JSON: {"schema": schema}}}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    schema = one.query.model_json_schema(ref_template=_REFS)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": _resolved(part, schema)}
        for name, part in schema["properties"].items()
    ]


def _resolved(part: Any, schema: dict[str, Any]) -> Any:
    """A parameter's schema without references, since its parts are not among the components; null cannot be sent."""
    match part:
        case {"$ref": str(reference)}:
            return schema["$defs"][reference.rpartition("/")[2]]
        case {"anyOf": [first, {"type": "null"}]}:
            kept = {name: value for name, value in part.items() if name not in ("anyOf", "default")}
            return {**_resolved(first, schema), **kept}
        case _:
            return part
