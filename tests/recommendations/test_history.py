"""What a session remembers."""

from core.emotions import Emotion, EmotionScores
from recommendations.catalogue import Catalogue
from recommendations.history import History
from recommendations.recommend import recommend


def test_what_is_shown_is_kept_in_order(catalogue: Catalogue) -> None:
    offer = recommend(catalogue, EmotionScores.certain(Emotion.SAD))
    history = History().with_shown(*offer.ids).with_shown(*offer.ids)
    assert history.shown == offer.ids * 2


def test_the_last_word_on_an_item_counts() -> None:
    history = History().with_helped("a").with_not_for_me("a").with_helped("b")
    assert (history.helped, history.not_for_me) == (frozenset("b"), frozenset("a"))
    assert history.with_helped("a").not_for_me == frozenset()


def test_what_is_saved_keeps_its_order_and_can_be_let_go() -> None:
    history = History().with_saved("b").with_saved("a").with_saved("c")
    assert history.saved == ("b", "a", "c")
    assert history.with_saved("a").saved == ("b", "c")


def test_a_history_is_never_changed() -> None:
    history = History()
    history.with_helped("a")
    assert history == History()
