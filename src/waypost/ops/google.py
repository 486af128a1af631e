"""Google Cloud's REST APIs, signed in with whatever identity the machine has (application default credentials)."""

import time
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import google.auth
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from requests import Response
from requests.exceptions import RequestException

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_SECONDS = 30
_OPERATION_SECONDS = 600
_PAUSE_SECONDS = 1.0


class _Session(Protocol):
    def request(self, method: str, url: str, **options: Any) -> Response: ...


class GoogleFailed(Exception):
    """A call did not succeed. `status` is 0 where Google was not reached at all."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status}: {said}" if status else said)
        self.status = status
        self.said = said


class GoogleCloud:
    """`endpoint` stands in front of `/<service>/` where Google is reached under another address than its own."""

    def __init__(
        self, project: str, region: str, endpoint: str = "", session: _Session | None = None
    ) -> None:
        self.project, self.region = project, region
        self._endpoint = endpoint.rstrip("/")
        self._session = session or _signed_in()

    def get(self, service: str, path: str, **asked: Any) -> dict[str, Any]:
        """`get("run", "v2/projects/p/locations/r/services/api")`. Raises GoogleFailed, with 404 where there is none."""
        return self._call("GET", service, path, asked)

    def listed(self, service: str, path: str, field: str = "", **asked: Any) -> Iterator[dict[str, Any]]:
        """Every page of a collection; `field` is the last word of `path` unless Google calls it otherwise."""
        field = field or path.rsplit("/", 1)[-1]
        token: str | None = ""
        while token is not None:
            page = self._call("GET", service, path, {**asked, **({"pageToken": token} if token else {})})
            yield from page.get(field, ())
            token = page.get("nextPageToken") or None

    def post(self, service: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("POST", service, path, {}, body)

    def patch(self, service: str, path: str, body: Mapping[str, Any], **asked: Any) -> dict[str, Any]:
        return self._call("PATCH", service, path, asked, body)

    def finished(self, service: str, operation: Mapping[str, Any], version: str = "v2") -> dict[str, Any]:
        """The result of a long-running operation, once it is done."""
        deadline = time.monotonic() + _OPERATION_SECONDS
        while not operation.get("done"):
            if time.monotonic() > deadline:
                raise GoogleFailed(0, f"{operation.get('name')} is not done after {_OPERATION_SECONDS} s")
            time.sleep(_PAUSE_SECONDS)
            operation = self.get(service, f"{version}/{operation['name']}")
        if error := operation.get("error"):
            raise GoogleFailed(int(error.get("code", 0)), str(error.get("message", "")))
        return dict(operation.get("response", {}))

    def _call(
        self,
        method: str,
        service: str,
        path: str,
        asked: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        host = f"{self._endpoint}/{service}" if self._endpoint else f"https://{service}.googleapis.com"
        try:
            answer = self._session.request(
                method, f"{host}/{path}", params=dict(asked), json=body, timeout=_SECONDS
            )
        except (RequestException, GoogleAuthError) as error:
            raise GoogleFailed(0, f"{host} cannot be reached ({type(error).__name__})") from error
        if answer.status_code >= 400:
            raise GoogleFailed(answer.status_code, _said(answer))
        shown: dict[str, Any] = answer.json() if answer.content else {}
        return shown


def _signed_in() -> _Session:
    try:
        credentials, _ = google.auth.default(scopes=[_SCOPE])
    except GoogleAuthError as error:
        raise GoogleFailed(401, f"no identity: {error}") from error
    session: _Session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]  # untyped in google-auth
    return session


def _said(answer: Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer.text[:200]
