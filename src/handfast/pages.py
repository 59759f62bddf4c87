"""The web app's files, built by `make web`, and its pages: for people, for devices, for screens, and with the documentation of the API."""

import re
from html import escape
from pathlib import Path

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from handfast.edge.headers import csp
from handfast.edge.problems import PROBLEMS
from handfast.kernel.ports import Random
from handfast.kernel.secrets import base64url

STATIC = Path(__file__).parent / "static"
OPENAPI = Path(__file__).parent / "openapi.json"
# The build's placeholder for a nonce, which lets the dashboard's component library add its own style sheets.
_NONCE = "__CSP_NONCE__"
# The files beside the pages: icons and the manifest. Other names are not even looked for.
_FILE = re.compile(r"[A-Za-z0-9_-]{1,50}\.(?:ico|js|png|svg|txt|webmanifest)")
_NOT_BUILT = "The web app has not been built. Run 'make web', then reload this page.\n"


class _Hashed(StaticFiles):
    """Files whose names change with their content: a browser need never ask again."""

    def file_response(self, *arguments: object, **options: object) -> Response:
        response = super().file_response(*arguments, **options)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class _Screen(PathConvertor):
    """A path that the web app may know. Paths of the API are excluded: a wrong address or method there must not show a page."""

    regex = r"(?!(?:.*/)?(?i:api)(?:/|$)|t/|socket\.io).*"


register_url_convertor("screen", _Screen())


class Pages:
    def __init__(self, random: Random, folder: Path = STATIC) -> None:
        self._folder = folder
        self._random = random
        assets = GZipMiddleware(_Hashed(directory=folder / "assets", check_dir=False), minimum_size=1000)
        self.routes: list[BaseRoute] = [
            Mount("/assets", assets),
            Route("/p", self._device),
            Route("/pair", self._device),
            Route("/screen", self._screen),
            Route("/docs", self._docs),
            Route("/docs/problems", self._problems),
            Route("/openapi.json", self._openapi),
            Route("/{path:screen}", self._anything),
        ]

    async def _device(self, _: Request) -> Response:
        return self._page("device.html")

    async def _screen(self, _: Request) -> Response:
        return self._page("screen.html")

    async def _docs(self, _: Request) -> Response:
        return self._page("docs.html")

    async def _openapi(self, _: Request) -> Response:
        return FileResponse(OPENAPI, media_type="application/json", headers={"Cache-Control": "no-cache"})

    async def _anything(self, request: Request) -> Response:
        name = request.path_params["path"]
        if _FILE.fullmatch(name) and (file := self._folder / name).is_file():
            return FileResponse(file, headers={"Cache-Control": "no-cache"})
        return self._page("index.html")

    def _page(self, name: str) -> Response:
        try:
            html = (self._folder / name).read_text()
        except FileNotFoundError:
            return PlainTextResponse(_NOT_BUILT, 503, {"Retry-After": "5"})
        # A cached document would show what it showed to whoever was signed in before.
        headers = {"Cache-Control": "no-store"}
        if _NONCE in html:
            nonce = base64url(self._random.bytes(16))
            html = html.replace(_NONCE, nonce)
            headers["Content-Security-Policy"] = csp(style_src=f"'self' 'nonce-{nonce}'")
        return HTMLResponse(html, headers=headers)

    async def _problems(self, _: Request) -> Response:
        rows = "".join(
            f'<section id="{reason}"><h2>{reason}</h2><p>{problem.status} {escape(problem.title)}. {escape(problem.detail)}</p></section>'
            for reason, problem in PROBLEMS.items()
        )
        return HTMLResponse(f'<!doctype html><html lang="en"><title>Handfast problems</title><h1>Problems</h1>{rows}</html>')
