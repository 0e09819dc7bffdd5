"""The catalogue: what the YAML files under `content/` hold, read strictly and never changed afterwards.

English is the master; a folder named after another language holds the texts of that language (see `translation`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from core.emotions import Emotion
from recommendations.errors import CatalogueError
from recommendations.schema import ENGLISH, Activity, Intent, Music, Quote, ReasonTexts, SupportLine
from recommendations.translation import Translation
from recommendations.yaml_files import read

__all__ = ["ENGLISH", "Activity", "Catalogue", "CatalogueError", "Intent", "Music", "Quote", "SupportLine",
           "languages", "load"]  # fmt: skip

CONTENT = Path(__file__).parent / "content"

Content = TypeVar("Content")


@dataclass(frozen=True)
class Catalogue:
    """All that can be recommended, in one language. `untranslated` lists the texts that still wait for it; a quote
    that is left as its author or translator has it does not (see `Quote.language`).

    Raises CatalogueError where two entries share an id, and where an emotion and an intent are left without a quote,
    an activity or music: with that, there is always something to recommend.
    """

    quotes: tuple[Quote, ...]
    activities: tuple[Activity, ...]
    music: tuple[Music, ...]
    support: tuple[SupportLine, ...]
    reasons: ReasonTexts
    language: str = ENGLISH
    untranslated: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, emotion, intent in self._gaps():
            raise CatalogueError(
                f"{name}.yaml: nothing for emotion '{emotion}' with intent '{intent}'. Add an entry that suits both."
            )
        ids = Counter(item.id for items in (*self.kinds.values(), self.support) for item in items)
        for name, count in ids.items():
            if count > 1:
                raise CatalogueError(f"catalogue: {count} entries have the id '{name}'. Give each its own.")

    @cached_property
    def kinds(self) -> Mapping[str, tuple[Quote, ...] | tuple[Activity, ...] | tuple[Music, ...]]:
        """The three kinds that a recommendation is made of, by name."""
        return {"quotes": self.quotes, "activities": self.activities, "music": self.music}

    @cached_property
    def by_id(self) -> Mapping[str, Quote | Activity | Music]:
        """Everything that can be recommended, by its id."""
        return {item.id: item for items in self.kinds.values() for item in items}

    @cached_property
    def coverage(self) -> Mapping[tuple[str, Emotion, Intent], int]:
        """How many entries there are for each (kind, emotion, intent); 0 where there are none."""
        return Counter(
            (name, emotion, intent)
            for name, items in self.kinds.items()
            for item in items
            for emotion, intent in product(item.emotions, item.intents)
        )

    def _gaps(self) -> Iterator[tuple[str, Emotion, Intent]]:
        return (place for place in product(self.kinds, Emotion, Intent) if not self.coverage[place])


def languages(folder: Path = CONTENT) -> tuple[str, ...]:
    """English first, then every language that has a folder."""
    return (ENGLISH, *sorted(path.name for path in folder.iterdir() if path.is_dir()))


def load(folder: Path | None = None, language: str = ENGLISH) -> Catalogue:
    """Read and check every file of `folder` (the bundled one by default).

    What `language` lacks stays English and is listed in `untranslated`. Raises CatalogueError, which names the file,
    the place and the mend, for anything that is not as the schema has it.
    """
    folder = folder or CONTENT
    translation = None if language == ENGLISH else Translation(folder / language)
    return Catalogue(
        quotes=_entries(folder / "quotes.yaml", TypeAdapter(tuple[Quote, ...]), translation),
        activities=_entries(folder / "activities.yaml", TypeAdapter(tuple[Activity, ...]), translation),
        music=_entries(folder / "music.yaml", TypeAdapter(tuple[Music, ...]), translation),
        support=_entries(folder / "support.yaml", TypeAdapter(tuple[SupportLine, ...]), translation),
        reasons=_reasons(folder / "reasons.yaml", translation),
        language=language,
        untranslated=tuple(translation.missing) if translation else (),
    )


def _entries(path: Path, form: TypeAdapter[Content], translation: Translation | None) -> Content:
    raw = read(path)
    english = _checked(path.name, form, raw)
    return english if translation is None else _checked(path.name, form, translation.of_items(path.name, raw))


def _reasons(path: Path, translation: Translation | None) -> ReasonTexts:
    raw, form = read(path), TypeAdapter(ReasonTexts)
    english = _checked(path.name, form, raw)
    return english if translation is None else _checked(path.name, form, translation.of_texts(path.name, raw))


def _checked(name: str, form: TypeAdapter[Content], raw: Any) -> Content:
    try:
        return form.validate_python(raw)
    except ValidationError as error:
        raise CatalogueError("\n".join(_sentence(name, raw, detail) for detail in error.errors())) from error


def _sentence(name: str, raw: Any, detail: ErrorDetails) -> str:
    """File, place and mend: "activities.yaml, 'box-breathing', minutes: ..."."""
    mends = {
        "missing": "this key is missing; add it",
        "extra_forbidden": "no such key is known; correct its spelling or take it out",
    }
    place = ", ".join([name, *_steps_to(raw, detail["loc"])])
    mend = mends.get(detail["type"]) or f"{detail['msg']}; found {detail['input']!r}"
    return f"{place}: {mend}."


def _steps_to(raw: Any, path: tuple[int | str, ...]) -> Iterator[str]:
    """Each step towards a place; an entry of a list goes by its id where it has one."""
    for step in path:
        inside = _inside(raw, step)
        yield f"'{inside['id']}'" if isinstance(inside, dict) and "id" in inside else str(step)
        raw = inside


def _inside(raw: Any, step: int | str) -> Any:
    """What is at `step` of a list or mapping; None where there is nothing."""
    if isinstance(raw, list) and isinstance(step, int) and step < len(raw):
        return raw[step]
    return raw.get(step) if isinstance(raw, dict) else None
