"""`/sdk.js` in place of Meta's script, and the window in which a client would choose account and number."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"


async def script(request: Request) -> Response:
    return FileResponse(
        STATIC / "sdk.js", media_type="text/javascript", headers={"cache-control": "no-store"}
    )


async def window(request: Request) -> Response:
    return FileResponse(STATIC / "window.html", media_type="text/html")


PAGE_ROUTES = [Route("/sdk.js", script), Route("/embedded-signup", window)]
