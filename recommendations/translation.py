"""Texts of another language, laid over the English ones: a translation is a folder of files with texts only.

`es/activities.yaml`, for one, maps an activity's id to its title, steps and so on. What it lacks stays English and is
listed; what it has and English has not is a mistake and an error.
"""

from pathlib import Path
from typing import Any

from recommendations.errors import CatalogueError
from recommendations.schema import ENGLISH
from recommendations.yaml_files import read

QUOTES = "quotes.yaml"

# The fields of an entry that a person reads as prose. Music stays as its authors left it, and so does a quote whose
# English is its author's own, or a known translator's. Where the English is this project's translation, and the entry
# has its `original`, a translation is made from that; who wrote in this very language is given in their own words.
ITEM_TEXTS = {
    QUOTES: ("text", "author", "work"),
    "activities.yaml": ("title", "steps", "known_for", "caution"),
    "support.yaml": ("region", "reach"),
}


class Translation:
    """One language's folder. `missing` collects the texts that were asked of it and are not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.missing: list[str] = []

    def of_items(self, name: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """`items` with the texts of this language in place of the English ones; each item has an id."""
        fields = ITEM_TEXTS.get(name, ())
        texts = {item["id"]: {key: item[key] for key in fields if item.get(key) is not None} for item in items}
        before = len(self.missing)
        translated = self.of_texts(name, texts)
        if name == QUOTES:
            due = {f"{self._place(name)}: {item['id']}: text" for item in items if "original" in item}
            self.missing[before:] = [place for place in self.missing[before:] if place in due]
            return [item | self._with_language(item, translated[item["id"]]) for item in items]
        return [item | translated[item["id"]] for item in items]

    def of_texts(self, name: str, texts: dict[str, Any]) -> dict[str, Any]:
        """Nested texts with those of this language in place of the English ones."""
        path = self._folder / name
        return self._merged(texts, (read(path) or {}) if path.exists() else {}, self._place(name))

    def _place(self, name: str) -> str:
        return f"{self._folder.name}/{name}"

    def _with_language(self, quote: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
        """The texts of a quote and the language of what it says, whatever its author and work are called."""
        return texts | {"language": ENGLISH if texts["text"] == quote["text"] else self._folder.name}

    def _merged(self, english: dict[str, Any], ours: Any, place: str) -> dict[str, Any]:
        if not isinstance(ours, dict):
            raise CatalogueError(f"{place}: expected texts by name, found {ours!r}. Write 'name: text'.")
        if unknown := sorted(map(str, ours.keys() - english.keys())):
            raise CatalogueError(f"{place}: English has no {', '.join(unknown)}. Correct the name or take it out.")
        return {key: self._text(text, ours, key, f"{place}: {key}") for key, text in english.items()}

    def _text(self, english: Any, ours: dict[str, Any], key: str, place: str) -> Any:
        if isinstance(english, dict):
            return self._merged(english, ours.get(key, {}), place)
        if key not in ours:
            self.missing.append(place)
            return english
        if isinstance(english, list) and len(english) != len(ours[key]):
            raise CatalogueError(f"{place}: {len(ours[key])} steps, English has {len(english)}. Match them one to one.")
        return ours[key]
