"""Search links for music: built from title and artist, so that none can rot."""

from urllib.parse import quote

from recommendations.schema import Music


def _search(address: str, music: Music) -> str:
    """`address` ends where the search words belong."""
    return address + quote(f"{music.title} {music.artist}", safe="")


def youtube(music: Music) -> str:
    """A YouTube search for this recording."""
    return _search("https://www.youtube.com/results?search_query=", music)


def spotify(music: Music) -> str:
    """A Spotify search for this recording."""
    return _search("https://open.spotify.com/search/", music)
