"""What a journey says, in words, in a table and on one page to keep."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from core.timeline import Moment, Recommended, Source, Verdict
from core.trends import Mix, Spell, by_hour, held, is_of_days, mix
from ui.charts import describe
from ui.report import Section, bars, paragraph, report, spell_strip
from ui.tables import table
from ui.texts import emotion_names, language, text
from ui.trend_charts import changes_in_words, duration

STRIP = 400  # spells that a report draws


def addressed(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """The moments, with everybody named in the language that is read now.

    Whoever gave a word without a picture is "you"; a face of the camera is called by its number.
    """
    return tuple(replace(each, face=_who(each)) for each in moments)


def _who(moment: Moment) -> str:
    if moment.source is Source.WORD:
        return text("mood.who")
    if moment.source is Source.LIVE and moment.face.isdecimal():
        return text("live.face", number=moment.face)
    return moment.face


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
    recommended: Sequence[Recommended],
    zone: tzinfo,
    whose: str = "",
) -> str:
    """What the page shows, on one page of HTML; `whose` names its one face, where that is one of several."""
    names, words = emotion_names(), in_words(moments, found, zone)
    drawn = "" if len(days) > 1 and is_of_days(moments) else _strip(found, zone, words)  # days have a table below
    said = own_words(moments)
    sections = [Section(text("journey.over_time"), (paragraph(said) if said else "") + drawn + paragraph(words))]
    if was_seen(moments):
        sections.append(Section(text("journey.shares"), bars(mix(moments).shares, names)))
    if rows := held_rows(found):
        sections.append(Section(text("journey.held"), table(held_headings(), rows, text("journey.held_caption"))))
    for heading, mixes in by_the_clock(moments, days, zone).items():
        sections.append(Section(heading, _periods_table(mixes, text("journey.shares_title"))))
    helped, rest = helped_and_rest(recommended)
    if helped:
        sections.append(Section(text("journey.helped"), "".join(map(paragraph, helped))))
    if rest:
        sections.append(Section(text("journey.also_offered", count=len(rest)), "".join(map(paragraph, rest))))
    intro = text("report.intro") + (f" {text('journey.whose')}: {whose}." if whose else "")
    return report(language(), text("journey.title"), intro, sections, text("footer.care"))


def by_the_clock(moments: Sequence[Moment], days: Mapping[date, Mix], zone: tzinfo) -> Mapping[str, Mapping[str, Mix]]:
    """By day and by hour under their headings, where there is more than one of each; of one day there is neither."""
    if len(days) == 1:
        return {}
    dates = {f"{day:%Y-%m-%d}": each for day, each in days.items()}
    hours = {f"{hour:02}:00": each for hour, each in by_hour(moments, zone).items()}
    periods = {text("journey.by_day"): dates, text("journey.by_hour"): hours}
    return {heading: mixes for heading, mixes in periods.items() if len(mixes) > 1}


def helped_and_rest(recommended: Sequence[Recommended]) -> tuple[list[str], list[str]]:
    """The titles of what helped, and of what else was offered."""
    helped = [each for each in recommended if each.verdict is Verdict.HELPED]
    items = {each.item for each in helped}
    return distinct(helped), distinct(each for each in recommended if each.item not in items)


def _periods_table(mixes: Mapping[str, Mix], words: str) -> str:
    rows: list[list[str | int]] = [[period, each.moments, describe(each.shares)] for period, each in mixes.items()]
    return table([text("chart.time"), text("chart.moments"), text("chart.share_axis")], rows, words)


def _strip(found: Sequence[Spell], zone: tzinfo, words: str) -> str:
    longest = sorted(sorted(found, key=lambda spell: spell.length)[-STRIP:], key=lambda spell: spell.start)
    return spell_strip(longest, emotion_names(), zone, words)
