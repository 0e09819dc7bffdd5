"""What somebody who deploys the app can set, each by its environment variable or its key in secrets.toml.

    KINDMIRROR_MODEL_URL      where the .keras file is: a Google Drive link or id, or https; several are mirrors
    KINDMIRROR_MODEL_SHA256   its SHA-256
    KINDMIRROR_MODEL_CARD     its model card: a path, or the JSON itself
    KINDMIRROR_LITERT_URL     where its LiteRT conversion is, if it need not be made here; several are mirrors
    KINDMIRROR_DETECTOR       the YuNet face detector: "auto" (fetched once), "off", a path, or addresses of mirrors
    KINDMIRROR_CACHE          the folder that keeps what was fetched and converted

With nothing set, the bundled network is used. The environment goes before secrets.toml.
"""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import platformdirs

from core.errors import DeliveryError, DeliveryProblem

DETECTOR_AUTO, DETECTOR_OFF = "auto", "off"
ADDRESS = ("https://", "http://")
_SWITCHES = {
    "": DETECTOR_AUTO,
    DETECTOR_AUTO: DETECTOR_AUTO,
    DETECTOR_OFF: DETECTOR_OFF,
    # TOML has words of its own for on and off.
    "true": DETECTOR_AUTO,
    "false": DETECTOR_OFF,
}


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that keeps what was fetched and converted; it may not exist yet.

    Raises DeliveryError where it is to be in somebody's home, and there is none.
    """
    chosen = environment.get("KINDMIRROR_CACHE", "").strip()
    try:
        if chosen:
            return Path(chosen).expanduser().absolute()
        return platformdirs.user_cache_path("kindmirror", appauthor=False)
    except RuntimeError as error:
        raise DeliveryError(
            DeliveryProblem.SETTINGS,
            "expected a home folder for what is fetched and converted, found none; set KINDMIRROR_CACHE to a folder",
        ) from error


@dataclass(frozen=True)
class Settings:
    """The values as they were written; whether they make sense is said where they are used.

    `model_urls`, `litert_urls` and `detector` hold one word for each address; the empty tuple and the empty
    string mean "not set".
    """

    model_urls: tuple[str, ...] = ()
    model_sha256: str = ""
    model_card: str = ""
    litert_urls: tuple[str, ...] = ()
    detector: tuple[str, ...] = (DETECTOR_AUTO,)
    cache: Path = field(default_factory=cache_folder)

    @classmethod
    def read(cls, environment: Mapping[str, str], secrets: Mapping[str, object]) -> Self:
        """From the environment, and from the top level of secrets.toml where the environment is silent.

        Raises DeliveryError as `cache_folder` does.
        """

        def words(name: str) -> tuple[str, ...]:
            return _words(environment.get(name) or secrets.get(name) or ())

        def whole(name: str) -> str:
            return str(environment.get(name) or secrets.get(name) or "").strip()

        return cls(
            model_urls=words("KINDMIRROR_MODEL_URL"),
            model_sha256=whole("KINDMIRROR_MODEL_SHA256").lower(),
            model_card=whole("KINDMIRROR_MODEL_CARD"),
            litert_urls=words("KINDMIRROR_LITERT_URL"),
            detector=_detector(environment.get("KINDMIRROR_DETECTOR") or secrets.get("KINDMIRROR_DETECTOR", "")),
            cache=cache_folder({"KINDMIRROR_CACHE": whole("KINDMIRROR_CACHE")}),
        )

    @property
    def fetches_detector(self) -> bool:
        """Whether the face detector is to be fetched where it is not in the cache."""
        return self.detector[0] == DETECTOR_AUTO or self.detector[0].startswith(ADDRESS)


def path_of(word: str) -> Path:
    """The path that a value names; where nobody has a home, ~ is a name like any other."""
    return Path(os.path.expanduser(word))  # noqa: PTH111 - Path's own raises there


def read_settings() -> Settings:
    """The settings as the app reads them, for commands: the project's secrets go before the user's.

    Raises DeliveryError where a secrets.toml is not TOML: unlike the app, a command does not go on without it. And as
    `cache_folder` does.
    """
    folders = [Path()]
    with suppress(RuntimeError):  # who has no home has no secrets there
        folders.insert(0, Path.home())
    secrets: dict[str, object] = {}
    for folder in folders:
        file = folder / ".streamlit" / "secrets.toml"
        if file.is_file():
            secrets |= _toml(file)
    return Settings.read(os.environ, secrets)


def _toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:  # the line is in its text
        raise DeliveryError(
            DeliveryProblem.SETTINGS, f"{file}: expected TOML, found: {error}; nothing is done until that is mended"
        ) from error


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _words(value: object) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else tuple(map(str, _listed(value)))


def _detector(value: object) -> tuple[str, ...]:
    """A path may hold spaces, so only addresses are taken apart."""
    words = _words(value)
    if words and words[0].startswith(ADDRESS):
        return words
    whole = value.strip() if isinstance(value, str) else " ".join(words)
    return (_SWITCHES.get(whole.lower(), whole),)
