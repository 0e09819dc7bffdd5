"""What a journey says, in words, in a table and on one page to keep."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from core.timeline import Moment, Recommended, Source, Verdict
from core.trends import Mix, Spell, held, is_of_days, mix
from ui.charts import describe
from ui.report import Section, bars, paragraph, report, spell_strip
from ui.tables import table
from ui.texts import emotion_names, language, text
from ui.trend_charts import changes_in_words, duration

STRIP = 400  # spells that a report draws


def addressed(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """The moments, where whoever gave a word without a picture is "you" in the language that is read now."""
    you = text("mood.who")
    return tuple(replace(each, face=you) if each.source is Source.WORD else each for each in moments)


def was_seen(moments: Iterable[Moment]) -> bool:
    """Whether an expression was looked at in any of them, or all are words that a person gave without a picture."""
    return any(moment.source is not Source.WORD for moment in moments)


def own_words(moments: Iterable[Moment]) -> str:
    """What the person said, the most frequent word first; nothing where they said none."""
    names = emotion_names()
    said = Counter(moment.answer for moment in moments if moment.answer)
    words = ", ".join(names[word] if times == 1 else f"{names[word]} ({times})" for word, times in said.most_common())
    return text("journey.own_words", words=words) if words else ""


def held_headings() -> list[str]:
    """Of the table of `held_rows`."""
    return [text("chart.emotion"), text("journey.in_all"), text("journey.longest"), text("journey.times")]


def held_rows(found: Sequence[Spell]) -> list[list[str | int]]:
    """How long each emotion held, the longest first; those that were seen for a moment only are left out."""
    names = emotion_names()
    long = [spell for spell in found if spell.length]
    return [
        [
            names[emotion],
            duration(total.total_seconds()),
            duration(max(spell.length for spell in long if spell.emotion is emotion).total_seconds()),
            sum(spell.emotion is emotion for spell in long),
        ]
        for emotion, total in sorted(held(long).items(), key=lambda item: -item[1])
    ]


def in_words(moments: Sequence[Moment], found: Sequence[Spell], zone: tzinfo) -> str:
    """How many moments from when to when, and how often the expression changed, where it could be seen to."""
    first, last = (moment.at.astimezone(zone) for moment in (moments[0], moments[-1]))
    if len(moments) == 1:
        size = "_one"
    elif f"{first:%F %R}" == f"{last:%F %R}":
        size = "_minute"
    else:
        size = "_day" if first.date() == last.date() else ""
    span = text(f"journey.moments{size}", count=len(moments), first=first, last=last)
    return f"{span} {changes_in_words(found)}" if len(moments) > 1 and was_seen(moments) else span


def distinct(recommended: Iterable[Recommended]) -> list[str]:
    """Their titles, the latest first, each item once, in whichever languages it was offered."""
    last = {each.item: each for each in recommended}
    return [each.title for each in sorted(last.values(), key=lambda each: each.at, reverse=True)]


def as_report(
    moments: Sequence[Moment],
    found: Sequence[Spell],
    days: Mapping[date, Mix],
    recommended: Iterable[Recommended],
    zone: tzinfo,
) -> str:
    """What the page shows, on one page of HTML."""
    names, words = emotion_names(), in_words(moments, found, zone)
    drawn = _days_table(days, words) if is_of_days(moments) else _strip(found, zone, words)
    said = own_words(moments)
    sections = [Section(text("journey.over_time"), (paragraph(said) if said else "") + drawn + paragraph(words))]
    if was_seen(moments):
        sections.append(Section(text("journey.shares"), bars(mix(moments).shares, names)))
    if rows := held_rows(found):
        sections.append(Section(text("journey.held"), table(held_headings(), rows, text("journey.held_caption"))))
    if helped := distinct(each for each in recommended if each.verdict is Verdict.HELPED):
        sections.append(Section(text("journey.helped"), "".join(map(paragraph, helped))))
    return report(language(), text("journey.title"), text("report.intro"), sections, text("footer.care"))


def _days_table(days: Mapping[date, Mix], words: str) -> str:
    rows: list[list[str | int]] = [
        [f"{day:%Y-%m-%d}", each.moments, describe(each.shares)] for day, each in days.items()
    ]
    return table([text("chart.time"), text("chart.moments"), text("chart.share_axis")], rows, words)


def _strip(found: Sequence[Spell], zone: tzinfo, words: str) -> str:
    longest = sorted(sorted(found, key=lambda spell: spell.length)[-STRIP:], key=lambda spell: spell.start)
    return spell_strip(longest, emotion_names(), zone, words)
