"""Every address that the API process answers, and how refusals look on all of them."""

from typing import Any

import structlog
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from waypost.accounts import api as accounts
from waypost.accounts.authenticate import SessionOrKey
from waypost.accounts.local_mail import kept_mails
from waypost.channels import api as channels
from waypost.contacts import api as contacts
from waypost.kit import env, telemetry
from waypost.kit.errors import WaypostError
from waypost.messaging import api as messaging

log = structlog.get_logger()


class ObjectParser(Parser):
    """Bodies are JSON objects: an empty list must not pass for a change of nothing."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        if not isinstance(body, dict):
            raise TypeError("a JSON object is expected")
        return body


api = NinjaAPI(
    title="Waypost",
    version="1",
    description="Send a session cookie, or an API key as a bearer token. Refusals carry a code and a sentence.",
    auth=SessionOrKey(),
    urls_namespace="v1",
    docs_url="/docs",
    parser=ObjectParser(),
)
api.add_router("/me", accounts.me)
api.add_router("/members", accounts.members)
api.add_router("/invitations", accounts.invitations)
api.add_router("/api-keys", accounts.api_keys)
api.add_router("/channels", channels.router)
api.add_router("/contacts", contacts.router)
api.add_router("/conversations", messaging.conversations)
api.add_router("/messages", messaging.messages)
api.add_router("/live", messaging.live)


@api.exception_handler(WaypostError)
def refused(request: HttpRequest, error: WaypostError) -> HttpResponse:
    return _problem(error.code, str(error), error.status)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names each field and what is wrong with it."""
    fields = {str(one["loc"][-1]): str(one["msg"]).removeprefix("Value error, ") for one in error.errors}
    detail = "; ".join(f"{name}: {message}" for name, message in fields.items()) or "Not readable."
    return _problem("invalid", detail, 422, fields)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = {400: "invalid", 404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid")
    return _problem(code, str(error), error.status_code)


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem("unauthenticated", "Sign in, or send an API key as a bearer token.", 401)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("request_failed", path=request.path, exc_info=error)
    return _problem("internal", "Something broke on our side. It was noted; try again.", 500)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem("not_found", "There is nothing at this address.", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _problem("internal", "Something broke on our side. It was noted; try again.", 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _problem("csrf", "The page is out of date. Reload it and try again.", 403)


def _problem(code: str, detail: str, status: int, fields: dict[str, str] | None = None) -> HttpResponse:
    body: dict[str, Any] = {"code": code, "detail": detail}
    return JsonResponse(body | ({"fields": fields} if fields else {}), status=status)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    status, body = telemetry.readiness(
        {
            "database": telemetry.database_problem(env.database().url),
            "redis": telemetry.redis_problem(env.redis().url),
        }
    )
    return HttpResponse(body, status=status, content_type="application/json")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse(telemetry.exposition(), content_type=telemetry.METRICS_TYPE)


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    return render(request, "local_mail.html", {"mails": kept_mails(settings.MAIL_FOLDER)})


_POLICY = "; ".join(
    (
        "default-src 'self'",
        f"connect-src 'self' {env.core().live_url}",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",  # the component library computes styles
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)


@require_GET
@ensure_csrf_cookie
def application(request: HttpRequest) -> HttpResponseBase:
    """The web application finds its own way from the address."""
    index = settings.WEB_DIST / "index.html"
    if not index.is_file():
        return HttpResponse("The web application is not built. Run `make up`.", status=503)
    response = FileResponse(index.open("rb"), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = _POLICY
    return response


_local: list[Any] = [path("dev/mail", mails)] if settings.MAIL_IS_KEPT else []

urlpatterns = [
    path("api/v1/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    path("health/live", alive),
    path("health/ready", ready),
    path("metrics", metrics),
    *_local,
    re_path(r"^(?!api/|_allauth/|static/|assets/|health/|dev/).*$", application),
]
handler404 = "waypost.urls.not_found"
handler500 = "waypost.urls.server_error"
