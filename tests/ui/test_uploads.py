"""A picture is never in a file, not even while it arrives."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser
from streamlit.testing.v1 import AppTest

from core.clip_job import MAX_BYTES
from ui.uploads import LARGEST, keep_uploads_in_memory

BODY = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="me.jpg"\r\n\r\n'
    + bytes(3_000_000)
    + b"\r\n--x--\r\n"
)


@pytest.fixture(autouse=True)
def as_starlette_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024 * 1024)


def goes_through_a_file() -> bool:
    """Whether an upload of 3 MB does."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(BODY), 65_536):
            yield BODY[start : start + 65_536]

    async def receive() -> bool:
        headers = Headers({"content-type": "multipart/form-data; boundary=x"})
        upload = (await MultiPartParser(headers, pieces()).parse())["file"]
        assert isinstance(upload, UploadFile)
        assert upload.size == 3_000_000
        rolled = upload.file._rolled  # type: ignore[attr-defined]  # what the standard library calls it
        await upload.close()
        return bool(rolled)

    return asyncio.run(receive())


def test_an_upload_stays_in_memory():
    assert goes_through_a_file(), "or else there is nothing to do"
    keep_uploads_in_memory()
    assert not goes_through_a_file()


def test_the_app_sees_to_it_before_anything_is_uploaded():
    AppTest.from_file(Path(__file__).parents[2] / "app.py", default_timeout=30).run()
    assert not goes_through_a_file()


def test_that_is_enough_for_the_largest_file_that_a_page_takes():
    assert LARGEST > MAX_BYTES
