"""What a person takes away."""

import pytest
import streamlit as st

from recommendations.catalogue import Catalogue, load
from recommendations.history import History
from recommendations.links import youtube
from recommendations.schema import Activity, Music
from ui.keepsakes import as_text, kept_ids
from ui.visit import Visit


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    visit = Visit()
    monkeypatch.setattr(st, "session_state", {"visit": visit})
    return visit


def test_saved_things_come_first_and_nothing_twice(visit: Visit):
    visit.history = History(saved=("b", "a"), helped=frozenset({"a", "c"}))
    assert kept_ids() == ["b", "a", "c"]


def test_the_text_has_everything_needed_to_do_it_again(visit: Visit, catalogue: Catalogue):
    activity = next(each for each in catalogue.activities if each.caution)
    visit.history = History(saved=(activity.id, catalogue.music[0].id, catalogue.quotes[0].id))
    written = as_text(catalogue)
    assert isinstance(activity, Activity)
    assert isinstance(catalogue.music[0], Music)
    for part in (activity.title, *activity.steps, activity.caution, youtube(catalogue.music[0])):
        assert part is not None
        assert part in written
    assert f"“{catalogue.quotes[0].text}” — {catalogue.quotes[0].author}\n{catalogue.quotes[0].work}" in written


def test_the_text_names_the_translator_and_gives_a_proverb_no_work(visit: Visit, catalogue: Catalogue):
    visit.save("epictetus-notions")
    assert as_text(catalogue).endswith("Epictetus\nEnchiridion, 5, translated by Elizabeth Carter\n")
    visit.save("proverb-haste")
    assert as_text(catalogue).endswith("Swahili proverb\n")


def test_the_text_says_what_helped(visit: Visit, catalogue: Catalogue):
    item = catalogue.quotes[0]
    visit.save(item.id)
    assert "(This helped)" not in as_text(catalogue)
    visit.helped(item.id)
    assert "(This helped)" in as_text(catalogue)


def test_what_a_catalogue_lacks_is_left_out(visit: Visit, catalogue: Catalogue):
    visit.save("no-such-thing")
    assert as_text(catalogue).strip() == "Kept from a visit to Kindmirror"
