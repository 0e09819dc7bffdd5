"""Bringing a file here from a cloud that has bad days: what is kept, what is said, and how long it takes."""

import hashlib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DeliveryError, DeliveryProblem
from core.model_store.cache import Progress, Stage
from core.model_store.fetching import Artefact, fetch
from core.model_store.transfer import Limits, address
from tests import cloud as play
from tests.cloud import Cloud

DATA = b"PK\x03\x04" + bytes(range(256)) * 40
ARTEFACT = Artefact(
    f"{hashlib.sha256(DATA).hexdigest()}.keras", hashlib.sha256(DATA).hexdigest(), 2_000_000, b"PK\x03\x04"
)
QUICK = Limits(connect=0.5, read=0.5, whole=2.0, attempts=3, pause=0.01, patience=5.0)
NO_WAIT = 0.9  # seconds: what needs no patience is refused at once


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as cloud:
        yield cloud


def kept(folder: Path) -> list[str]:
    """Names of what lies in a cache, but for its locks."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_a_file_is_fetched_and_kept_under_its_name(cloud: Cloud, tmp_path: Path) -> None:
    file = fetch(ARTEFACT, [cloud.serve("/m", play.whole(DATA))], tmp_path, QUICK)

    assert file.read_bytes() == DATA
    assert kept(tmp_path) == [ARTEFACT.name]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param((play.status(500), play.whole(DATA)), id="an error first"),
        pytest.param((play.cut(DATA), play.whole(DATA)), id="cut half way first"),
        pytest.param((play.silence, play.whole(DATA)), id="no answer first"),
        pytest.param((play.status(503), play.cut(DATA), play.whole(DATA)), id="two bad moments"),
    ],
)
def test_trouble_that_passes_is_tried_again(cloud: Cloud, tmp_path: Path, answers: tuple[play.Answer, ...]) -> None:
    file = fetch(ARTEFACT, [cloud.serve("/m", *answers)], tmp_path, QUICK)

    assert file.read_bytes() == DATA
    assert cloud.hits["/m"] == len(answers)


@pytest.mark.parametrize(
    ("answer", "problem", "said", "asked", "seconds"),
    [
        pytest.param(play.status(404), DeliveryProblem.NOT_SHARED, "404", 1, NO_WAIT, id="not found"),
        pytest.param(play.status(403), DeliveryProblem.NOT_SHARED, "403", 1, NO_WAIT, id="forbidden"),
        pytest.param(play.status(429), DeliveryProblem.QUOTA, "429", 1, NO_WAIT, id="too many requests"),
        pytest.param(play.status(500), DeliveryProblem.UNREACHABLE, "500", 3, NO_WAIT, id="error that stays"),
        pytest.param(play.cut(DATA), DeliveryProblem.UNREACHABLE, "no whole answer", 3, NO_WAIT, id="always cut"),
        pytest.param(play.slowly(DATA, 0.2), DeliveryProblem.TOO_SLOW, "still on its way", 1, 2.0, id="byte by byte"),
        pytest.param(play.silence, DeliveryProblem.UNREACHABLE, "timed out", 3, 1.5, id="no answer"),
        pytest.param(play.to_itself, DeliveryProblem.UNREACHABLE, "redirects", 31, 2.0, id="endless redirect"),
        pytest.param(
            play.whole(b"PK\x03\x04 another version"),
            DeliveryProblem.NOT_THE_FILE,
            "SHA-256",
            1,
            NO_WAIT,
            id="wrong hash",
        ),
        pytest.param(
            play.page("<!DOCTYPE html><p>Please log in"),
            DeliveryProblem.NOT_THE_FILE,
            "web page",
            1,
            NO_WAIT,
            id="page",
        ),
        pytest.param(play.whole(b""), DeliveryProblem.NOT_THE_FILE, "b''", 1, NO_WAIT, id="empty"),
        pytest.param(
            play.announced(3_000_000), DeliveryProblem.TOO_BIG, "at most 2 MB", 1, NO_WAIT, id="says it is huge"
        ),
        pytest.param(
            play.endless, DeliveryProblem.TOO_BIG, "at most 2 MB", 1, NO_WAIT, id="is huge and does not say so"
        ),
    ],
)
def test_what_cannot_be_had_is_named_and_nothing_is_kept(
    cloud: Cloud,
    tmp_path: Path,
    answer: play.Answer,
    problem: DeliveryProblem,
    said: str,
    asked: int,
    seconds: float,
) -> None:
    start = time.monotonic()

    with pytest.raises(DeliveryError, match=said) as caught:
        fetch(ARTEFACT, [cloud.serve("/m", answer)], tmp_path, QUICK)

    assert caught.value.problem == problem
    assert cloud.hits["/m"] == asked
    assert time.monotonic() - start < seconds + 1.0  # a busy machine may take a while for next to nothing
    assert kept(tmp_path) == []


def test_nobody_at_the_address_is_named(cloud: Cloud, tmp_path: Path) -> None:
    with Cloud() as closed:
        url = closed.url

    with pytest.raises(DeliveryError, match="no whole answer") as caught:
        fetch(ARTEFACT, [url], tmp_path, QUICK)

    assert caught.value.problem == DeliveryProblem.UNREACHABLE


def test_the_next_mirror_is_asked_when_one_fails(cloud: Cloud, tmp_path: Path) -> None:
    mirrors = [
        cloud.serve("/gone", play.status(404)),
        cloud.serve("/page", play.page("<html>Sorry")),
        cloud.serve("/good", play.whole(DATA)),
    ]

    assert fetch(ARTEFACT, mirrors, tmp_path, QUICK).read_bytes() == DATA


def test_when_all_mirrors_fail_every_message_is_there_and_the_first_problem_counts(
    cloud: Cloud, tmp_path: Path
) -> None:
    mirrors = [cloud.serve("/gone", play.status(404)), cloud.serve("/page", play.page("<html>Sorry"))]

    with pytest.raises(DeliveryError, match=r"/gone: .*404; .*/page: .*web page") as caught:
        fetch(ARTEFACT, mirrors, tmp_path, QUICK)

    assert caught.value.problem == DeliveryProblem.NOT_SHARED


def test_what_is_here_and_whole_is_not_fetched_again(cloud: Cloud, tmp_path: Path) -> None:
    url = cloud.serve("/m", play.whole(DATA))
    (tmp_path / ARTEFACT.name).write_bytes(DATA)

    fetch(ARTEFACT, [url], tmp_path, QUICK)

    assert cloud.hits["/m"] == 0


def test_what_is_here_and_spoilt_is_set_aside_and_fetched_anew(cloud: Cloud, tmp_path: Path) -> None:
    url = cloud.serve("/m", play.whole(DATA))
    (tmp_path / ARTEFACT.name).write_bytes(DATA[:100])

    assert fetch(ARTEFACT, [url], tmp_path, QUICK).read_bytes() == DATA
    assert (tmp_path / f"{ARTEFACT.name}.rejected").read_bytes() == DATA[:100]


def test_progress_ends_with_the_whole_file(cloud: Cloud, tmp_path: Path) -> None:
    big = DATA * 150
    artefact = replace(ARTEFACT, sha256=hashlib.sha256(big).hexdigest())
    reports: list[Progress] = []

    fetch(artefact, [cloud.serve("/m", play.whole(big))], tmp_path, QUICK, reports.append)

    shares = [report.share for report in reports]
    assert shares == sorted(shares, key=lambda share: share or 0.0)
    assert reports[-1] == Progress(Stage.FETCHING, len(big), len(big))


# Google Drive


def test_drive_gives_a_small_file_at_once(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play.in_drives_place(cloud, monkeypatch)
    cloud.serve(play.DRIVE_PATH, play.drive_file(DATA))

    assert fetch(ARTEFACT, [play.DRIVE_ID], tmp_path, QUICK).read_bytes() == DATA


@pytest.mark.parametrize(
    "link",
    [
        pytest.param(f"https://drive.google.com/file/d/{play.DRIVE_ID}/view?usp=sharing", id="link to share"),
        pytest.param(f"https://drive.google.com/uc?id={play.DRIVE_ID}&export=download", id="download link"),
        pytest.param(play.DRIVE_ID, id="id"),
    ],
)
def test_drive_asks_to_confirm_a_big_file(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    play.in_drives_place(cloud, monkeypatch)
    cloud.serve(play.DRIVE_PATH, play.CONFIRM_PAGE)
    cloud.serve(play.DRIVE_CONFIRMED_PATH, play.drive_file(DATA))

    assert fetch(ARTEFACT, [link], tmp_path, QUICK).read_bytes() == DATA


@pytest.mark.parametrize(
    ("answers", "problem", "said"),
    [
        pytest.param((play.QUOTA_PAGE,), DeliveryProblem.QUOTA, "Too many users", id="quota"),
        pytest.param((play.PRIVATE_PAGE,), DeliveryProblem.NOT_SHARED, "Cannot retrieve", id="not shared"),
        pytest.param((play.CONFIRM_PAGE,), DeliveryProblem.TOO_SLOW, "still on its way", id="confirm without an end"),
    ],
)
def test_a_page_of_drives_is_named_and_not_kept(
    cloud: Cloud,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: tuple[play.Answer, ...],
    problem: DeliveryProblem,
    said: str,
) -> None:
    play.in_drives_place(cloud, monkeypatch)
    cloud.serve(play.DRIVE_PATH, *answers)
    cloud.serve(play.DRIVE_CONFIRMED_PATH, play.CONFIRM_PAGE)

    with pytest.raises(DeliveryError, match=said) as caught:
        fetch(ARTEFACT, [play.DRIVE_ID], tmp_path, QUICK)

    assert caught.value.problem == problem
    assert kept(tmp_path) == []


# The machine's own bad days


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for 64 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only an administrator of a Linux machine can mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_named_and_nothing_is_kept(cloud: Cloud, small_disk: Path) -> None:
    big = DATA * 10
    artefact = replace(ARTEFACT, sha256=hashlib.sha256(big).hexdigest())

    with pytest.raises(DeliveryError, match="No space left on device") as caught:
        fetch(artefact, [cloud.serve("/m", play.whole(big))], small_disk, QUICK)

    assert caught.value.problem == DeliveryProblem.NO_ROOM
    assert kept(small_disk) == []


def test_a_read_only_cache_gives_what_it_has_and_names_what_it_cannot_take(cloud: Cloud, small_disk: Path) -> None:
    url = cloud.serve("/m", play.whole(DATA))
    fetch(ARTEFACT, [url], small_disk, QUICK)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    assert fetch(ARTEFACT, [url], small_disk, QUICK).read_bytes() == DATA
    with pytest.raises(DeliveryError, match="Read-only file system") as caught:
        fetch(replace(ARTEFACT, name="other.keras"), [url], small_disk, QUICK)
    assert caught.value.problem == DeliveryProblem.NO_ROOM


def test_a_cache_that_cannot_be_made_is_named(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DeliveryError) as caught:
        fetch(ARTEFACT, [cloud.serve("/m", play.whole(DATA))], tmp_path / "file" / "cache", QUICK)

    assert caught.value.problem == DeliveryProblem.NO_ROOM


@pytest.mark.parametrize("now", [pytest.param(0.0, id="1970"), pytest.param(4e9, id="2096")])
def test_a_wrong_clock_changes_nothing(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: float
) -> None:
    monkeypatch.setattr(time, "time", lambda: now)

    fetch(ARTEFACT, [cloud.serve("/m", play.status(500), play.whole(DATA))], tmp_path, QUICK)
    fetch(ARTEFACT, [f"{cloud.url}/m"], tmp_path, QUICK)

    assert cloud.hits["/m"] == 2


@pytest.mark.parametrize(
    "word",
    [
        "http://example.org/m.keras",
        "ftp://example.org/m",
        "model.keras",
        "https://",
        "https://[x",
        "file:///etc/passwd",
    ],
)
def test_other_addresses_are_refused_before_anything_is_asked(word: str) -> None:
    with pytest.raises(DeliveryError, match="expected a Google Drive link or id, or an https address") as caught:
        address(word)

    assert caught.value.problem == DeliveryProblem.SETTINGS
