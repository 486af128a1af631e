"""The page that shows what happened."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"


async def page(request: Request) -> Response:
    return FileResponse(STATIC / "inspection.html", headers={"cache-control": "no-cache"})


# Under the control API's address.
ROUTES = [
    Route("/", page),
    Mount("/static", StaticFiles(directory=STATIC)),
]
