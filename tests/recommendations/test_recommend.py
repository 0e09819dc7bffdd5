"""What is chosen, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.emotions import Emotion, EmotionScores
from recommendations.catalogue import Catalogue, Intent
from recommendations.recommend import (
    ANYTHING,
    DEFAULT_INTENT,
    NOTHING_YET,
    Context,
    Filter,
    History,
    Recommendation,
    recommend,
)
from recommendations.recommendation import Part
from recommendations.schema import Activity, Company, Family, Music, Quote

SAD = EmotionScores.certain(Emotion.SAD)
ANY_MOOD = EmotionScores.from_mapping(dict.fromkeys(Emotion, 1.0))
HAPPY = EmotionScores.certain(Emotion.HAPPY)
HALF_SAD_HALF_NEUTRAL = EmotionScores.from_mapping({Emotion.SAD: 0.5, Emotion.NEUTRAL: 0.5})

weights = st.floats(0, 1, allow_nan=False)
readings = st.one_of(
    st.sampled_from(Emotion).map(EmotionScores.certain),
    st.lists(weights, min_size=7, max_size=7)
    .filter(lambda shares: sum(shares) > 1e-3)
    .map(lambda shares: EmotionScores.from_mapping(dict(zip(Emotion, shares, strict=True)))),
)
intents = st.none() | st.sampled_from(Intent)
contexts = st.builds(
    Context,
    minutes=st.none() | st.integers(1, 30),
    moving=st.none() | st.booleans(),
    company=st.none() | st.sampled_from(Company),
    sound=st.none() | st.booleans(),
)
seeds = st.integers(0, 2**64)


CASES = 10_000


def random_scores(lot: Random) -> EmotionScores:
    """One emotion for certain, some of them, or any weights at all."""
    some = lot.sample(list(Emotion), lot.randint(1, len(Emotion)))
    return EmotionScores.from_mapping({emotion: lot.choice([0.3, 0.5, lot.random() + 0.01]) for emotion in some})


def random_context(lot: Random) -> Context:
    return Context(
        minutes=lot.choice([None, lot.randint(1, 30)]),
        moving=lot.choice([None, True, False]),
        company=lot.choice([None, *Company]),
        sound=lot.choice([None, True, False]),
    )


def random_history(lot: Random, ids: list[str]) -> History:
    """Some were shown, some more than once; some helped, some were saved, some not; some are of another catalogue."""
    helped, declined = (frozenset(lot.sample(ids, lot.choice([0, 3, 40]))) for _ in range(2))
    saved = tuple(lot.sample(ids, lot.choice([0, 3, 40])))
    return History(tuple(lot.choices(ids, k=lot.choice([0, 5, 200]))), saved, helped, declined - helped)


# Readings, answers, intents, contexts, histories and seeds without end -----------------------------------------


def test_it_always_answers_fits_repeats_nothing_too_soon_and_is_the_same_for_the_same_seed(
    catalogue: Catalogue,
) -> None:
    lot = Random(2026)
    ids = [*catalogue.by_id, "of-another-catalogue"]
    for _ in range(CASES):
        scores, context, history = random_scores(lot), random_context(lot), random_history(lot, ids)
        answered = lot.random() < 0.5
        ask = partial(
            recommend,
            catalogue,
            scores,
            answered=answered,
            intent=lot.choice([None, *Intent]),
            context=context,
            history=history,
            seed=lot.getrandbits(64),
        )
        offer = ask()
        assert_suits(offer, scores)
        assert_honest(offer, context, history)
        assert_none_is_less_shown(catalogue, offer, scores, answered, context, history)
        assert offer.intent is (ask.keywords["intent"] or offer.intent)
        assert ask() == offer


def assert_suits(offer: Recommendation, scores: EmotionScores) -> None:
    """Each item suits the intent and an emotion that is close to the leading one."""
    close = {emotion for emotion, share in scores.items() if scores.confidence - share < 0.15}
    for item in (offer.quote, offer.activity, offer.music):
        if item:
            assert offer.intent in item.intents
            assert close & set(item.emotions)


def assert_honest(offer: Recommendation, context: Context, history: History) -> None:
    """What is not named as relaxed is met."""
    assert (offer.music is None) == (context.sound is False)
    unmet = unmet_by(offer.activity, context)
    assert unmet == set(offer.relaxed) - {Filter.NOT_FOR_ME}
    assert bool(history.not_for_me & set(offer.ids)) == (Filter.NOT_FOR_ME in offer.relaxed)


def assert_none_is_less_shown(
    catalogue: Catalogue,
    offer: Recommendation,
    scores: EmotionScores,
    answered: bool,
    context: Context,
    history: History,
) -> None:
    """Of all that suits as well and meets the same filters, none was shown less often: nothing comes again too soon."""
    times = Counter(history.shown)

    def unmet(item: Quote | Activity | Music) -> tuple[bool, set[Filter]]:
        return item.id in history.not_for_me, unmet_by(item, context) if isinstance(item, Activity) else set()

    for chosen, items in zip((offer.quote, offer.activity, offer.music), catalogue.kinds.values(), strict=True):
        if chosen:
            suiting = those_that_suit(items, offer.intent, scores, answered)
            less_shown = [item for item in suiting if times[item.id] < times[chosen.id]]
            assert not [item for item in less_shown if unmet(item) == unmet(chosen)]


def those_that_suit(
    items: Sequence[Quote] | Sequence[Activity] | Sequence[Music],
    intent: Intent,
    scores: EmotionScores,
    answered: bool,
) -> list[Quote | Activity | Music]:
    """What suits the intent and an emotion close to the leading one; for somebody who would rather not say, every such
    emotion, where anything does. Told again in other words than the code's.
    """
    close = {emotion for emotion, share in scores.items() if scores.confidence - share < 0.15}
    suiting = [item for item in items if intent in item.intents and close & set(item.emotions)]
    for_each = [item for item in suiting if close <= set(item.emotions)]
    return for_each if for_each and answered and scores.is_uncertain() else suiting


def unmet_by(activity: Activity, context: Context) -> set[Filter]:
    """The filters that an activity does not meet, told again in other words than the code's."""
    unmet = set()
    if context.minutes and activity.minutes > context.minutes:
        unmet.add(Filter.MINUTES)
    if context.moving in (True, False) and activity.moving != context.moving:
        unmet.add(Filter.MOVING)
    if {context.company, activity.company} == {Company.ALONE, Company.TOGETHER}:
        unmet.add(Filter.COMPANY)
    if context.sound is False and activity.sound:
        unmet.add(Filter.SOUND)
    return unmet


