"""Phrases we do not use."""

import pytest

from recommendations.phrases import unwanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You are sad.", ("you are sad",)),
        ("You’re   Angry", ("you're angry",)),
        ("Cheer up, it could be worse!", ("cheer up", "could be worse")),
        ("You should smile.", ("you should",)),
        ("This cures fear.", ("cures",)),
        ("Anímate.", ("anímate",)),
        ("The expression looks closest to sad.", ()),
        ("Take it wherever you are.", ()),
        ("It obscures the view.", ()),
        ("", ()),
    ],
    ids=[
        "claim",
        "typography",
        "two",
        "urging",
        "cure",
        "spanish",
        "our-wording",
        "harmless",
        "inside-a-word",
        "empty",
    ],
)
def test_what_is_found_in_a_text(text: str, found: tuple[str, ...]) -> None:
    assert unwanted(text) == found
