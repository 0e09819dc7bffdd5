"""Journey, albums, groups and clips in a real browser, as a visitor meets them."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest
from playwright.sync_api import Download, Locator, Page, expect

from core.emotions import Emotion, percent
from core.images import Image
from core.journey_file import load, save
from core.timeline import Journey
from core.video import ClipWriter, Frame
from tests.core.journeys import moment

Upload = dict[str, str | bytes]


def jpeg(image: Image) -> bytes:
    file = io.BytesIO()
    PIL.Image.fromarray(image).save(file, "JPEG")
    return file.getvalue()


def photo(name: str, image: Image) -> Upload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(image)}


def choose(page: Page, *files: Upload) -> None:
    page.locator("input[type=file]").set_input_files(files)


def go_to_journey(page: Page) -> None:
    page.get_by_role("link", name="Journey").click()
    expect(page.get_by_role("heading", name="Your journey")).to_be_visible()


def load_journey(page: Page, journey: Journey) -> None:
    page.goto(f"{page.url.rstrip('/')}/journey")
    choose(page, {"name": "journey.json", "mimeType": "application/json", "buffer": save(journey)})


def downloaded(page: Page, button: Locator) -> Download:
    with page.expect_download() as info:
        button.click()
    return info.value


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


@pytest.fixture
def four_faces(astronaut: Image) -> Image:
    """The same face four times, two of them mirrored."""
    face = astronaut[:256, 96:352]
    return np.ascontiguousarray(np.hstack([face, face[:, ::-1], face, face[:, ::-1]]))


def test_twelve_photos_are_stopped_half_way_and_gone_on_with(page: Page, astronaut: Image):
    large = cv2.resize(astronaut, (3000, 3000), interpolation=cv2.INTER_LINEAR)
    choose(page, *[photo(f"{number}.jpg", large) for number in range(1, 13)])
    expect(page.get_by_text(re.compile(r"\([3-9] of 12\)"))).to_be_visible()
    page.get_by_role("button", name="Stop here").click()

    left_out = page.get_by_text(re.compile(r"\d+ photos have not been looked at"))
    expect(left_out).to_be_visible()
    left = int(re.findall(r"\d+", left_out.inner_text())[0])
    assert 0 < left < 12
    expect(page.get_by_text(f"All {12 - left} photos")).to_be_visible()  # what was read is here

    page.get_by_role("button", name="Look at the rest").click()
    expect(page.get_by_text("All 12 photos")).to_be_visible()


def test_a_group_gets_a_table_of_its_faces_and_its_mood(page: Page, four_faces: Image):
    choose(page, photo("group.jpg", four_faces))
    table = page.locator("table.readings")
    expect(table.get_by_role("row")).to_have_count(5)
    expect(table.get_by_role("img", name=re.compile("Face [1-4]"))).to_have_count(4)
    expect(page.get_by_text(re.compile(r"^4 faces: "))).to_be_visible()


def test_photos_are_taken_home(page: Page, four_faces: Image, astronaut: Image):
    choose(page, photo("group.jpg", four_faces), photo("=eileen.jpg", astronaut))
    page.get_by_role("button", name="Take it with you").click()

    rows = list(
        csv.DictReader(
            io.StringIO(
                content(downloaded(page, page.get_by_role("button", name="Readings (CSV)"))).decode(), newline=""
            )
        )
    )
    assert [row["file"] for row in rows] == ["group.jpg"] * 4 + ["'=eileen.jpg"]
    listed = json.loads(content(downloaded(page, page.get_by_role("button", name="Readings (JSON)"))))
    assert [float(row["happy"]) for row in rows] == [row["happy"] for row in listed]
    shown = page.locator("table.readings").filter(has_text="From left to right").locator("td:nth-child(4)")
    assert shown.all_inner_texts() == [percent(max(row[emotion] for emotion in Emotion)) for row in listed[:4]]
    archive = content(downloaded(page, page.get_by_role("button", name=re.compile("Annotated pictures"))))
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["01 group.png", "02 -eileen.png"]
    report = content(downloaded(page, page.get_by_role("button", name=re.compile("Report on one page")))).decode()
    assert report.count("<img") == 2 + 5


def test_a_journey_is_saved_forgotten_and_loaded(page: Page, astronaut: Image, tmp_path: Path):
    choose(page, photo("eileen.jpg", astronaut))
    page.get_by_role("button", name=re.compile("^(Yes|happy)$")).click()  # the person's own word, sure or not
    expect(page.get_by_text("that is what counts here")).to_be_visible()
    go_to_journey(page)
    expect(page.get_by_text(re.compile("^1 moment, at"))).to_be_visible()

    file = tmp_path / "journey.json"
    file.write_bytes(content(downloaded(page, page.get_by_role("button", name="Save my journey"))))
    (seen,) = load(file.read_bytes()).moments
    assert seen.answer is not None
    assert seen.face == "eileen.jpg"

    page.get_by_role("button", name="Forget this journey").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text(re.compile("^1 moment, at"))).to_be_visible()
    page.get_by_role("button", name="Forget this journey").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text("Nothing is here yet")).to_be_visible()

    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(re.compile("^1 moment, at"))).to_be_visible()
    again = load(content(downloaded(page, page.get_by_role("button", name="Save my journey"))))
    assert again == load(file.read_bytes())


@pytest.mark.parametrize("seconds", [[0.5], [0.25, 0.75, 2.5], [0, 3000]], ids=["one moment", "seconds", "an hour"])
def test_a_short_journey_is_drawn_with_its_times(page: Page, seconds: list[float]):
    load_journey(page, Journey(tuple(map(moment, seconds))))
    chart = page.locator("[data-testid=stVegaLiteChart] svg").first
    expect(chart).to_be_visible()
    marks = chart.locator(".mark-text.role-axis-label text").filter(has_text=":").all_text_contents()
    assert marks
    assert len(set(marks)) == len(marks)


def test_charts_are_saved_as_pictures_and_fit_on_a_phone(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    load_journey(page, Journey(tuple(moment(day * 86_400.0 + day * 3600) for day in range(14))))
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-testid=stVegaLiteChart]").first.hover()
    picture = content(downloaded(page, page.get_by_role("button", name=re.compile("Download as PNG")).first))
    assert PIL.Image.open(io.BytesIO(picture)).width > 300


def test_a_clip_comes_back_annotated_and_becomes_part_of_the_journey(page: Page, astronaut: Image):
    file = io.BytesIO()
    with ClipWriter(file, rate=10) as writer:
        for number in range(20):
            writer.write(Frame(number / 10, np.roll(astronaut[:320, 96:416], number, axis=1)))
    page.get_by_text("A short clip").click()
    expect(page.get_by_text("A clip of one or more faces")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(1)  # that for photos stands there until the page is drawn
    page.locator("input[type=file]").set_input_files(
        {"name": "turn.mp4", "mimeType": "video/mp4", "buffer": file.getvalue()}
    )
    expect(page.locator("video")).to_be_visible()
    annotated = content(downloaded(page, page.get_by_role("button", name="Annotated clip")))
    assert annotated[4:8] == b"ftyp"
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    listed = json.loads(content(downloaded(page, page.get_by_role("button", name="Readings (JSON)"))))
    assert {(row["file"], row["model"]) for row in listed} == {("turn.mp4", "emotion_cnn")}
    go_to_journey(page)
    expect(page.get_by_text(re.compile("^4 moments"))).to_be_visible()
