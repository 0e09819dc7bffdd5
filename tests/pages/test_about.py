"""The page that says what Kindmirror is, and how good its network is."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.model_card import ModelCard
from training.robustness import CHANGES
from ui import model_figures

ROOT = Path(__file__).parents[2]
CARD = ModelCard.read(ROOT / "model" / "model_card.json")


@pytest.fixture(scope="module")
def page() -> AppTest:
    return AppTest.from_file(ROOT / "app.py", default_timeout=30).run().switch_page("pages/about.py").run()


def tables(page: AppTest) -> str:
    return " ".join(each.proto.body for each in page.get("html"))


def test_it_says_what_it_is_not_before_it_says_how_good_it_is(page: AppTest) -> None:
    assert not page.exception
    headings = [each.value for each in page.header]
    assert headings == ["What it is not", "What happens to pictures", "How good the network is"]


def test_the_figures_are_the_cards(page: AppTest) -> None:
    evaluation = CARD.evaluation
    assert evaluation is not None
    assert evaluation.shown.majority is not None
    words = " ".join(each.value for each in page.markdown)
    assert f"{evaluation.shown.majority.accuracy:.1%}" in words
    assert f"{evaluation.shown.labels.accuracy:.1%}" in words
    for measured in evaluation.shown.majority.by_emotion.values():
        assert (
            f'<td class="figure">{measured.precision:.0%}</td><td class="figure">{measured.recall:.0%}</td>'
            in tables(page)
        )


def test_worse_pictures_have_a_row_each(page: AppTest) -> None:
    assert len(CARD.robustness) > 1
    for row in CARD.robustness:
        assert (
            f'<td class="figure">{row.majority_accuracy:.0%}</td><td class="figure">{row.unchanged:.0%}</td>'
            in tables(page)
        )


def test_two_runs_of_one_network_are_told_apart(page: AppTest) -> None:
    rows = [row for row in CARD.networks if row.network == "quick_resnet"]
    assert len(rows) > 1
    assert "<td>quick_resnet</td>" in tables(page)
    assert tables(page).count("<td>quick_resnet, going on from quick_resnet_") == len(rows) - 1


def test_the_charts_say_in_words_what_they_show(page: AppTest) -> None:
    described = [each.proto.alt for each in page.get("vega_lite_chart")]
    assert any(each.startswith("A square for each pair") for each in described)
    assert any(each.startswith("Points close to the line") for each in described)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_named_in_the_visitors_words(change: str) -> None:
    assert model_figures._change(change) != change or change == "a quarter of the light"


def test_a_change_that_we_have_no_words_for_is_shown_as_it_is() -> None:
    assert model_figures._change("hats, large ones") == "hats, large ones"


def test_a_network_without_figures_says_so() -> None:
    def bare() -> None:
        from core.model_card import ModelCard  # noqa: PLC0415
        from ui import model_figures  # noqa: PLC0415
        from ui.resources import classifier  # noqa: PLC0415

        card: ModelCard = classifier().card
        model_figures.show(card.model_copy(update={"evaluation": None, "robustness": ()}))

    test = AppTest.from_function(bare, default_timeout=30).run()
    assert not test.exception
    assert [each.value for each in test.info] == ["This network came without an evaluation."]
