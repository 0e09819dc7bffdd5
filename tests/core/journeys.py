"""Moments to test with: a few by hand, and endless ones by hypothesis."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from core.emotions import Emotion, EmotionScores
from core.timeline import Journey, Moment, Recommended, Source, Verdict

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def moment(
    seconds: float, emotion: Emotion = Emotion.HAPPY, face: str = "you", answer: Emotion | None = None
) -> Moment:
    """A moment so many seconds after noon, whose scores lean clearly to `emotion`."""
    scores = EmotionScores.from_mapping({each: 8.0 if each is emotion else 0.4 for each in Emotion})
    return Moment(NOON + timedelta(seconds=seconds), Source.LIVE, face, scores, answer)


times = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC))
scores = st.tuples(*[st.floats(0.001, 1.0)] * len(Emotion)).map(
    lambda weights: EmotionScores.from_mapping(dict(zip(Emotion, weights, strict=True)))
)
answers = st.none() | st.sampled_from(Emotion)
words = st.text(min_size=1, max_size=12)
moments = st.builds(Moment, times, st.sampled_from(Source), words, scores, answers, st.text(max_size=12))
recommended = st.builds(Recommended, times, words, words, st.none() | st.sampled_from(Verdict))


def in_order(
    strategy: st.SearchStrategy[Moment] | st.SearchStrategy[Recommended], **sizes: int
) -> st.SearchStrategy[tuple]:
    """Tuples of different entries in order of time."""
    return st.lists(strategy, unique_by=lambda each: each.at, **sizes).map(
        lambda entries: tuple(sorted(entries, key=lambda each: each.at))
    )


journeys = st.builds(Journey, in_order(moments, max_size=12), in_order(recommended, max_size=6))
