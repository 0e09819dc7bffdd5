"""Texts of another language, laid over the English ones."""

from pathlib import Path

import pytest

from core.emotions import Emotion, EmotionScores
from recommendations.catalogue import Catalogue, CatalogueError, load
from recommendations.recommend import recommend

SAD = EmotionScores.certain(Emotion.SAD)


def test_spanish_is_complete(spanish: Catalogue) -> None:
    assert spanish.untranslated == ()


def test_a_translation_changes_texts_and_nothing_else(catalogue: Catalogue, spanish: Catalogue) -> None:
    for ours, theirs in zip(catalogue.activities, spanish.activities, strict=True):
        texts = {"title", "steps", "known_for", "caution"}
        assert ours.model_dump(exclude=texts) == theirs.model_dump(exclude=texts)
        assert ours.title != theirs.title
    assert catalogue.music == spanish.music


def test_a_quote_says_in_which_language_it_is_and_only_our_own_translations_are_made_again(
    catalogue: Catalogue, spanish: Catalogue
) -> None:
    texts = {"text", "author", "work", "language"}
    for ours, theirs in zip(catalogue.quotes, spanish.quotes, strict=True):
        assert ours.model_dump(exclude=texts) == theirs.model_dump(exclude=texts)
        assert ours.language == "en"
        assert theirs.language == ("es" if ours.original else "en")
        assert (theirs.text != ours.text) == (theirs.language == "es")
        assert theirs.by_tradition == ours.by_tradition


def test_who_wrote_in_spanish_is_given_in_their_own_words(spanish: Catalogue) -> None:
    own_words = {quote.author for quote in spanish.quotes if quote.text == quote.original}
    assert own_words == {"Miguel de Cervantes", "Antonio Machado", "Proverbio español"}


def test_an_author_has_one_name_on_every_page(catalogue: Catalogue, spanish: Catalogue) -> None:
    """So that a taste for an author leads to the same choice in every language."""
    pairs = {(ours.author, theirs.author) for ours, theirs in zip(catalogue.quotes, spanish.quotes, strict=True)}
    assert len({ours for ours, _ in pairs}) == len({theirs for _, theirs in pairs}) == len(pairs)


def test_a_missing_translation_stays_english_and_is_listed(folder: Path, catalogue: Catalogue) -> None:
    (folder / "es" / "activities.yaml").write_text("box-breathing:\n  title: Respirar en cuadro\n", "utf-8")
    spanish = load(folder, "es")
    assert titles(spanish)["box-breathing"] == "Respirar en cuadro"
    assert titles(spanish)["unclench"] == titles(catalogue)["unclench"]
    assert "es/activities.yaml: box-breathing: steps" in spanish.untranslated
    assert "es/activities.yaml: box-breathing: title" not in spanish.untranslated


def test_a_quote_of_ours_that_waits_is_listed_and_one_that_may_stay_is_not(folder: Path) -> None:
    (folder / "es" / "quotes.yaml").write_text("seneca-delay:\n  author: Séneca\n", "utf-8")
    spanish = load(folder, "es")
    waiting = {place for place in spanish.untranslated if place.startswith("es/quotes.yaml")}
    assert "es/quotes.yaml: seneca-delay: text" in waiting
    assert len(waiting) == sum(quote.original is not None for quote in spanish.quotes)
    assert {quote.language for quote in spanish.quotes} == {"en"}


def test_what_english_has_not_is_a_mistake(folder: Path) -> None:
    (folder / "es" / "activities.yaml").write_text("box-breathing:\n  titel: Respirar en cuadro\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"es/activities.yaml: box-breathing: English has no titel"):
        load(folder, "es")


@pytest.mark.parametrize("content", ["just a word", "box-breathing: just a word"])
def test_a_translation_is_texts_by_name(folder: Path, content: str) -> None:
    (folder / "es" / "activities.yaml").write_text(content, "utf-8")
    with pytest.raises(CatalogueError, match=r"es/activities.yaml.*: expected texts by name, found 'just a word'"):
        load(folder, "es")


def test_a_translation_has_as_many_steps_as_the_original(folder: Path) -> None:
    (folder / "es" / "activities.yaml").write_text("box-breathing:\n  steps: [Uno.]\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"box-breathing: steps: 1 steps, English has 5"):
        load(folder, "es")


def test_a_language_without_a_folder_is_english(folder: Path, catalogue: Catalogue) -> None:
    french = load(folder, "fr")
    assert titles(french) == titles(catalogue)
    assert french.untranslated


def titles(catalogue: Catalogue) -> dict[str, str]:
    return {activity.id: activity.title for activity in catalogue.activities}


def test_the_choice_is_the_same_in_every_language(catalogue: Catalogue, spanish: Catalogue) -> None:
    ours, theirs = (recommend(each, SAD, answered=True, seed=3) for each in (catalogue, spanish))
    assert ours.ids == theirs.ids
    assert ours.activity.title != theirs.activity.title
    assert theirs.reason.startswith("Elegiste")
