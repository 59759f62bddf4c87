"""Answers that a browser keeps as a file."""

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse


def csv_file(name: str, text: AsyncIterator[str]) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(text, media_type="text/csv; charset=utf-8", headers=headers)
