"""Loading the catalogue, and what it says when a file is not right."""

from pathlib import Path

import pytest

from core.emotions import Emotion
from recommendations.catalogue import Activity, Catalogue, CatalogueError, Intent, languages, load
from recommendations.schema import GroundingGuide


def rewrite(file: Path, old: str, new: str) -> None:
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), "utf-8")


def test_the_bundled_catalogue_has_something_for_every_emotion_and_intent(catalogue: Catalogue) -> None:
    assert all(
        catalogue.coverage[kind, emotion, aim] for kind in catalogue.kinds for emotion in Emotion for aim in Intent
    )


def test_every_item_is_found_by_its_id(catalogue: Catalogue) -> None:
    assert len(catalogue.by_id) == len(catalogue.quotes) + len(catalogue.activities) + len(catalogue.music)
    assert catalogue.by_id["box-breathing"].id == "box-breathing"


def test_the_guide_of_the_sigh_takes_its_second_sip(catalogue: Catalogue) -> None:
    sigh = catalogue.by_id["slow-sighs"]
    assert isinstance(sigh, Activity)
    assert "one more small sip" in sigh.steps[1]
    assert isinstance(sigh.guide, GroundingGuide), "a guide of plain breaths would leave the sip out"
    assert sigh.guide.step_seconds[1] > 0


def test_there_are_people_to_talk_to_and_a_directory(catalogue: Catalogue) -> None:
    support = catalogue.support
    assert any(line.directory for line in support)
    assert len([line for line in support if not line.directory]) >= 3


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("activities.yaml", "minutes: 3", "minutes: soon", r"activities.yaml, '[a-z-]+', minutes: .*found 'soon'"),
        (
            "activities.yaml",
            "  caution: null\n",
            "",
            r"activities.yaml, '[a-z-]+', caution: this key is missing; add it",
        ),
        (
            "activities.yaml",
            "family: noticing",
            "famly: noticing",
            r"famly: no such key is known; correct its spelling",
        ),
        ("activities.yaml", "link: https:", "link: http:", r"activities.yaml, '[a-z-]+', source, link: .*found 'http:"),
        ("quotes.yaml", "text: ", "text: [", r"quotes.yaml, line \d+: .*Mend that line"),
        (
            "quotes.yaml",
            "author: Catullus,",
            "author: Catullus, author: Ovid,",
            r"quotes.yaml, line \d+: 'author' is given",
        ),
        ("music.yaml", "id: respect", "id: september", r"2 entries have the id 'september'"),
        (
            "reasons.yaml",
            "  lift: something that may lift the moment a little\n",
            "",
            r"reasons.yaml: .*no words for lift",
        ),
    ],
    ids=["type", "missing", "misspelt", "link", "syntax", "twice", "same-id", "reason"],
)
def test_an_error_names_the_file_the_place_and_the_mend(
    folder: Path, file: str, old: str, new: str, complaint: str
) -> None:
    rewrite(folder / file, old, new)
    with pytest.raises(CatalogueError, match=complaint):
        load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "music.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"music.yaml: cannot be read .* Put the file back"):
        load(folder)


def test_a_file_that_holds_no_list_is_named(folder: Path) -> None:
    (folder / "music.yaml").write_text("just a word", "utf-8")
    with pytest.raises(CatalogueError, match=r"music.yaml: Input should be a valid tuple"):
        load(folder)


def test_a_gap_keeps_the_catalogue_from_loading(folder: Path) -> None:
    (folder / "music.yaml").write_text(
        "- {id: a, title: A, artist: B, year: 2000, genre: pop, country: Chad, emotions: [sad], intents: [calm]}",
        "utf-8",
    )
    with pytest.raises(CatalogueError, match=r"music.yaml: nothing for emotion 'angry' with intent 'lift'"):
        load(folder)


def test_every_language_with_a_folder_is_offered() -> None:
    assert languages() == ("en", "es")
