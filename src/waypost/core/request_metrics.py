"""Counts requests and times them, by route and not by address, so that ids do not become labels."""

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from waypost.kit import telemetry

REQUESTS = telemetry.counter("waypost_api_requests_total", "Requests answered", ("method", "route", "status"))
SECONDS = telemetry.histogram("waypost_api_request_seconds", "Time until the answer", ("method", "route"))


def count_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django middleware. What matches no route counts as one, whatever it is called."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "none"
        SECONDS.labels(request.method, route).observe(time.perf_counter() - began)
        REQUESTS.labels(request.method, route, str(response.status_code)).inc()
        return response

    return middleware
