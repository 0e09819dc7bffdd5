"""One attempt to bring one file here, from Google Drive or any https address.

gdown does the work: it knows Drive's pages. What comes is written down and counted, and not yet trusted.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.errors import DeliveryError, DeliveryProblem
from core.model_store.cache import Progress, Report, Stage

if TYPE_CHECKING:
    import requests

_DRIVE_ID = re.compile(r"[-\w]{25,}")
_OURSELVES = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Limits:
    """How long and how often; seconds.

    connect, read   until the server is reached, and between two of its bytes
    whole           for one address, its repetitions included
    attempts        how often an address is asked that may well answer next time
    pause           before the second attempt; it doubles from one to the next
    patience        for another process that makes the same file
    convert         for a conversion
    """

    connect: float = 10.0
    read: float = 20.0
    whole: float = 300.0
    attempts: int = 3
    pause: float = 1.0
    patience: float = 600.0
    convert: float = 300.0


def address(word: str) -> str:
    """The address that a word of the settings means. Raises DeliveryError unless it is one to trust."""
    if _DRIVE_ID.fullmatch(word):
        return f"https://drive.google.com/uc?id={word}"
    with suppress(ValueError):  # from what only begins like an address
        parts = urlsplit(word)
        if (parts.scheme == "https" and parts.hostname) or (parts.scheme == "http" and parts.hostname in _OURSELVES):
            return word
    raise DeliveryError(
        DeliveryProblem.SETTINGS, f"expected a Google Drive link or id, or an https address, found {word!r}"
    )


def transfer(url: str, file: Path, max_bytes: int, seconds: float, limits: Limits, report: Report) -> None:
    """Write what `url` gives into `file`. Raises DeliveryError where it takes more than this many bytes or seconds,
    and whatever else goes wrong."""
    import gdown  # noqa: PLC0415  # 0.1 s, and only who fetches needs it

    def count(done: int, total: int | None) -> None:
        if max(done, total or 0) > max_bytes:
            raise DeliveryError(
                DeliveryProblem.TOO_BIG, f"{url}: expected at most {max_bytes / 1e6:.0f} MB, found more"
            )
        report(Progress(Stage.FETCHING, done, total))

    with _named_errors(url, limits), _ends_after(seconds) as stop, file.open("wb") as sink:
        gdown.download(
            url,
            sink,
            quiet=True,
            use_cookies=False,
            progress=count,
            timeout=(min(limits.connect, seconds), min(limits.read, seconds)),
            cancel=stop,
        )


@contextmanager
def _ends_after(seconds: float) -> Iterator[threading.Event]:
    """An event that is set when the time is up: a server that sends a byte now and then meets no other limit."""
    over = threading.Event()
    timer = threading.Timer(seconds, over.set)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


@contextmanager
def _named_errors(url: str, limits: Limits) -> Iterator[None]:
    """Whatever goes wrong inside, as a DeliveryError; but a disk's OSError is let through."""
    import gdown.exceptions  # noqa: PLC0415
    import requests  # noqa: PLC0415

    try:
        yield
    except gdown.exceptions.DownloadCancelled as error:
        raise DeliveryError(
            DeliveryProblem.TOO_SLOW, f"{url}: expected the file within {limits.whole:.0f} s, found it still on its way"
        ) from error
    except gdown.exceptions.FileURLRetrievalError as error:
        raise _refused_by_drive(url, str(error)) from error
    except gdown.exceptions.DownloadError as error:
        raise DeliveryError(DeliveryProblem.UNREACHABLE, f"{url}: no whole answer ({error})", passing=True) from error
    except requests.RequestException as error:
        raise _unanswered(url, error) from error
    except (DeliveryError, OSError):
        raise
    except Exception as error:  # gdown reads pages that are not made for it, and may stumble in any way
        raise DeliveryError(
            DeliveryProblem.UNREACHABLE, f"{url}: an answer that cannot be made sense of ({error!r})"
        ) from error


def _unanswered(url: str, error: "requests.RequestException") -> DeliveryError:
    import requests  # noqa: PLC0415

    if isinstance(error, requests.HTTPError):
        return _refused(url, error.response.status_code)
    if isinstance(error, requests.exceptions.SSLError):
        hint = "no secure connection; are the address and this computer's clock right?"
        return DeliveryError(DeliveryProblem.UNREACHABLE, f"{url}: {hint} ({error})")
    passing = isinstance(error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError)
    return DeliveryError(DeliveryProblem.UNREACHABLE, f"{url}: no whole answer ({error})", passing)


def _refused(url: str, status: int) -> DeliveryError:
    message = f"{url}: expected the file, found the answer {status}"
    if status == 429:
        return DeliveryError(DeliveryProblem.QUOTA, message)
    if status >= 500:
        return DeliveryError(DeliveryProblem.UNREACHABLE, message, passing=True)
    return DeliveryError(DeliveryProblem.NOT_SHARED, message)


def _refused_by_drive(url: str, page: str) -> DeliveryError:
    words = " ".join(page.split())
    if "too many users" in words.lower():
        return DeliveryError(DeliveryProblem.QUOTA, f"{url}: {words}")
    # Drive answers a moment's trouble with the same page, so it is worth asking again.
    return DeliveryError(DeliveryProblem.NOT_SHARED, f"{url}: {words}", passing=True)
