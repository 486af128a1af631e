"""Every address that the API process answers, and how refusals look on all of them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
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
from waypost.analytics import api as analytics
from waypost.channels import api as channels
from waypost.consent import api as consent
from waypost.contacts import api as contacts
from waypost.kit import env, telemetry
from waypost.kit.errors import WaypostError
from waypost.media import api as media
from waypost.media.settings import storage_origin
from waypost.messaging import api as messaging
from waypost.pipeline import api as pipeline
from waypost.retention import api as retention
from waypost.templates import api as templates

log = structlog.get_logger()


class ObjectParser(Parser):
    """Bodies are JSON objects: an empty list must not pass for a change of nothing."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        if not isinstance(body, dict):
            raise TypeError("a JSON object is expected")
        if b"\\u0000" in request.body and _holds_nul(body):
            raise ValueError("PostgreSQL stores no NUL")
        return body


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(inner) for pair in value.items() for inner in pair)
    return isinstance(value, list) and any(_holds_nul(inner) for inner in value)


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
api.add_router("/tenant", retention.router)
api.add_router("/members", accounts.members)
api.add_router("/invitations", accounts.invitations)
api.add_router("/api-keys", accounts.api_keys)
api.add_router("/channels", channels.router)
api.add_router("/contacts", contacts.router)
api.add_router("/contacts", messaging.contact_merges)
api.add_router("/merges", messaging.merges)
api.add_router("/contacts", consent.of_contacts)
api.add_router("/consent", consent.router)
api.add_router("/templates", templates.router)
api.add_router("/conversations", messaging.conversations)
api.add_router("/messages", messaging.messages)
api.add_router("/sending", messaging.sending)
api.add_router("/media", media.router)
api.add_router("/files", media.files)
api.add_router("/journal", pipeline.router)
api.add_router("/overview", analytics.router)
api.add_router("/live", messaging.live)


@api.exception_handler(WaypostError)
def refused(request: HttpRequest, error: WaypostError) -> HttpResponse:
    return _problem(error.code, str(error), error.status, error.fields)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names each field and what is wrong with it."""
    fields = {str(one["loc"][-1]): str(one["msg"]).removeprefix("Value error, ") for one in error.errors}
    detail = "; ".join(f"{name}: {message}" for name, message in fields.items()) or "Not readable."
    return _problem("invalid", detail, 422, fields)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refusal(error.status_code)


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem("unauthenticated", "Sign in, or send an API key as a bearer token.", 401)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _refusal(413)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("request_failed", path=request.path, exc_info=error)
    return _refusal(500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _refusal(500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _problem("csrf", "The page is out of date. Reload it and try again.", 403)


def refusals_in_json(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django middleware: programs get JSON also where a library answers with a page or with nothing."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_refusal = response.status_code >= 400 and request.path.startswith(("/api/", "/_allauth/"))
        if not is_refusal or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        refusal = _refusal(response.status_code)
        if allowed := response.headers.get("Allow"):
            refusal["Allow"] = allowed
        return refusal

    return middleware


_REFUSALS = {
    400: ("invalid", "This could not be read. Send a JSON object in UTF-8, without NUL characters."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing at this address."),
    405: (
        "method_not_allowed",
        "This address does not take that method. The header Allow says which it takes.",
    ),
    413: ("too_large", "This is more than the server takes. Send less at once."),
    429: ("too_many_requests", "Too many attempts. Wait a minute, then try again."),
    500: ("internal", "Something broke on our side. It was noted; try again."),
}


def _refusal(status: int) -> HttpResponse:
    code, detail = _REFUSALS.get(status) or _REFUSALS[500 if status >= 500 else 400]
    return _problem(code, detail, status)


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


_META = env.meta()
_SDK = "{0.scheme}://{0.netloc}".format(urlsplit(_META.sdk_url)) if _META.signup_config_id else ""
_META_PAGES = "https://*.facebook.com" if _SDK else ""
_POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' {_SDK}".rstrip(),
        f"connect-src 'self' {env.core().live_url} {_META_PAGES}".rstrip(),
        f"frame-src 'self' {_META_PAGES}".rstrip(),
        f"img-src 'self' data: blob: {storage_origin(env.media().storage)}".rstrip(),
        f"media-src 'self' blob: {storage_origin(env.media().storage)}".rstrip(),
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
    if _SDK:  # Meta's window tells its opener what was chosen
        response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response


def local_pages(public_url: str, *, mail_is_kept: bool) -> list[Any]:
    """Kept mail holds links that open accounts, so only an installation for one machine shows it."""
    is_one_machine = urlsplit(public_url).hostname in {"127.0.0.1", "::1", "localhost"}
    return [path("dev/mail", mails)] if mail_is_kept and is_one_machine else []


urlpatterns = [
    path("api/v1/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    path("health/live", alive),
    path("health/ready", ready),
    path("metrics", metrics),
    *local_pages(env.core().public_url, mail_is_kept=settings.MAIL_IS_KEPT),
    re_path(r"^(?!api/|_allauth/|static/|assets/|health/|dev/).*$", application),
]
handler400 = "waypost.urls.bad_request"
handler403 = "waypost.urls.forbidden"
handler404 = "waypost.urls.not_found"
handler500 = "waypost.urls.server_error"