@settings(max_examples=60, deadline=None)
@given(scores=readings, answered=st.booleans(), intent=intents, context=contexts, seed=seeds)
def test_filters_are_relaxed_only_where_nothing_meets_them_all(
    catalogue: Catalogue,
    scores: EmotionScores,
    answered: bool,
    intent: Intent | None,
    context: Context,
    seed: int,
) -> None:
    offer = recommend(catalogue, scores, answered=answered, intent=intent, context=context, seed=seed)
    if offer.relaxed:
        for activity in those_that_suit(catalogue.activities, offer.intent, scores, answered):
            assert isinstance(activity, Activity)
            assert unmet_by(activity, context)


@settings(max_examples=12, deadline=None)
@given(scores=readings, answered=st.booleans(), intent=intents, context=contexts, seed=seeds)
def test_nothing_comes_twice_before_all_that_fits_has_come(
    catalogue: Catalogue, scores: EmotionScores, answered: bool, intent: Intent | None, context: Context, seed: int
) -> None:
    times: dict[str, Counter[str]] = {"quote": Counter(), "activity": Counter(), "music": Counter()}
    history, rounds = NOTHING_YET, 150
    for _ in range(rounds):
        offer = recommend(
            catalogue, scores, answered=answered, intent=intent, context=context, history=history, seed=seed
        )
        history = history.with_shown(*offer.ids)
        for kind, counts in times.items():
            if item := getattr(offer, kind):
                counts[item.id] += 1
    for counts in times.values():
        assert max(counts.values(), default=0) - min(counts.values(), default=0) <= 1

    fitting = [
        activity
        for activity in those_that_suit(catalogue.activities, offer.intent, scores, answered)
        if isinstance(activity, Activity) and unmet_by(activity, context) == set(offer.relaxed)
    ]
    assert len(times["activity"]) == min(rounds, len(fitting))


