"""What can be set, and where it is read from."""

from pathlib import Path

import pytest

from core.errors import DeliveryError, DeliveryProblem
from core.model_store import Settings, cache_folder
from core.model_store.settings import read_settings


def test_nothing_set_means_the_bundled_network_and_a_detector_that_is_fetched() -> None:
    settings = Settings.read({}, {})

    assert settings.model_urls == ()
    assert settings.detector == ("auto",)
    assert settings.cache.name == "kindmirror"


@pytest.mark.parametrize(
    ("environment", "secrets"),
    [
        pytest.param({"KINDMIRROR_MODEL_URL": "https://a/m https://b/m"}, {}, id="environment"),
        pytest.param({}, {"KINDMIRROR_MODEL_URL": ["https://a/m", "https://b/m"]}, id="list in secrets"),
        pytest.param({}, {"KINDMIRROR_MODEL_URL": "https://a/m\nhttps://b/m"}, id="lines in secrets"),
    ],
)
def test_several_addresses_are_mirrors(environment: dict[str, str], secrets: dict[str, object]) -> None:
    assert Settings.read(environment, secrets).model_urls == ("https://a/m", "https://b/m")


def test_the_environment_goes_before_the_secrets() -> None:
    settings = Settings.read({"KINDMIRROR_MODEL_CARD": "mine.json"}, {"KINDMIRROR_MODEL_CARD": "theirs.json"})

    assert settings.model_card == "mine.json"


def test_a_hash_is_read_whatever_its_letters() -> None:
    assert Settings.read({"KINDMIRROR_MODEL_SHA256": " AB12\n"}, {}).model_sha256 == "ab12"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("off", ("off",), id="off"),
        pytest.param("Off", ("off",), id="off in other letters"),
        pytest.param(" AUTO ", ("auto",), id="auto in other letters"),
        pytest.param("/my files/yunet.onnx", ("/my files/yunet.onnx",), id="path with a space"),
        pytest.param("https://a/y https://b/y", ("https://a/y", "https://b/y"), id="mirrors"),
    ],
)
def test_the_detector_is_a_word_a_path_or_addresses(written: str, read: tuple[str, ...]) -> None:
    assert Settings.read({"KINDMIRROR_DETECTOR": written}, {}).detector == read


@pytest.mark.parametrize(("written", "read"), [(False, "off"), (True, "auto"), ([], "auto")], ids=str)
def test_the_detector_is_switched_by_tomls_own_words_too(written: object, read: str) -> None:
    assert Settings.read({}, {"KINDMIRROR_DETECTOR": written}).detector == (read,)


def test_the_cache_can_be_put_elsewhere(tmp_path: Path) -> None:
    assert cache_folder({"KINDMIRROR_CACHE": str(tmp_path)}) == tmp_path
    assert Settings.read({"KINDMIRROR_CACHE": str(tmp_path)}, {}).cache == tmp_path


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container's user that has neither HOME nor an entry among the users."""
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", lambda uid: {}[uid])


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize("chosen", ["", "~/cache"])
def test_who_has_no_home_is_told_to_name_a_cache(chosen: str) -> None:
    with pytest.raises(DeliveryError, match="found none; set KINDMIRROR_CACHE to a folder"):
        cache_folder({"KINDMIRROR_CACHE": chosen})


@pytest.mark.usefixtures("homeless")
def test_who_has_no_home_can_do_with_a_cache_and_the_projects_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KINDMIRROR_CACHE", str(tmp_path))
    monkeypatch.delenv("KINDMIRROR_MODEL_CARD", raising=False)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('KINDMIRROR_MODEL_CARD = "card.json"\n')

    settings = read_settings()

    assert (settings.cache, settings.model_card) == (tmp_path, "card.json")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        pytest.param(b'KINDMIRROR_CACHE = "here"\nKINDMIRROR_MODEL_URL = https://a/m\n', "line 2", id="no quotes"),
        pytest.param(b'KINDMIRROR_CACHE = "caf\xe9"\n', "utf-8", id="not UTF-8"),
    ],
)
def test_secrets_that_are_not_toml_are_named_with_what_is_wrong(
    written: bytes, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_bytes(written)

    with pytest.raises(DeliveryError, match=rf"secrets\.toml: expected TOML, found: .*{says}") as raised:
        read_settings()

    assert raised.value.problem is DeliveryProblem.SETTINGS
