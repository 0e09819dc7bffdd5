"""What a visitor is told of the configured network."""

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

import ui.delivery
from core.errors import DeliveryError, DeliveryProblem
from core.model_store.cache import Progress, Stage
from core.model_store.delivery import ModelState


@dataclass
class PlayedDelivery:
    """Says what it is told to say."""

    told: ModelState

    def state(self) -> ModelState:
        return self.told


def page() -> None:
    import streamlit as st  # noqa: PLC0415  # the page's code is run from its text

    from ui.delivery import delivery_notice  # noqa: PLC0415

    delivery_notice()
    st.write("the rest of the page")


def shown(monkeypatch: pytest.MonkeyPatch, state: ModelState) -> AppTest:
    monkeypatch.setattr(ui.delivery, "delivery", lambda: PlayedDelivery(state))
    return AppTest.from_function(page, default_timeout=60).run()


@pytest.mark.parametrize("problem", DeliveryProblem)
def test_a_failure_names_the_reason_and_what_to_do_and_the_page_goes_on(
    monkeypatch: pytest.MonkeyPatch, problem: DeliveryProblem
) -> None:
    app = shown(monkeypatch, ModelState(problem=DeliveryError(problem, "the log's own words")))

    (notice,) = [warning.value for warning in app.warning]
    assert ui.delivery.text(f"delivery.reason.{problem}") in notice
    assert ui.delivery.text(f"delivery.remedy.{problem}") in notice
    assert "the log's own words" not in notice  # they may name addresses
    assert app.markdown[-1].value == "the rest of the page"


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        pytest.param(Progress(Stage.FETCHING), "Fetching", id="size not known"),
        pytest.param(Progress(Stage.FETCHING, 5_600_000, 11_200_000), "5.6 of 11.2 MB", id="half way"),
        pytest.param(Progress(Stage.CONVERTING), "Making it ready", id="converting"),
        pytest.param(Progress(Stage.WAITING), "Another process", id="waiting"),
    ],
)
def test_a_bar_shows_how_far_it_is_and_the_page_goes_on(
    monkeypatch: pytest.MonkeyPatch, progress: Progress, said: str
) -> None:
    app = shown(monkeypatch, ModelState(progress=progress))

    assert app.status[0].label == ui.delivery.text("delivery.on_its_way")
    (bar,) = app.get("progress")
    assert said in bar.proto.text
    assert bar.proto.value == round((progress.share or 0.0) * 100)
    assert app.markdown[-1].value == "the rest of the page"


def test_nothing_is_said_when_there_is_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(monkeypatch, ModelState())

    assert not app.warning
    assert not app.status
