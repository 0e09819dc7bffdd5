"""What a session has shown, and what the person said of it. Kept by the page, never written to disk here."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class History:
    """Ids of what was shown, in order and as often as it was; of what was saved, in the order of saving; of what
    helped; of what was not for this person.
    """

    shown: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    helped: frozenset[str] = frozenset()
    not_for_me: frozenset[str] = frozenset()

    def with_shown(self, *ids: str) -> "History":
        """A history in which these were shown last."""
        return replace(self, shown=(*self.shown, *ids))

    def with_saved(self, item: str) -> "History":
        """A history in which `item` was saved; or let go, where it was saved already."""
        others = tuple(kept for kept in self.saved if kept != item)
        return replace(self, saved=others if item in self.saved else (*others, item))

    def with_helped(self, item: str) -> "History":
        """A history in which `item` helped, whatever was said of it before."""
        return replace(self, helped=self.helped | {item}, not_for_me=self.not_for_me - {item})

    def with_not_for_me(self, item: str) -> "History":
        """A history in which `item` was not for this person, whatever was said of it before; nor is it saved."""
        saved = tuple(kept for kept in self.saved if kept != item)
        return replace(self, saved=saved, helped=self.helped - {item}, not_for_me=self.not_for_me | {item})


NOTHING_YET = History()
