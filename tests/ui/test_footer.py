"""People to talk to: the way to them is short."""

import re

import pytest

from recommendations.catalogue import load
from ui.footer import nearest_first


@pytest.mark.parametrize(("code", "first"), [("en", "lifeline-988"), ("es", "linea-024")])
def test_after_the_directories_come_those_who_speak_the_visitors_language(code: str, first: str) -> None:
    lines = nearest_first(load(language=code).support, code)
    directories = [line for line in lines if line.directory]
    assert lines[: len(directories)] == directories
    assert lines[len(directories)].id == first
    assert {line.id for line in lines} == {line.id for line in load().support}


@pytest.mark.parametrize("code", ["en", "es"])
def test_what_is_dialled_is_the_number_that_is_written(code: str) -> None:
    for line in load(language=code).support:
        written = re.sub(r"\D", "", line.reach)
        assert (line.phone or "") == written, line.id
