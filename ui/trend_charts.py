"""Charts of what was seen over time: when each emotion led, and its share by day and by hour."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from core.emotions import Emotion, percent
from core.timeline import Moment
from core.trends import Mix, Spell, changes, thin
from ui.charts import AROUND, ROW_HEIGHT, colours, field, ink, names_axis, show
from ui.texts import counted, emotion_names, text

DOTS, BARS, LABELS = 600, 300, 5  # as many as a screen can tell apart; the downloads hold them all
MARKS = 5  # on an axis of time, about

Rows = list[Mapping[str, object]]


def timeline_chart(
    moments: Sequence[Moment], spells: Sequence[Spell], zone: tzinfo, description: str, form: str | None = None
) -> None:
    """A row for each emotion: bars while it led, dots where it was seen; hollow dots are mixed.

    Times are those of `zone`, written as Vega's time format `form` says, or so that they can be told apart.
    """
    rows = {"domain": list(emotion_names().values())}
    where = {
        "y": field("emotion", "nominal", scale=rows, title=None, axis=names_axis(grid=True)),
        "x": field("at", "temporal", title=None, axis=_time_axis(form or _form(moments)) | _seconds(moments, zone)),
        "color": field("colour", "nominal", scale=None),
        "tooltip": [
            field("emotion", "nominal", title=text("chart.emotion")),
            field("face", "nominal", title=text("chart.face")),
            field("at", "temporal", title=text("chart.time"), format=form or f"{text('chart.date')} %H:%M:%S"),
            field("note", "nominal", title=text("chart.note")),
        ],
    }
    bars = {
        "transform": [{"filter": "isValid(datum.until)"}],
        "mark": {"type": "bar", "height": 14, "cornerRadius": 4, "fillOpacity": 0.45, "strokeWidth": 1},
        "encoding": where | {"x2": {"field": "until"}, "stroke": where["color"]},
    }
    dots = {
        "transform": [{"filter": "!isValid(datum.until)"}],
        "mark": {"type": "point", "size": 55, "opacity": 1, "strokeWidth": 1.5},
        "encoding": where
        | {"fill": field("fill", "nominal", scale=None), "shape": field("shape", "nominal", scale=None)},
    }
    height = ROW_HEIGHT * len(Emotion) + AROUND
    layers = [bars, dots] if any(spell.length for spell in spells) else [dots]  # Vega warns of a layer without rows
    spec = {"layer": layers, "title": text("chart.timeline_title"), "height": height}
    show(spec, _dots(moments, zone) + _bars(spells, zone), description)


def days_chart(days: Mapping[date, Mix], description: str) -> None:
    """A row for each emotion and a place for each day: the larger a dot, the more moments in which it led."""
    names, colour = emotion_names(), colours()
    # At noon: a date alone would be a day in Greenwich, and the day before in America.
    places = {day: f"{day}T12:00:00" for day in days}
    rows = [
        {"emotion": names[emotion], "day": places[day], "moments": count, "colour": colour[emotion]}
        for day, mix in days.items()
        for emotion, count in zip(Emotion, mix.leads, strict=True)
        if count
    ]
    labelled = list(places.values())[:: math.ceil(len(places) / LABELS)]
    encoding = {
        "y": field(
            "emotion", "nominal", scale={"domain": list(names.values())}, title=None, axis=names_axis(grid=True)
        ),
        "x": field(
            "day",
            "temporal",
            title=None,
            scale={"padding": 16},
            axis=_time_axis(text("chart.day")) | {"values": labelled},
        ),
        "size": field("moments", "quantitative", scale={"range": [30, ROW_HEIGHT**2]}, legend=None),
        "color": field("colour", "nominal", scale=None),
        "stroke": field("colour", "nominal", scale=None),
        "tooltip": [
            field("emotion", "nominal", title=text("chart.emotion")),
            field("day", "temporal", title=text("chart.time"), format=text("chart.date")),
            field("moments", "quantitative", title=text("chart.moments")),
        ],
    }
    spec = {
        "mark": {"type": "circle", "opacity": 1, "fillOpacity": 0.85},
        "encoding": encoding,
        "title": text("chart.timeline_title"),
    }
    show(spec | {"height": ROW_HEIGHT * len(Emotion) + AROUND}, rows, description)


def period_chart(mixes: Mapping[str, Mix], title: str, description: str) -> None:
    """A column for each period, divided by the share of each emotion."""
    names, colour = emotion_names(), colours()
    rows = [
        {"period": period, "emotion": names[emotion], "order": order, "share": share, "moments": mix.moments}
        for period, mix in mixes.items()
        for order, (emotion, share) in enumerate(mix.shares.items())
    ]
    plain = {"labelColor": ink(), "titleColor": ink()}
    legend = {
        "title": None,
        "orient": "top",
        "columns": 4,
        "labelColor": ink(),
        "labelFontSize": 13,
        "symbolStrokeWidth": 0,  # the bars' white edges are to part one from the next
    }
    scale = {"domain": list(names.values()), "range": [colour[emotion] for emotion in Emotion]}
    encoding = {
        "x": field(
            "period", "ordinal", sort=list(mixes), title=None, axis={**plain, "labelAngle": 0, "labelOverlap": True}
        ),
        "y": field(
            "share",
            "quantitative",
            stack="normalize",
            title=text("chart.share_axis"),
            axis={**plain, "format": "%", "values": [0, 0.5, 1]},
        ),
        "color": field("emotion", "nominal", scale=scale, legend=legend),
        "order": field("order", "ordinal"),
        "tooltip": [
            field("period", "ordinal", title=text("chart.time")),
            field("emotion", "nominal", title=text("chart.emotion")),
            field("share", "quantitative", title=text("chart.share"), format=".0%"),
            field("moments", "quantitative", title=text("chart.moments")),
        ],
    }
    mark = {"type": "bar", "stroke": "white", "strokeWidth": 0.5}
    show({"mark": mark, "encoding": encoding, "title": title, "height": 320 + AROUND}, rows, description)


def _dots(moments: Sequence[Moment], zone: tzinfo) -> Rows:
    names, colour = emotion_names(), colours()
    return [
        {
            "emotion": names[moment.emotion],
            "face": moment.face,
            "at": _local(moment.at, zone),
            "colour": colour[moment.emotion],
            "fill": "transparent" if moment.is_mixed else colour[moment.emotion],
            "shape": "diamond" if moment.answer else "circle",
            "note": _note(moment),
        }
        for moment in thin(moments, DOTS)
    ]


def _bars(spells: Sequence[Spell], zone: tzinfo) -> Rows:
    names, colour = emotion_names(), colours()
    longest = sorted((spell for spell in spells if spell.length), key=lambda spell: spell.length)[-BARS:]
    return [
        {
            "emotion": names[spell.emotion],
            "face": spell.face,
            "at": _local(spell.start, zone),
            "until": _local(spell.end, zone),
            "colour": colour[spell.emotion],
            "note": duration(spell.length.total_seconds()),
        }
        for spell in longest
    ]


def _note(moment: Moment) -> str:
    if moment.answer:
        return text("chart.own_word")
    return text("chart.mixed") if moment.is_mixed else percent(moment.scores.confidence)


def changes_in_words(spells: Sequence[Spell]) -> str:
    """How often an expression was seen to change."""
    return counted("journey.changes", changes(spells))


def duration(seconds: float) -> str:
    """A length of time in words: "1 h 5 min", "2 min 10 s", "8 s", "<1 s"."""
    if 0 < seconds < 0.5:
        return text("time.moment")
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    if hours:
        return text("time.hours", hours=hours, minutes=minutes)
    return text("time.minutes", minutes=minutes, seconds=rest) if minutes else text("time.seconds", seconds=rest)


def _local(at: datetime, zone: tzinfo) -> str:
    """Without its zone: the browser then takes it as it is written."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat()


def _form(moments: Sequence[Moment]) -> str:
    """As much of the time as tells the moments apart."""
    span = moments[-1].at - moments[0].at
    return "%H:%M" if span > timedelta(minutes=5) else "%H:%M:%S"


def _seconds(moments: Sequence[Moment], zone: tzinfo) -> dict[str, list[str]]:
    """The marks of a few seconds: whole ones, since Vega also marks halves, which would be written alike."""
    first, last = moments[0].at, moments[-1].at
    if last - first >= timedelta(seconds=MARKS):
        return {}
    whole = first.replace(microsecond=0)
    within = [at for step in range(MARKS + 1) if first <= (at := whole + timedelta(seconds=step)) <= last]
    return {"values": [_local(at, zone) for at in within or [first]]}


def _time_axis(form: str) -> dict[str, object]:
    return {
        "labelColor": ink(),
        "labelFontSize": 12,
        "labelOverlap": True,
        "tickCount": MARKS,
        "grid": False,
        "format": form,
    }
