"""The Photo page in a real browser: what a visitor sees after choosing a file."""

import io
import re
import struct
import zlib

import numpy as np
import PIL.Image
import pytest
from playwright.sync_api import Locator, Page, expect

from core.images import Image

Upload = dict[str, str | bytes]
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def upload(name: str, content: bytes) -> Upload:
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    return {"name": name, "mimeType": kind, "buffer": content}


def jpeg(image: Image) -> bytes:
    file = io.BytesIO()
    PIL.Image.fromarray(image).save(file, "JPEG")
    return file.getvalue()


def huge_png(side: int) -> bytes:
    """A whole black-and-white PNG of side x side pixels, packed into some kilobytes."""
    line = bytes(1 + -(-side // 8))
    packer = zlib.compressobj()
    body = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    chunks = {b"IHDR": struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0), b"IDAT": body, b"IEND": b""}
    return PNG_SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )


def one_pixel_png() -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (1, 1)).save(file, "PNG")
    return file.getvalue()


def choose(page: Page, *files: Upload) -> None:
    page.locator("input[type=file]").set_input_files(files)


def reading(page: Page) -> Locator:
    return page.get_by_role("heading", name=re.compile("This expression looks closest to"))


def quotation(page: Page) -> Locator:
    return page.locator("blockquote")


@pytest.fixture
def portrait(astronaut: Image) -> Upload:
    return upload("eileen.jpg", jpeg(astronaut))


def test_a_photo_gets_a_reading_a_chart_and_a_recommendation_and_another(page: Page, portrait: Upload):
    choose(page, portrait)

    expect(reading(page)).to_contain_text("happy")
    expect(page.get_by_role("img", name="eileen.jpg, with a box around the face: happy")).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"in 10 people would say happy|Nearly everyone would say happy"))
    ).to_be_visible()

    chart = page.get_by_test_id("stVegaLiteChart").get_by_role("img").filter(has_text="What people would call it")
    expect(chart).to_contain_text(re.compile(r"^happy\D+(<?\d+%){7}"))  # the largest first, then a figure for each

    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    first = quotation(page).inner_text()
    page.get_by_role("button", name="Show me another").click()
    expect(quotation(page)).not_to_have_text(first, use_inner_text=True)
    expect(reading(page)).to_contain_text("happy")


def test_of_two_faces_one_is_chosen(page: Page, astronaut: Image):
    choose(page, upload("twins.jpg", jpeg(np.hstack([astronaut, astronaut[:, ::-1]]))))
    expect(page.get_by_text("2 faces, from left to right")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^2 · ")).click()
    expect(page.get_by_role("radio", name=re.compile("^2 · "))).to_be_checked()
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()


def test_what_cannot_be_read_gets_a_sentence_and_the_page_goes_on(page: Page, portrait: Upload):
    refused = {
        "letter.jpg": (b"Dear friend,\n" * 200, "could not be read as a JPG or PNG picture"),
        "half.jpg": (portrait["buffer"][: len(portrait["buffer"]) // 2], "is damaged or was cut off"),
        "dot.png": (one_pixel_png(), "is too small to see a face in"),
        "wall.png": (huge_png(20_000), "has more than 40 megapixels"),
    }
    for name, (content, sentence) in refused.items():
        choose(page, upload(name, content))
        expect(page.get_by_role("alert").filter(has_text=f"{name} {sentence}")).to_be_visible()

    choose(page, portrait)
    expect(reading(page)).to_contain_text("happy")
    expect(page.get_by_role("alert")).to_have_count(len(refused))
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_picture_without_a_face_says_what_helps(page: Page):
    choose(page, upload("wall.jpg", jpeg(np.full((300, 400, 3), 180, np.uint8))))
    expect(page.get_by_role("status").filter(has_text="No face was found in wall.jpg")).to_contain_text("It helps when")


def test_everything_fits_on_a_phone(page: Page, portrait: Upload):
    page.set_viewport_size({"width": 390, "height": 844})
    choose(page, portrait)
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_app_reads_photos_without_tensorflow(app, page: Page, portrait: Upload):
    choose(page, portrait)
    expect(reading(page)).to_be_visible()
    imported = {name.partition(".")[0] for name in app.imported()}
    assert "ai_edge_litert" in imported
    assert not imported & {"tensorflow", "keras", "sklearn", "matplotlib"}


def test_nothing_of_a_photo_is_left_on_the_disk(app, page: Page, portrait: Upload):
    choose(page, portrait)
    expect(reading(page)).to_be_visible()
    pictures = {b"\xff\xd8\xff", PNG_SIGNATURE[:3]}
    written = [file for file in app.home.rglob("*") if file.is_file()]
    assert [file for file in written if file.read_bytes()[:3] in pictures] == []
    assert "eileen" not in app.log.read_text()
