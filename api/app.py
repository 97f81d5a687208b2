"""The service: builds the app. The one place where `Problems` become `application/problem+json`.

`python -m api.app > docs/openapi.json` writes the interface's description.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Set
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import calculations, policies
from api.wire import (
    MOST_ERRORS,
    ErrorItem,
    Health,
    ProblemReport,
    Readiness,
    Refused,
    StatementQuery,
    error_item,
    problem_responses,
    report,
    schemas,
)
from payout.messages import phrase
from payout.problem import Position, Problem, Problems

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
}

DESCRIPTION = """\
What an insurance policy pays for a claim, and why not more, from rules that insurers write.

Amounts are whole minor units (yen, euro cents). Bodies are strict JSON in UTF-8: no duplicate names, no null, no
fractions, at most 2,000,000 bytes. What is refused is answered with a problem (RFC 9457): its `type` is `/problems/`
and its `code`, an identifier and no address to fetch; `code` is stable, titles and messages may change. A problem
repeats nothing of what was sent: pointers are cut before the first name that no policy declares."""

_NOT_JSON = frozenset(("not-utf8", "json-syntax", "empty", "too-deep", "twice", "forbidden-character"))
_STATUS_CODES = {400: "bad-request", 404: "not-found", 405: "method-not-allowed"}


def build() -> FastAPI:
    """The app. Its interactive pages are off: they load foreign scripts."""
    app = FastAPI(
        title="payout", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None, redirect_slashes=False, openapi_tags=[]
    )
    app.include_router(calculations.router)
    app.include_router(policies.router)
    _add_probes(app)
    app.add_exception_handler(Problems, _on_problems)
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(RequestValidationError, _on_query)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_bug)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)  # a statement's own streams only store
    app.add_middleware(_Edge)
    app.openapi = lambda: _description(app)  # type: ignore[method-assign]
    return app


def _add_probes(app: FastAPI) -> None:
    @app.get("/healthz", operation_id="health", summary="Does the process live?", tags=["probes"], responses=_PROBE)
    async def health() -> Health:
        return Health()

    @app.get("/readyz", operation_id="ready", summary="Do all policies compile?", tags=["probes"], responses=_READY)
    def ready() -> Readiness:
        found, refused = policies.usable()
        if refused or not found:
            raise Refused("not-ready", tuple(refused))
        return Readiness(policies=len(found))


_PROBE = {200: {"content": {"application/json": {"example": {"status": "ok"}}}}, **problem_responses(report("internal"))}
_READY = {200: {"content": {"application/json": {"example": {"status": "ready", "policies": 1}}}}} | problem_responses(
    report("internal"), report("not-ready", policies=("jp/personal-auto",))
)


class _Edge:
    """Security headers on every answer; HEAD is answered as GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, sent)


# ---- problems ---------------------------------------------------------------------------------------------------------


def _answer(problem: ProblemReport, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(problem.model_dump(exclude_defaults=True), ensure_ascii=False, indent=2).encode()
    return Response(body, problem.status, {**HEADERS, **(headers or {})}, "application/problem+json")


async def _on_problems(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problems)
    if any(problem.at.file for problem in error.problems):  # a place in a file: the rules are wrong, not the request
        return _answer(report("policy-refused"))
    declared = _declared(error)
    items = tuple(error_item(problem, declared) for problem in error.problems[:MOST_ERRORS])
    return _answer(report(_code(error.problems), items))


def _code(problems: tuple[Problem, ...]) -> str:
    codes = {problem.code for problem in problems}
    if codes & _NOT_JSON:
        return "not-json"
    return "undetermined" if codes == {"undetermined"} else "claim-refused"


def _declared(error: Problems) -> Set[str]:
    """Every name of a fact or a mark that some policy declares; asked only where a problem has a place below the top."""
    if all(problem.at.path.count("/") < 2 and "owner" not in problem.values for problem in error.problems):
        return frozenset()
    found, _ = policies.usable()
    return {name for policy in found for name in (*policy.facts, *policy.marks)}


async def _on_refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(report(error.code, policies=error.policies))


async def _on_query(_request: Request, error: Exception) -> Response:
    """FastAPI's own answer repeats what was sent; here only names that we declared are said."""
    assert isinstance(error, RequestValidationError)
    return _answer(report("query-refused", tuple(_query_item(found) for found in error.errors())))


def _query_item(found: dict[str, Any]) -> ErrorItem:
    name = str(found["loc"][-1])
    if name in StatementQuery.model_fields and found["type"] == "literal_error":
        words = phrase("one-of", names=found["ctx"]["expected"].replace(" or ", ", "))
        return error_item(Problem(Position(), "query-value", {"name": name}, words))
    return error_item(Problem(Position(), "query-name", {}, phrase("known", names=", ".join(StatementQuery.model_fields))))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    allow = (error.headers or {}).get("Allow", "")
    headers = {"Allow": ", ".join((allow, "HEAD") if allow == "GET" else (allow,)) + ", OPTIONS"} if allow else {}
    if error.status_code == 405 and request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    return _answer(report(_STATUS_CODES.get(error.status_code, "internal")), headers)


async def _on_bug(_request: Request, _error: Exception) -> Response:
    return _answer(report("internal"))


# ---- /openapi.json ----------------------------------------------------------------------------------------------------


_UNUSED = ("HTTPValidationError", "ValidationError")
"""FastAPI's own answer to a wrong query, which we do not give; it declares it wherever a parameter is."""


def _description(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        known = {**found["components"]["schemas"], **schemas()}
        found["components"]["schemas"] = {name: known[name] for name in sorted(known) if name not in _UNUSED}
        for operation in (operation for path in found["paths"].values() for operation in path.values()):
            if "application/json" in operation["responses"].get("422", {"content": {}})["content"]:
                del operation["responses"]["422"]
        app.openapi_schema = found
    return app.openapi_schema


def description() -> str:
    """The interface as OpenAPI, the text of docs/openapi.json."""
    return json.dumps(build().openapi(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(description().encode())
