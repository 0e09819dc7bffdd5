"""A server whose network comes from the cloud: first it does not come, then it does."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from playwright.sync_api import Browser, Page, expect

from core.images import Image
from tests import cloud as play
from tests.cloud import Cloud

pytestmark = pytest.mark.e2e

START_MS = 30_000


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as cloud:
        yield cloud


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens a page of its own at an address."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(START_MS)

    def open_page(url: str) -> Page:
        page = context.new_page()
        page.goto(url)
        return page

    yield open_page
    context.close()


def settings(cloud: Cloud, model_folder: Path, cache: Path) -> dict[str, str]:
    """For the bundled network under another name, as if it came from the cloud."""
    card = json.loads((model_folder / "model_card.json").read_text())
    return {
        "KINDMIRROR_MODEL_URL": f"{cloud.url}/m.keras",
        "KINDMIRROR_MODEL_SHA256": card["keras_sha256"],
        "KINDMIRROR_MODEL_CARD": json.dumps(card | {"name": "from_the_cloud"}),
        "KINDMIRROR_DETECTOR": "off",
        "KINDMIRROR_CACHE": str(cache),
    }


def read_a_face(page: Page, picture: Path) -> None:
    page.locator('input[type="file"]').first.set_input_files(picture)
    expect(page.get_by_text("This expression looks closest to")).to_be_visible(timeout=START_MS)


def test_a_source_that_fails_and_then_one_that_is_good(
    start_app: Callable[..., AbstractContextManager[Any]],
    visit: Callable[[str], Page],
    cloud: Cloud,
    model_folder: Path,
    astronaut: Image,
    tmp_path: Path,
) -> None:
    picture = tmp_path / "astronaut.png"
    PIL.Image.fromarray(astronaut).save(picture)
    environment = settings(cloud, model_folder, tmp_path / "cache")

    with start_app(**environment) as app:
        page = visit(app.url)
        expect(page.get_by_text("Its address gives nothing to us.")).to_be_visible(timeout=START_MS)
        read_a_face(page, picture)
        page.goto(f"{app.url}/about")
        expect(page.get_by_text("Network emotion_cnn")).to_be_visible(timeout=START_MS)
        page.close()  # or the app that is told to end waits for it

    data = (model_folder / "emotion_cnn.keras").read_bytes()
    cloud.serve("/m.keras", play.slowly(data, pause=0.25, piece=len(data) // 40))
    with start_app(**environment) as app:
        page = visit(app.url)
        on_its_way = page.get_by_text("The network that this server is set up with is on its way")
        expect(on_its_way).to_be_visible(timeout=START_MS)
        expect(page.get_by_role("progressbar").first).to_be_visible(timeout=START_MS)
        read_a_face(page, picture)
        expect(on_its_way).to_be_hidden(timeout=START_MS)
        page.goto(f"{app.url}/about")
        expect(page.get_by_text("Network from_the_cloud")).to_be_visible(timeout=START_MS)
        assert "tensorflow" not in app.imported()
        page.close()
