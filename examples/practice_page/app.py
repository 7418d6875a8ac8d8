"""A page for practice notes: what is typed lights up at once, and nothing is stored.

    pip install "boundary-nlp[examples]"
    uvicorn app:app --app-dir examples/practice_page

It shows how to embed the analyser in a web service: made once at the start, shared by the threads that answer, texts in
memory only as long as a request lasts, and no text in logs or error messages.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, Field

import boundary_nlp as bn
from boundary_nlp.taxonomy import stance_label

HERE = Path(__file__).parent
MAX_LENGTH = 20_000
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Note(BaseModel):
    """What the page sends."""

    text: str = Field(max_length=MAX_LENGTH)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.analyser = bn.Analyser()
    app.state.analyser("Warmloper.")  # what is read at first use is read now
    yield


# FastAPI's own documentation pages load scripts from elsewhere; this page loads nothing that is not here.
app = FastAPI(lifespan=_lifespan, docs_url=None, redoc_url=None)


@app.middleware("http")
async def _add_headers(request: Request, call_next: Any) -> Response:
    response: Response = await call_next(request)
    response.headers.update(HEADERS)
    return response


@app.exception_handler(RequestValidationError)
async def _wrong_request(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer without quoting what was sent."""
    return JSONResponse({"fout": f"Stuur een tekst van hooguit {MAX_LENGTH} tekens."}, status_code=422)


@app.post("/analyse")
def analyse(note: Note, request: Request) -> dict[str, Any]:
    """Return what is found in a note; a plain function, so that it runs in a thread and others need not wait."""
    analyser: bn.Analyser = request.app.state.analyser
    analysis = analyser(note.text)
    return {
        "stance": stance_label(analysis.stance),
        "findings": [
            {
                "id": finding.finding_id,
                "start": finding.start,
                "end": finding.end,
                "stance": finding.stance,
                "label": finding.label,
                "reason": finding.reason,
                "question": analyser.question(finding),
                "counts": finding.counts,
            }
            for finding in analysis.findings
        ],
    }


@app.get("/")
def page() -> FileResponse:
    """Return the page."""
    return FileResponse(HERE / "page.html")


@app.get("/page.js")
def script() -> FileResponse:
    """Return its script."""
    return FileResponse(HERE / "page.js", media_type="text/javascript")


@app.get("/page.css")
def style() -> FileResponse:
    """Return its style."""
    return FileResponse(HERE / "page.css", media_type="text/css")
