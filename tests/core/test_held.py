from core.held import Held


def test_holds_until_another_has_stood_long_enough():
    held = Held("calm")
    for at in (0.0, 0.1, 0.19):
        held = held.towards("lively", at, after=0.2)
        assert held.value == "calm"
    assert held.towards("lively", 0.2, after=0.2).value == "lively"


def test_an_interrupted_rival_starts_anew():
    held = Held("calm").towards("lively", 0.0, after=0.2).towards("calm", 0.1, after=0.2)
    held = held.towards("lively", 0.2, after=0.2)
    assert held.towards("lively", 0.3, after=0.2).value == "calm"


def test_a_third_one_takes_the_place_of_the_rival():
    held = Held("calm").towards("lively", 0.0, after=0.2).towards("loud", 0.15, after=0.2)
    assert held.towards("loud", 0.25, after=0.2).value == "calm"
    assert held.towards("loud", 0.36, after=0.2).value == "loud"


def test_without_patience_it_follows_at_once():
    assert Held(False).towards(True, 0.0, after=0.0).value is True