# The person leads -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("emotion", Emotion)
def test_each_emotion_has_its_own_default(catalogue: Catalogue, emotion: Emotion) -> None:
    offer = recommend(catalogue, EmotionScores.certain(emotion), answered=True)
    assert offer.intent is DEFAULT_INTENT[emotion]
    assert all(emotion in item.emotions for item in (offer.quote, offer.activity, offer.music) if item)


@pytest.mark.parametrize("intent", Intent)
def test_a_chosen_intent_is_followed(catalogue: Catalogue, intent: Intent) -> None:
    assert recommend(catalogue, SAD, answered=True, intent=intent).intent is intent


def test_nothing_meant_only_for_a_happy_face_comes_to_a_sad_one(catalogue: Catalogue) -> None:
    for seed in range(100):
        offer = recommend(catalogue, SAD, answered=True, intent=Intent.LIFT, seed=seed)
        assert all(Emotion.SAD in item.emotions for item in (offer.quote, offer.activity, offer.music) if item)


def test_different_seeds_bring_different_things(catalogue: Catalogue) -> None:
    assert len({recommend(catalogue, SAD, answered=True, seed=seed).ids for seed in range(20)}) > 10


# The whole distribution -----------------------------------------------------------------------------------------


def test_half_sad_half_neutral_gets_what_suits_both(catalogue: Catalogue) -> None:
    for seed in range(50):
        offer = recommend(catalogue, HALF_SAD_HALF_NEUTRAL, seed=seed)
        for item in (offer.quote, offer.activity, offer.music):
            assert item
            assert {Emotion.SAD, Emotion.NEUTRAL} <= set(item.emotions)


def test_a_second_emotion_draws_the_choice_towards_it(catalogue: Catalogue) -> None:
    with_fear = EmotionScores.from_mapping({Emotion.SAD: 0.6, Emotion.FEAR: 0.4})

    def share_for_fear(scores: EmotionScores) -> float:
        offers = [recommend(catalogue, scores, seed=seed) for seed in range(200)]
        return sum(Emotion.FEAR in offer.quote.emotions for offer in offers) / len(offers)

    assert share_for_fear(with_fear) > share_for_fear(SAD) + 0.2


# Unsure ---------------------------------------------------------------------------------------------------------


def test_an_unsure_reading_gets_a_gentle_check_in_and_no_claim(catalogue: Catalogue) -> None:
    offer = recommend(catalogue, HALF_SAD_HALF_NEUTRAL)
    assert offer.check_in
    assert offer.intent is Intent.CALM
    assert offer.activity.family is Family.NOTICING
    assert "check-in" in offer.reason
    assert not any(word in offer.reason for word in ("looks closest", "sad", "neutral"))


def test_once_answered_there_is_no_check_in(catalogue: Catalogue) -> None:
    assert not recommend(catalogue, SAD, answered=True).check_in


def test_a_check_in_still_follows_a_chosen_intent(catalogue: Catalogue) -> None:
    offer = recommend(catalogue, HALF_SAD_HALF_NEUTRAL, intent=Intent.LIFT)
    assert offer.check_in
    assert offer.intent is Intent.LIFT
    assert "as you asked" in offer.reason


