"""A web server on this machine that plays the cloud, with all its bad days.

    with Cloud() as cloud:
        url = cloud.serve("/model.keras", status(500), whole(data))    # fails once, then answers

`in_drives_place` sends what is meant for Google Drive to it as well.
"""

import http.server
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
import requests
import requests.adapters

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]

DRIVE_ID = "1KindmirrorKindmirrorKindmirror12"
DRIVE_PATH = "/drive.google.com/uc"
DRIVE_CONFIRMED_PATH = "/drive.usercontent.google.com/download"


class Cloud:
    """Each path answers as it was told; what was asked is counted in `hits`."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._lock = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False  # some answers never end

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def serve(self, path: str, *answers: Answer) -> str:
        """The first request gets the first answer, and so on; the last one is for all that follow."""
        self._answers[path] = answers
        return self.url + path

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        cloud = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                with cloud._lock:
                    count = cloud.hits[path]
                    cloud.hits[path] += 1
                answers = cloud._answers.get(path, (status(404),))
                try:
                    answers[min(count, len(answers) - 1)](self)
                except ConnectionError:  # the other side had enough
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Quietly."""

        return Handler


def _send(handler: http.server.BaseHTTPRequestHandler, code: int, headers: dict[str, str], body: bytes = b"") -> None:
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def whole(data: bytes, **headers: str) -> Answer:
    """The file as it should come."""
    return lambda handler: _send(handler, 200, {"Content-Length": str(len(data)), **headers}, data)


def status(code: int) -> Answer:
    return lambda handler: _send(handler, code, {"Content-Length": "0"})


def page(html: str) -> Answer:
    """A web page with status 200, where a file should be."""
    return whole(html.encode(), **{"Content-Type": "text/html; charset=utf-8"})


def cut(data: bytes) -> Answer:
    """The connection ends half way."""
    return lambda handler: _send(handler, 200, {"Content-Length": str(len(data))}, data[: len(data) // 2])


def slowly(data: bytes, pause: float, piece: int = 1) -> Answer:
    """A few bytes, a pause, a few more."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        _send(handler, 200, {"Content-Length": str(len(data))})
        for start in range(0, len(data), piece):
            handler.wfile.write(data[start : start + piece])
            time.sleep(pause)

    return answer


def announced(size: int) -> Answer:
    """As many bytes as are announced."""
    return lambda handler: _send(handler, 200, {"Content-Length": str(size)}, b"PK\x03\x04".ljust(size, b"\0"))


def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Says nothing of its size, and never stops."""
    _send(handler, 200, {})
    while True:
        handler.wfile.write(b"PK\x03\x04" * 65536)


def to_itself(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Sends on for ever."""
    _send(handler, 302, {"Location": handler.path, "Content-Length": "0"})


def silence(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Takes the question, and says nothing."""
    time.sleep(30)


def drive_file(data: bytes) -> Answer:
    return whole(
        data, **{"Content-Disposition": 'attachment; filename="model.keras"', "Content-Type": "application/zip"}
    )


CONFIRM_PAGE = page(
    "<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head><body>"
    '<form id="download-form" action="https://drive.usercontent.google.com/download" method="get">'
    f'<input type="hidden" name="id" value="{DRIVE_ID}"><input type="hidden" name="export" value="download">'
    '<input type="hidden" name="confirm" value="t"><input type="hidden" name="uuid" value="0-1-2">'
    "</form></body></html>"
)
QUOTA_PAGE = page(
    "<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title></head><body>\n"
    '<p class="uc-error-subcaption">Too many users have viewed or downloaded this file recently.</p>\n</body></html>'
)
PRIVATE_PAGE = page("<!DOCTYPE html><html><head><title>Sign in</title></head><body>You need access</body></html>")


def in_drives_place(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, what is meant for a host of Google's comes to `cloud`, under the host's name as a folder."""
    send = requests.adapters.HTTPAdapter.send

    def redirected(
        self: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        meant = urlsplit(str(request.url))
        if not str(meant.hostname).endswith(".google.com"):
            return send(self, request, **options)
        here = request.copy()
        here.url = f"{cloud.url}/{meant.hostname}{meant.path}?{meant.query}"
        response = send(self, here, **options)
        response.url = str(request.url)
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", redirected)
