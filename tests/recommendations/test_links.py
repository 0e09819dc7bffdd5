"""Search links for music."""

from urllib.parse import parse_qs, unquote, urlsplit

from recommendations.catalogue import Catalogue
from recommendations.links import spotify, youtube
from recommendations.schema import Music

AWKWARD = Music.model_validate(
    {"id": "x", "title": "1/1 & Más? #2 %", "artist": "Sigur Rós", "year": 2000, "genre": "g", "country": "c",
     "emotions": ["sad"], "intents": ["calm"]}
)  # fmt: skip


def test_youtube_searches_for_title_and_artist() -> None:
    link = urlsplit(youtube(AWKWARD))
    assert (link.scheme, link.netloc, link.path) == ("https", "www.youtube.com", "/results")
    assert parse_qs(link.query) == {"search_query": ["1/1 & Más? #2 % Sigur Rós"]}


def test_spotify_searches_for_title_and_artist_in_one_step_of_the_path() -> None:
    link = urlsplit(spotify(AWKWARD))
    assert (link.scheme, link.netloc, link.query, link.fragment) == ("https", "open.spotify.com", "", "")
    assert [unquote(part) for part in link.path.split("/")] == ["", "search", "1/1 & Más? #2 % Sigur Rós"]


def test_every_link_of_the_catalogue_is_plain_ascii_without_spaces(catalogue: Catalogue) -> None:
    links = [link for music in catalogue.music for link in (youtube(music), spotify(music))]
    assert all(link.isascii() and " " not in link for link in links)