# Would rather not say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", [None, *Intent])
def test_who_would_rather_not_say_is_offered_what_suits_any_mood(catalogue: Catalogue, intent: Intent | None) -> None:
    history = NOTHING_YET
    for seed in range(40):  # more often than there are things for any mood
        offer = recommend(catalogue, ANY_MOOD, answered=True, intent=intent, history=history, seed=seed)
        history = history.with_shown(*offer.ids)
        assert offer.intent is (intent or Intent.CALM)
        assert not offer.check_in
        for item in (offer.quote, offer.activity, offer.music):
            assert item
            assert set(item.emotions) == set(Emotion)


def test_who_would_rather_not_say_gives_up_no_wish_for_it(catalogue: Catalogue) -> None:
    wishes = product(
        Intent, (None, 1, 2, 3, 5, 10, 20), (None, True, False), (None, Company.ALONE, Company.TOGETHER), (None, False)
    )
    for intent, minutes, moving, company, sound in wishes:
        context = Context(minutes, moving, company, sound)
        offer = recommend(catalogue, ANY_MOOD, answered=True, intent=intent, context=context)
        if offer.relaxed:
            assert all(unmet_by(each, context) for each in catalogue.activities if intent in each.intents)


def test_a_catalogue_with_nothing_for_any_mood_still_has_something_to_offer(catalogue: Catalogue) -> None:
    some = tuple(music for music in catalogue.music if set(music.emotions) != set(Emotion))
    assert recommend(replace(catalogue, music=some), ANY_MOOD, answered=True).music in some


# Small things said to a feeling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("emotion", "unkind"),
    [
        (Emotion.FEAR, {"seneca-imagination", "shakespeare-present-fears", "epictetus-notions"}),
        (Emotion.ANGRY, {"pope-err", "epictetus-notions"}),
        (Emotion.SAD, {"tennyson-loved"}),
    ],
)
def test_nobody_is_told_unasked_that_a_feeling_is_imagined_or_better_had_another_way(
    catalogue: Catalogue, emotion: Emotion, unkind: set[str]
) -> None:
    offered = {
        quote.id for quote in catalogue.quotes
        if emotion in quote.emotions and DEFAULT_INTENT[emotion] in quote.intents
    }  # fmt: skip
    assert unkind <= catalogue.by_id.keys()
    assert not unkind & offered


# What helped, and what did not ----------------------------------------------------------------------------------


def test_what_was_not_for_this_person_stays_away_while_there_is_anything_else(catalogue: Catalogue) -> None:
    first = recommend(catalogue, SAD, answered=True)
    history = NOTHING_YET.with_not_for_me(first.activity.id)
    for seed in range(100):
        offer = recommend(catalogue, SAD, answered=True, history=history, seed=seed)
        assert offer.activity != first.activity
        assert offer.relaxed == ()


def test_with_everything_declined_it_still_answers_and_says_so(catalogue: Catalogue) -> None:
    offer = recommend(catalogue, SAD, answered=True, history=History(not_for_me=frozenset(catalogue.by_id)))
    assert offer.relaxed == (Filter.NOT_FOR_ME,)
    assert "what was not for you" in offer.reason


@pytest.mark.parametrize("part", Part)
def test_each_part_can_follow_a_history_of_its_own(catalogue: Catalogue, part: Part) -> None:
    earlier = recommend(catalogue, SAD, answered=True)
    everything = History(not_for_me=frozenset(catalogue.by_id), shown=earlier.ids)
    later = recommend(catalogue, SAD, answered=True, history=dict.fromkeys(Part, NOTHING_YET) | {part: everything})
    changed = [each for each in Part if getattr(later, each) != getattr(earlier, each)]
    assert (changed, later.relaxed) == ([part], (Filter.NOT_FOR_ME,))
    assert "what was not for you" in later.reason


