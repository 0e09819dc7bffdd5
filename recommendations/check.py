"""`python -m recommendations.check`: is the catalogue as good as we say it is?

Prints how many entries there are for each emotion, intent and kind, how much of each translation is still in English,
then every fault it finds, and ends with status 1 if there is one. What the schema can see (a missing caution, a claim
without a source, a link that is not https) fails in `load` already and is printed the same way.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product

from core.emotions import Emotion
from recommendations.catalogue import ENGLISH, Catalogue, CatalogueError, languages, load
from recommendations.phrases import unwanted
from recommendations.schema import BreathingGuide, Family, Intent

# At least so many for an emotion, and for an emotion with an intent.
ENOUGH_FOR_EMOTION = {"quotes": 12, "activities": 15, "music": 10}
ENOUGH_FOR_INTENT = {"quotes": 5, "activities": 5, "music": 5}
ENOUGH_FOR_ANY_MOOD = 5  # of each kind for each intent: what suits somebody who would rather not say how it is

# Works are free once their author has been dead for seventy years: in 2026, whoever died before this year.
FREE_IF_DIED_BEFORE = 1956


def main() -> int:
    """Check every language; the status for the shell."""
    found = 0
    for language in languages():
        try:
            catalogue = load(language=language)
        except CatalogueError as error:
            faults = str(error).splitlines()
        else:
            print(table(catalogue) if language == ENGLISH else f"{language}: {staying(catalogue)}")
            faults = list(problems(catalogue))
        for fault in faults:
            print(f"{language}: {fault}")
        found += len(faults)
    print("The catalogue is sound." if not found else f"{found} to mend.")
    return 1 if found else 0


def table(catalogue: Catalogue) -> str:
    """Coverage by emotion, intent and kind, as text."""
    lines = [f"{'':10}" + "".join(f"{name:>24}" for name in catalogue.kinds)]
    lines.append(f"{'':10}" + "".join(f"{'/'.join(Intent):>24}" for _ in catalogue.kinds))
    for emotion in Emotion:
        counts = ("/".join(str(catalogue.coverage[name, emotion, aim]) for aim in Intent) for name in catalogue.kinds)
        lines.append(f"{emotion:10}" + "".join(f"{count:>24}" for count in counts))
    lines.append(f"{'in all':10}" + "".join(f"{len(items):>24}" for items in catalogue.kinds.values()))
    return "\n".join(lines)


def staying(catalogue: Catalogue) -> str:
    """How much of a translated catalogue is in English: what waits for a translation, and quotes that need none."""
    english = sum(quote.language == ENGLISH for quote in catalogue.quotes)
    return (
        f"{len(catalogue.untranslated)} texts wait for a translation; {english} of {len(catalogue.quotes)} quotes are "
        "in English"
    )


def problems(catalogue: Catalogue) -> Iterator[str]:
    """One sentence for each fault, with the mend."""
    for look in (_gaps, _duplicates, _not_yet_free, _breathing_without_caution, _unwanted_phrases):
        yield from look(catalogue)


def _gaps(catalogue: Catalogue) -> Iterator[str]:
    for name, items in catalogue.kinds.items():
        for emotion in Emotion:
            found = sum(emotion in item.emotions for item in items)
            if found < (enough := ENOUGH_FOR_EMOTION[name]):
                yield f"{name}.yaml: {found} for '{emotion}', expected {enough} or more. Add some."
    for (name, emotion, intent), found in catalogue.coverage.items():
        if found < (enough := ENOUGH_FOR_INTENT[name]):
            yield f"{name}.yaml: {found} for '{emotion}' to '{intent}', expected {enough} or more. Add some."
    for (name, items), aim in product(catalogue.kinds.items(), Intent):
        found = sum(aim in item.intents and set(Emotion) == set(item.emotions) for item in items)
        if found < ENOUGH_FOR_ANY_MOOD:
            yield f"{name}.yaml: {found} for any mood to '{aim}', expected {ENOUGH_FOR_ANY_MOOD} or more. Add some."


def _duplicates(catalogue: Catalogue) -> Iterator[str]:
    names = {
        "quotes": Counter(_bare(quote.text) for quote in catalogue.quotes),
        "activities": Counter(_bare(activity.title) for activity in catalogue.activities),
        "music": Counter(_bare(f"{music.title} by {music.artist}") for music in catalogue.music),
        "support": Counter(_bare(line.name) for line in catalogue.support),
    }
    for name, counts in names.items():
        for text, count in counts.items():
            if count > 1:
                yield f"{name}.yaml: '{text}' is there {count} times. Keep one."


def _not_yet_free(catalogue: Catalogue) -> Iterator[str]:
    for quote in catalogue.quotes:
        for who, died in ((quote.author, quote.died), (quote.translator, quote.translator_died)):
            if died is not None and died >= FREE_IF_DIED_BEFORE:
                yield f"quotes.yaml, '{quote.id}': {who} died in {died}; the text is not yet free. Take it out."
        if (quote.translator is None) is not (quote.translator_died is None):
            yield f"quotes.yaml, '{quote.id}': name the translator and the year they died, or neither."


def _breathing_without_caution(catalogue: Catalogue) -> Iterator[str]:
    for activity in catalogue.activities:
        if activity.caution is None and (
            activity.family is Family.BREATH or isinstance(activity.guide, BreathingGuide)
        ):
            yield f"activities.yaml, '{activity.id}': breathing on purpose can make dizzy. Add a caution."


def _unwanted_phrases(catalogue: Catalogue) -> Iterator[str]:
    for place, text in texts(catalogue):
        for phrase in unwanted(text):
            yield f"{place}: says '{phrase}', which we do not. Put it another way."


def texts(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(place, text) for all that a person reads, but for names and titles of works, which are as they are."""
    for quote in catalogue.quotes:
        yield f"quotes.yaml, '{quote.id}'", quote.text
    for activity in catalogue.activities:
        for text in (activity.title, *activity.steps, activity.known_for, activity.caution or ""):
            yield f"activities.yaml, '{activity.id}'", text
    for line in catalogue.support:
        yield f"support.yaml, '{line.id}'", f"{line.region}. {line.reach}"
    for text in _leaves(catalogue.reasons.model_dump()):
        yield "reasons.yaml", text


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    else:
        yield str(value)


def _bare(text: str) -> str:
    """Letters and digits only, in lower case: so that punctuation hides no duplicate."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


if __name__ == "__main__":
    sys.exit(main())
