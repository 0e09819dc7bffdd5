"""Phrases we do not use: a claim about a person's feelings, a diagnosis, urging, cheerfulness at a sad face."""

import re
from functools import cache
from itertools import product
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).parent / "content" / "unwanted_phrases.yaml"


class Group(BaseModel):
    """Phrases that are left out for one reason. {feeling} in a phrase stands for each of the feelings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str
    phrases: tuple[str, ...]
    feelings: tuple[str, ...] = ()


def unwanted(text: str) -> tuple[str, ...]:
    """The phrases of the list that occur in `text`, as whole words, whatever their case; in order of the text."""
    return tuple(match.group().strip() for match in _pattern().finditer(_plain(text)))


@cache
def _pattern() -> re.Pattern[str]:
    groups = [Group.model_validate(raw) for raw in yaml.safe_load(FILE.read_text("utf-8"))]
    phrases = {_plain(phrase) for group in groups for phrase in _spelt_out(group)}
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _spelt_out(group: Group) -> list[str]:
    feelings = group.feelings or ("",)
    return [phrase.replace("{feeling}", feeling) for phrase, feeling in product(group.phrases, feelings)]


def _plain(text: str) -> str:
    """Lower case, straight apostrophes, single spaces: so that typography hides nothing."""
    return " ".join(text.lower().replace("’", "'").split())
