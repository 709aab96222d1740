"""Declares what the API offers: each operation with its models, so that the routes and OpenAPI come from one place."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from contactguard.errors import FormError, InputError

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]
M = TypeVar("M", bound=BaseModel)

JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """`returns` maps each good status to its model; `errors` are the statuses that answer with an error."""

    method: str
    path: str
    name: str
    summary: str
    returns: dict[int, Any]
    query: type[BaseModel] | None = None
    body: Any = None
    errors: tuple[int, ...] = ()


class Api:
    """The operations of one module; `app.py` adds them to the router, `openapi.py` describes them."""

    def __init__(self) -> None:
        self.operations: list[tuple[Operation, Handle]] = []

    def get(
        self,
        path: str,
        *,
        summary: str,
        returns: Any,
        query: type[BaseModel] | None = None,
        errors: tuple[int, ...] = (400,),
    ) -> Callable[[Handle], Handle]:
        def add(handle: Handle) -> Handle:
            name = _name(handle)
            self.operations.append((Operation("GET", path, name, summary, {200: returns}, query, None, errors), handle))
            return handle

        return add

    def post(
        self, path: str, *, summary: str, body: Any, returns: dict[int, Any], errors: tuple[int, ...] = (400, 413, 415)
    ) -> Callable[[Handle], Handle]:
        def add(handle: Handle) -> Handle:
            name = _name(handle)
            self.operations.append((Operation("POST", path, name, summary, returns, None, body, errors), handle))
            return handle

        return add

    def routes(self) -> list[web.RouteDef]:
        return [web.route(one.method, one.path, handle, name=one.name) for one, handle in self.operations]


async def read_body(request: web.Request, kind: Any) -> Any:
    """The body as the model says. Raises InputError with every fault, never with the text that was sent."""
    if request.content_type != JSON:
        raise web.HTTPUnsupportedMediaType(text="send the body as application/json")
    try:
        return _adapter(kind).validate_json(await request.read())
    except ValidationError as error:
        raise _refused("body", error) from None


def read_query(request: web.Request, model: type[M]) -> M:
    """The query as the model says. Raises InputError with every fault."""
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise _refused("query", error) from None


def answer(model: BaseModel, status: int = 200) -> web.Response:
    return web.Response(text=model.model_dump_json(), status=status, content_type=JSON)


def _refused(part: str, error: ValidationError) -> InputError:
    told = FormError.of(error, whole=part)
    return InputError(
        "the {part} is not as the API describes it: {told}", faults=told.details["faults"], part=part, told=told
    )


def _name(handle: Handle) -> str:
    return str(getattr(handle, "__name__", handle))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
