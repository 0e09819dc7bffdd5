"""What a person keeps: things saved for later and things that helped, to look at and to take away."""

import streamlit as st

from recommendations.catalogue import Catalogue
from recommendations.links import youtube
from recommendations.schema import Activity, Music, Quote
from ui.markdown import spoken
from ui.resources import catalogue
from ui.texts import language, text
from ui.visit import Item, title_of, visit

SAVE, HELPED, NOT_FOR_ME = "save", "helped", "not_for_me"


def keep_or_pass(item: Item, key: str, part: str) -> None:
    """What a person can say of one item that is offered under `key`; `part` is the heading that it stands under."""
    widget = f"{key}-{type(item).__name__}-keep"  # it stays where it is, and so does the focus, when the item changes
    st.session_state[widget] = _said(item.id)
    st.pills(
        text("keep.label", part=part),
        [SAVE, HELPED, NOT_FOR_ME],
        selection_mode="multi",
        format_func=lambda verdict: text(f"keep.{verdict}"),
        label_visibility="collapsed",
        key=widget,
        on_change=_say,
        args=(widget, key, item.id),
    )


def kept_things() -> None:
    """What was kept in this visit, and a file of it; nothing where nothing was."""
    known = catalogue().by_id
    kept = [known[id_] for id_ in kept_ids() if id_ in known]
    if not kept:
        return
    with st.popover(text("keep.kept", count=len(kept)), icon=":material/bookmarks:", type="tertiary"):
        for item in kept:
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                code = item.language if isinstance(item, Quote) else language()
                st.markdown(spoken(title_of(item), code), width="stretch", unsafe_allow_html=True)
                label = text("keep.remove")
                st.button(label, key=f"keep-remove-{item.id}", type="tertiary", on_click=_let_go, args=(item.id,))
        st.download_button(
            text("keep.download"),
            as_text(catalogue()),
            file_name="kindmirror.txt",
            mime="text/plain",
            icon=":material/download:",
            on_click="ignore",
        )


def kept_ids() -> list[str]:
    """What was saved, in the order of saving, then what else helped."""
    history = visit().history
    return [*history.saved, *sorted(history.helped.difference(history.saved))]


def as_text(known: Catalogue) -> str:
    """Everything that was kept, as a plain text to read anywhere."""
    helped = visit().history.helped
    blocks = [
        _block(known.by_id[id_], text("keep.helped") if id_ in helped else "")
        for id_ in kept_ids()
        if id_ in known.by_id
    ]
    return "\n\n".join([text("keep.heading"), *blocks]) + "\n"


def _block(item: Item, note: str) -> str:
    lines = [title_of(item) + (f" ({note})" if note else "")]
    if isinstance(item, Activity):
        lines += [f"{number}. {step}" for number, step in enumerate(item.steps, 1)]
        lines += [item.caution] if item.caution else []
    elif isinstance(item, Music):
        lines.append(youtube(item))
    elif not item.by_tradition:
        lines.append(item.work + translated_by(item))
    return "\n".join(lines)


def translated_by(quote: Quote) -> str:
    """Whose translation it is, to go on with after the work; nothing where it is in the author's own words."""
    return f", {text('recommendation.translated', translator=quote.translator)}" if quote.translator else ""


def _said(item: str) -> list[str]:
    history = visit().history
    return [SAVE] * (item in history.saved) + [HELPED] * (item in history.helped)


def _say(widget: str, key: str, item: str) -> None:
    """One tap on a word says it, or takes it back."""
    here = visit()
    here.act(key)
    for word in set(st.session_state[widget]).symmetric_difference(_said(item)):
        if word == SAVE:
            here.save(item)
        elif word == HELPED:
            here.helped(item)
        else:
            here.not_for_me(catalogue(), key, item)


def _let_go(item: str) -> None:
    here = visit()
    if item in here.history.saved:
        here.save(item)
    if item in here.history.helped:
        here.helped(item)
