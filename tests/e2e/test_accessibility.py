"""Every page, in both themes, for people who do not see it or use no mouse."""

import io
from collections.abc import Iterator

import PIL.Image
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.images import Image
from tests.e2e.conftest import PATIENCE_MS, App, settle

PAGES = ("Photo", "Live", "Just tell me", "Journey", "About")
SERIOUS = ("serious", "critical")


@pytest.fixture(params=["light", "dark"])
def themed(browser: Browser, app: App, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh visit in one of the themes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(app.url)
    yield page
    context.close()


def go_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("link", name=name, exact=True).first).to_have_attribute("aria-current", "page")
    settle(page)


def problems(page: Page) -> list[str]:
    """What axe finds serious, and where."""
    found = [issue for issue in Axe().run(page).response["violations"] if issue["impact"] in SERIOUS]
    return [f"{node['html'][:200]}\n{node['failureSummary']}" for issue in found for node in issue["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_as_it_opens(themed: Page, name: str):
    go_to(themed, name)
    expect(themed).to_have_title(f"{name} · Kindmirror")
    assert not problems(themed)
    expect(themed.get_by_role("button", name="If you want to talk to someone")).to_be_visible()  # on every page


def test_a_reading_with_its_recommendation(themed: Page, astronaut: Image):
    file = io.BytesIO()
    PIL.Image.fromarray(astronaut).save(file, "JPEG")
    themed.locator("input[type=file]").set_input_files(
        {"name": "eileen.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    )
    expect(themed.get_by_role("heading", name="Something kind")).to_be_visible()
    settle(themed)
    assert not problems(themed)


def test_wishes_and_what_can_be_said_of_an_offer(themed: Page):
    go_to(themed, "Just tell me")
    themed.get_by_role("radio", name="sad", exact=True).click()
    themed.get_by_role("button", name="Fit it to this moment").click()
    themed.get_by_role("radio", name="20 min").click()
    expect(themed.get_by_role("radio", name="20 min")).to_be_checked()
    settle(themed)
    assert not problems(themed)


def test_a_mood_is_named_and_answered_by_keyboard_alone(page: Page):
    name_a_mood_by_keyboard(page)
    tab_to(page, "Show me another")
    before = page.locator("blockquote").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("blockquote")).not_to_have_text(before, use_inner_text=True)
    settle(page)
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    kept = page.get_by_role("button", name="What you kept (1)")
    expect(kept).to_be_visible()
    settle(page)
    page.keyboard.press("ArrowRight")  # one stop of Tab for each three words; arrows lead from one to the next
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_text("Not for me")
    before = page.locator("blockquote").inner_text()
    page.keyboard.press("Space")
    expect(page.locator("blockquote")).not_to_have_text(before, use_inner_text=True)
    tab_to(page, "If you want to talk to someone")


def name_a_mood_by_keyboard(page: Page) -> None:
    go_to(page, "Just tell me")
    tab_to(page, "angry")
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Something kind")).to_be_visible()
    settle(page)


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus, and can be pressed, says `words`."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.and_(page.get_by_role("radio", name=words).or_(page.get_by_role("button", name=words))).count():
            return
    raise AssertionError(f"60 times Tab did not lead to '{words}'")


def test_what_opens_over_the_page_is_entered_and_left_by_keyboard(page: Page):
    name_a_mood_by_keyboard(page)
    tab_to(page, "Fit it to this moment")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="2 min")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("fits into 2 min")).to_be_visible()
    expect(page.get_by_role("radio", name="2 min")).to_be_focused()
    for _ in ("seated", "on my own", "without sound", "and back"):
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="2 min")).to_have_count(0)

    tab_to(page, "If you want to talk to someone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Find A Helpline")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="If you want to talk to someone")).to_be_focused()


def test_the_way_out_of_what_a_mouse_opened_leads_to_its_own_button(page: Page):
    name_a_mood_by_keyboard(page)
    tab_to(page, "Fit it to this moment")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="2 min")).to_be_focused()
    page.keyboard.press("Escape")
    support = page.get_by_role("button", name="If you want to talk to someone")
    support.click()
    page.get_by_role("link", name="Find A Helpline").focus()
    page.keyboard.press("Shift+Tab")
    expect(support).to_be_focused()