@pytest.mark.parametrize("verdict", ["helped", "saved", "not_for_me"])
def test_a_verdict_shifts_the_choice_within_its_family(catalogue: Catalogue, verdict: str) -> None:
    writing = frozenset(each.id for each in catalogue.activities if each.family is Family.WRITING)

    def written(history: History) -> int:
        offers = (recommend(catalogue, SAD, answered=True, history=history, seed=seed) for seed in range(200))
        return sum(offer.activity.family is Family.WRITING for offer in offers)

    some = sorted(writing)[:2]
    judged = replace(NOTHING_YET, **{verdict: tuple(some) if verdict == "saved" else frozenset(some)})
    before, after = written(NOTHING_YET), written(judged)
    assert after < before if verdict == "not_for_me" else after > before


def test_what_was_saved_and_helped_counts_once(catalogue: Catalogue) -> None:
    helped = NOTHING_YET.with_helped("write-it-out")
    for seed in range(60):
        ask = partial(recommend, catalogue, SAD, answered=True, seed=seed)
        assert ask(history=helped.with_saved("write-it-out")) == ask(history=helped)


# The reason -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "answered", "intent", "context", "reason"),
    [
        (SAD, True, None, ANYTHING, "You said sad, so this follows your answer: something that stays with it."),
        (SAD, False, None, ANYTHING, "The expression looks closest to sad, so here is something that stays with it."),
        (
            HAPPY,
            True,
            Intent.CALM,
            Context(minutes=5, moving=False, company=Company.ALONE, sound=True),
            "You said happy, so this follows your answer: something to slow things down, as you asked "
            "(fits into 5 min, seated, on your own).",
        ),
        (
            SAD,
            True,
            None,
            Context(minutes=1, moving=True, company=Company.TOGETHER, sound=False),
            "You said sad, so this follows your answer: something that stays with it (moving, with someone, "
            "without sound); not every wish could be met, so this sets aside the time.",
        ),
    ],
    ids=["answered", "read", "wishes", "relaxed"],
)
def test_the_reason_says_what_was_used_and_nothing_else(
    catalogue: Catalogue,
    scores: EmotionScores,
    answered: bool,
    intent: Intent | None,
    context: Context,
    reason: str,
) -> None:
    offer = recommend(catalogue, scores, answered=answered, intent=intent, context=context)
    assert offer.reason == reason


def test_the_reason_names_a_second_emotion_only_where_the_activity_suits_it(catalogue: Catalogue) -> None:
    scores = EmotionScores.from_mapping({Emotion.SAD: 0.65, Emotion.FEAR: 0.35})
    for seed in range(60):
        offer = recommend(catalogue, scores, seed=seed)
        assert ("a little afraid" in offer.reason) == (Emotion.FEAR in offer.activity.emotions)


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (NOTHING_YET.with_helped("write-it-out"), "of a kind that helped before"),
        (NOTHING_YET.with_saved("write-it-out"), "of a kind that you saved before"),
        (NOTHING_YET.with_saved("write-it-out").with_helped("letter-not-sent"), "of a kind that helped before"),
    ],
    ids=["helped", "saved", "both"],
)
def test_the_reason_says_when_a_family_was_liked_before(catalogue: Catalogue, history: History, words: str) -> None:
    families = set()
    for seed in range(60):
        offer = recommend(catalogue, SAD, answered=True, history=history, seed=seed)
        assert (words in offer.reason) == (offer.activity.family is Family.WRITING)
        families.add(offer.activity.family)
    assert Family.WRITING in families


def test_what_was_saved_and_declined_as_often_is_not_named(catalogue: Catalogue) -> None:
    history = NOTHING_YET.with_saved("write-it-out").with_not_for_me("letter-not-sent")
    for seed in range(60):
        assert "before" not in recommend(catalogue, SAD, answered=True, history=history, seed=seed).reason


def test_sound_that_is_welcome_narrows_nothing_and_claims_nothing(catalogue: Catalogue) -> None:
    for seed in range(30):
        ask = partial(recommend, catalogue, SAD, answered=True, seed=seed)
        assert ask(context=Context(sound=True)) == ask()


def test_a_context_needs_at_least_a_minute() -> None:
    with pytest.raises(ValueError, match="at least 1 minute, found 0"):
        Context(minutes=0)
