"""The person leads, in a real browser: answers, wishes, what is kept, the guide, and the second language."""

import io
import re
from pathlib import Path

import PIL.Image
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.images import Image
from tests.e2e.conftest import PATIENCE_MS, App, settle


def choose_mood(page: Page, word: str) -> None:
    page.get_by_role("link", name="Just tell me", exact=True).click()
    page.get_by_role("radio", name=word, exact=True).click()
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    settle(page)


def word(page: Page, part: int, words: str) -> Locator:
    """Something to say of the quote (0), of the activity or of the music."""
    heading = ("To read", "To do", "To listen to")[part]
    return page.get_by_role("toolbar", name=f"{heading}: what to do with it").get_by_role("button", name=words)


def say(page: Page, part: int, words: str) -> None:
    word(page, part, words).click()


def until_offered(page: Page, words: str) -> Locator:
    """Ask for another until what is offered has these words."""
    wanted = page.get_by_text(words, exact=True)
    quotation = page.locator("blockquote")
    for _ in range(40):
        if wanted.count():
            return wanted
        before = quotation.inner_text()
        page.get_by_role("button", name="Show me another").click()
        expect(quotation).not_to_have_text(before, use_inner_text=True)
    raise AssertionError(f"'{words}' was not offered in 40 tries")


@pytest.fixture
def portrait(astronaut: Image) -> dict[str, str | bytes]:
    file = io.BytesIO()
    PIL.Image.fromarray(astronaut).save(file, "JPEG")
    return {"name": "eileen.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_reading_is_corrected_and_the_recommendation_follows(page: Page, portrait: dict[str, str | bytes]):
    page.locator("input[type=file]").set_input_files(portrait)
    expect(page.get_by_text(re.compile("^The expression looks closest to"))).to_be_visible()
    before = page.locator("blockquote").inner_text()

    page.get_by_role("button", name="It is more like").click()
    page.get_by_role("radio", name="sad", exact=True).click()

    expect(page.get_by_role("heading", name="You said sad, and that is what counts here.")).to_be_visible()
    expect(page.get_by_text("so this follows your answer")).to_be_visible()
    expect(page.locator("blockquote")).not_to_have_text(before, use_inner_text=True)

    page.get_by_role("button", name="Take my answer back").click()
    expect(page.get_by_role("heading", name=re.compile("looks closest to happy"))).to_be_visible()
    expect(page.get_by_text("so this follows your answer")).to_have_count(0)


def test_an_intent_and_two_minutes_are_met_and_said(page: Page):
    choose_mood(page, "angry")
    page.get_by_role("radio", name="Lift me").click()
    expect(page.get_by_text(re.compile("something that may lift the moment"))).to_be_visible()

    page.get_by_role("button", name="Fit it to this moment").click()
    page.get_by_role("radio", name="2 min").click()
    expect(page.get_by_text(re.compile(r"fits into 2 min"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text(re.compile(r" · [12] min$"))).to_be_visible()


def test_what_is_saved_can_be_seen_and_taken_away(page: Page, tmp_path: Path):
    choose_mood(page, "sad")
    quotation = page.locator("blockquote p").first.inner_text()
    say(page, 0, "Save")
    page.get_by_role("button", name="What you kept (1)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Take it with you").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert quotation in (tmp_path / "kept.txt").read_text("utf-8")


def test_what_is_not_for_this_person_gives_way_and_the_rest_stays(page: Page):
    choose_mood(page, "sad")
    find = page.get_by_text(re.compile("^Find it on")).get_by_role("link").first
    song, quotation = find.get_attribute("href"), page.locator("blockquote").inner_text()
    assert song is not None
    say(page, 2, "Not for me")
    expect(find).not_to_have_attribute("href", song)
    expect(page.locator("blockquote")).to_have_text(quotation, use_inner_text=True)


def breathing(page: Page) -> Locator:
    """The open guide of a breathing exercise."""
    choose_mood(page, "afraid")
    until_offered(page, "Box breathing · 3 min")
    page.get_by_text("Be guided through it").click()
    guide = page.locator(".player")
    expect(guide).to_be_visible()
    settle(page)  # the drawer has stopped moving
    return guide


def width(shape: Locator) -> float:
    box = shape.bounding_box()
    assert box is not None
    return box["width"]


def test_the_guide_waits_runs_pauses_and_stops_by_keyboard(page: Page):
    guide = breathing(page)
    phase, shape = guide.locator(".phase"), guide.locator(".shape")
    expect(phase).to_have_text("Ready when you are")  # nothing starts by itself
    resting = width(shape)
    expect(guide.get_by_role("button", name="Stop")).to_be_disabled()

    guide.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    expect(phase).to_have_text("Breathe in")
    expect(guide.locator(".round")).to_have_text("Breath 1 of 10")
    expect(phase).to_have_text("Hold")
    assert width(shape) > 1.5 * resting

    page.keyboard.press("Space")
    expect(guide.get_by_role("button", name="Go on")).to_be_focused()
    count = guide.locator(".count").inner_text()
    page.wait_for_timeout(1500)
    expect(guide.locator(".count")).to_have_text(count)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(phase).to_have_text("Ready when you are")
    assert width(shape) == pytest.approx(resting, abs=1)


def test_the_guide_goes_on_while_the_rest_of_the_page_changes(page: Page):
    guide = breathing(page)
    guide.get_by_role("button", name="Start").click()
    expect(guide.locator(".phase")).to_have_text("Breathe in")
    say(page, 0, "Save")
    expect(page.get_by_role("button", name="What you kept (1)")).to_be_visible()
    expect(guide.get_by_role("button", name="Pause")).to_be_visible()
    expect(guide.locator(".round")).to_have_text(re.compile("Breath [1-9]"))


def test_with_less_motion_there_are_words_and_a_count_only(browser: Browser, app: App):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(app.url)
    guide = breathing(page)
    expect(guide.locator(".shape")).to_be_hidden()
    guide.get_by_role("button", name="Start").click()
    expect(guide.locator(".phase")).to_have_text("Breathe in")
    expect(guide.locator(".count")).to_have_text(re.compile("^[1-4]$"))
    context.close()


def test_the_page_speaks_spanish_to_a_spanish_browser_and_english_on_request(browser: Browser, app: App):
    tall = {"width": 1280, "height": 1600}  # scrolling, which a click may do, closes an open list
    context = browser.new_context(locale="es-MX", viewport=tall)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(app.url)
    page.get_by_role("link", name="Sin foto", exact=True).click()
    page.get_by_role("radio", name="tristeza").click()
    expect(page.get_by_role("heading", name="Algo amable")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    music = page.get_by_role("link", name="Spotify").get_attribute("href")
    assert music

    settle(page)
    page.get_by_role("combobox", name="Idioma").click()
    page.get_by_role("option", name="English").click()
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Spotify")).to_have_attribute("href", music)  # the offer stays
    context.close()
