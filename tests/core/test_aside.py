"""A file is there once it is whole, and nothing else is touched on the way."""

from pathlib import Path

import pytest

from core.aside import written_aside


def break_off(place: Path, end: type[BaseException]) -> None:
    with written_aside(place) as file:
        file.write_text("half")
        raise end


def test_what_was_written_is_there_afterwards_and_nothing_else_is(tmp_path: Path):
    place = tmp_path / "party.mp4"
    with written_aside(place) as file:
        file.write_text("party")
        assert file.suffix == ".mp4"
        assert not place.exists()
    assert [each.name for each in tmp_path.iterdir()] == ["party.mp4"]
    assert place.read_text() == "party"


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt])
def test_what_goes_wrong_leaves_what_was_there(tmp_path: Path, end: type[BaseException]):
    place = tmp_path / "party.mp4"
    place.write_text("precious")
    with pytest.raises(end):
        break_off(place, end)
    assert [each.name for each in tmp_path.iterdir()] == ["party.mp4"]
    assert place.read_text() == "precious"


@pytest.mark.parametrize("before", ["old", None], ids=["a file", "nothing yet"])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path, before: str | None):
    place, target = tmp_path / "party.mp4", tmp_path / "elsewhere" / "film"
    target.parent.mkdir()
    place.symlink_to("elsewhere/film")
    if before:
        target.write_text(before)
    with written_aside(place) as file:
        file.write_text("party")
        assert file.suffix == ".mp4"
    assert place.is_symlink()
    assert target.read_text() == "party"
    assert [each.name for each in target.parent.iterdir()] == ["film"]


@pytest.mark.parametrize("ending", [".part", ".tmp"])
def test_neighbours_with_similar_names_are_let_be(tmp_path: Path, ending: str):
    neighbour = tmp_path / f"party.mp4{ending}"
    neighbour.write_text("precious")
    with written_aside(tmp_path / "party.mp4") as file:
        file.write_text("party")
    assert neighbour.read_text() == "precious"


def test_the_file_is_open_to_the_same_people_as_any_other(tmp_path: Path):
    (tmp_path / "usual").touch()
    with written_aside(tmp_path / "party.mp4") as file:
        file.touch()
    assert (tmp_path / "party.mp4").stat().st_mode == (tmp_path / "usual").stat().st_mode
