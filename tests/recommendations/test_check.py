"""The command that says whether the catalogue is as good as we say it is."""

from dataclasses import replace

import pytest

from recommendations import check
from recommendations.catalogue import Catalogue, CatalogueError


def test_the_bundled_catalogue_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main() == 0
    printed = capsys.readouterr().out
    assert "The catalogue is sound." in printed


def test_it_tells_how_many_quotes_of_a_translation_are_in_english(
    spanish: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    english = sum(quote.language == "en" for quote in spanish.quotes)
    assert 0 < english < len(spanish.quotes)
    told = f"0 texts wait for a translation; {english} of {len(spanish.quotes)} quotes are in English"
    assert check.staying(spanish) == told
    assert check.main() == 0
    assert f"es: {told}\n" in capsys.readouterr().out


def test_the_table_counts_each_emotion_and_kind(catalogue: Catalogue) -> None:
    lines = check.table(catalogue).splitlines()
    assert len(lines) == 2 + 7 + 1
    assert lines[-1].split() == ["in", "all", *(str(len(items)) for items in catalogue.kinds.values())]


def test_it_is_as_deep_as_promised(catalogue: Catalogue) -> None:
    assert len(catalogue.activities) >= 40
    assert len(catalogue.quotes) >= 84
    assert len(catalogue.music) >= 70


def faults(catalogue: Catalogue, **parts: object) -> str:
    return "\n".join(check.problems(replace(catalogue, **parts)))  # type: ignore[arg-type]


def test_too_few_are_a_gap(catalogue: Catalogue) -> None:
    few = tuple(music for music in catalogue.music if "sad" not in music.emotions or music.genre == "soul")
    found = faults(catalogue, music=few)
    assert "music.yaml: 4 for 'sad', expected 10 or more" in found
    assert "music.yaml: 3 for 'sad' to 'lift', expected 5 or more" in found


def test_too_few_for_any_mood_are_a_gap(catalogue: Catalogue) -> None:
    some = tuple(quote for quote in catalogue.quotes if len(quote.emotions) < 7 or quote.id == "basho-pond")
    found = faults(catalogue, quotes=some)
    assert "quotes.yaml: 1 for any mood to 'calm', expected 5 or more. Add some." in found
    assert "quotes.yaml: 0 for any mood to 'lift'" in found


def test_a_duplicate_is_found_whatever_its_punctuation(catalogue: Catalogue) -> None:
    twin = catalogue.quotes[0].model_copy(update={"id": "twin", "text": catalogue.quotes[0].text.upper() + " !"})
    assert "is there 2 times. Keep one." in faults(catalogue, quotes=(*catalogue.quotes, twin))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"died": 1990}, "died in 1990; the text is not yet free"),
        ({"translator": "A. Person", "translator_died": 2001}, "A. Person died in 2001"),
        ({"translator": "A. Person"}, "name the translator and the year they died"),
        ({"text": "You should cheer up."}, "says 'you should', which we do not"),
    ],
    ids=["author", "translator", "half-a-translator", "phrase"],
)
def test_a_faulty_quote_is_named(catalogue: Catalogue, change: dict[str, object], complaint: str) -> None:
    odd = catalogue.quotes[0].model_copy(update={"id": "odd", "text": "Odd.", "died": 1900} | change)
    found = faults(catalogue, quotes=(*catalogue.quotes, odd))
    assert "quotes.yaml, 'odd'" in found
    assert complaint in found


def test_breathing_without_a_word_of_caution_is_named(catalogue: Catalogue) -> None:
    rash = catalogue.by_id["box-breathing"].model_copy(update={"id": "rash", "title": "Rash", "caution": None})
    found = faults(catalogue, activities=(*catalogue.activities, rash))
    assert found == "activities.yaml, 'rash': breathing on purpose can make dizzy. Add a caution."


def test_phrases_are_looked_for_in_steps_cautions_and_reasons(catalogue: Catalogue) -> None:
    places = {place for place, _ in check.texts(catalogue)}
    assert {"activities.yaml, 'box-breathing'", "reasons.yaml", "support.yaml, 'samaritans'"} <= places
    texts = {text for _, text in check.texts(catalogue)}
    assert catalogue.activities[0].steps[0] in texts
    assert catalogue.reasons.openings.unsure in texts


def test_a_catalogue_that_does_not_load_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(language: str) -> Catalogue:
        raise CatalogueError("music.yaml, 'a', year: missing")

    monkeypatch.setattr(check, "load", broken)
    assert check.main() == 1
    assert "en: music.yaml, 'a', year: missing" in capsys.readouterr().out
