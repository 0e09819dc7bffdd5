"""The network and the face detector of this deployment: `python -m core.model_store COMMAND`.

status   what is set, and what is here
fetch    bring here and convert what is set, so that the first visitor does not wait for it
verify   check every file's SHA-256; ends with 1 where one is missing or changed
clear    remove what was fetched and converted

Reads the environment and `.streamlit/secrets.toml`, as the app does.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import ModelError
from core.model_store.cache import Progress, clear, kept
from core.model_store.files import BUNDLED, bundled, require, yunet_file
from core.model_store.preparation import configured_card, fetch_yunet, is_configured, litert_at_hand, prepare
from core.model_store.settings import DETECTOR_OFF, Settings, read_settings


def status(settings: Settings) -> bool:
    """Print what is set and what is here."""
    files = kept(settings.cache)
    size = sum(file.stat().st_size for file in files if file.is_file())
    print(f"cache      {settings.cache} ({len(files)} files, {size / 1e6:.1f} MB)")
    if is_configured(settings):
        print(f"network    configured: {' or '.join(settings.model_urls) or 'no address'}")
    else:
        print(f"network    bundled: {BUNDLED}")
    if _is_off(settings):
        print("detector   Haar cascade; YuNet is switched off")
    else:
        missing = " until YuNet was fetched" if settings.fetches_detector else f"; no YuNet at {settings.detector[0]}"
        print(f"detector   {yunet_file(settings) or f'Haar cascade{missing}'}")
    return True


def fetch(settings: Settings) -> bool:
    """Bring everything here; say what failed."""
    files = _tried("network", lambda: prepare(settings, report=_show).tflite)
    detector = _tried(
        "detector", lambda: "Haar cascade" if _is_off(settings) else _required(fetch_yunet(settings, report=_show))
    )
    return files and detector


def verify(settings: Settings) -> bool:
    """Check what is here, and open nothing."""
    return all(
        [
            _tried("bundled", lambda: bundled().tflite),
            not is_configured(settings) or _tried("configured", lambda: _configured(settings)),
            _is_off(settings) or _tried("detector", lambda: _required(yunet_file(settings))),
        ]
    )


def remove(settings: Settings) -> bool:
    """Clear the cache."""
    gone = clear(settings.cache)
    print(f"removed {len(gone)} files from {settings.cache}")
    return True


def _configured(settings: Settings) -> Path:
    card = configured_card(settings)
    require(settings.cache / f"{card.keras_sha256}.keras", card.keras_sha256)
    if file := litert_at_hand(card, settings):
        return file
    raise ModelError(f"{settings.cache}: expected the network's LiteRT file, found none that is whole")


def _is_off(settings: Settings) -> bool:
    return settings.detector == (DETECTOR_OFF,)


def _required(yunet: Path | None) -> Path:
    if yunet is not None:
        return yunet
    raise ModelError("expected YuNet's file, found none; faces are found by the Haar cascade")


def _tried(what: str, work: Callable[[], object]) -> bool:
    try:
        print(f"{what:<10} {work()}")
    except ModelError as error:
        print(f"{what:<10} FAILED: {error}")
        return False
    return True


def _show(progress: Progress) -> None:
    if sys.stderr.isatty():
        share = "" if progress.share is None else f" {progress.share:4.0%}"
        print(f"\r{progress.stage}{share}   ", end="\r", file=sys.stderr, flush=True)


COMMANDS = {"status": status, "fetch": fetch, "verify": verify, "clear": remove}


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m core.model_store", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args(arguments).command]
    try:
        return 0 if command(read_settings()) else 1
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
