"""What a person would like: lifted, calmed or kept company, and what there is room for at the moment."""

import streamlit as st

from recommendations.context import ANYTHING, Context
from recommendations.schema import Company, Intent
from ui.texts import text
from ui.visit import visit

MINUTES = (2, 5, 10, 20)
_FIELDS = ("minutes", "moving", "company", "sound")  # of Context


def intent_choice(key: str, shown: Intent) -> None:
    """One tap changes the intent; `shown` is what the offer follows now."""
    widget = f"{key}-intent"
    st.session_state[widget] = shown
    st.segmented_control(
        text("wish.intent"),
        list(Intent),
        format_func=lambda intent: text(f"wish.{intent}"),
        required=True,
        label_visibility="collapsed",
        key=widget,
        on_change=_take_intent,
        args=(key, widget),
    )


def context_choice(key: str) -> None:
    """The filters, out of the way until they are wanted; their button says what is set."""
    context = visit().context
    with st.popover(_summary(context), icon=":material/tune:", type="tertiary"):
        st.caption(text("wish.open"))
        for field in _FIELDS:
            st.session_state[f"{key}-{field}"] = getattr(context, field)
        _pills(key, "minutes", MINUTES)
        _pills(key, "moving", (False, True))
        _pills(key, "company", (Company.ALONE, Company.TOGETHER))
        _pills(key, "sound", (False,))  # few activities have a sound of their own, too few to ask for it


def wish_words(context: Context) -> list[str]:
    """Each wish that is set, in a word or two."""
    return [_label(field, value) for field in _FIELDS if (value := getattr(context, field)) is not None]


def _summary(context: Context) -> str:
    return text("wish.context") if context == ANYTHING else " · ".join(wish_words(context))


def _label(field: str, value: int | bool | Company) -> str:
    if field == "minutes":
        return text("recommendation.minutes", minutes=value)
    return text(f"wish.{field}_{str(value).lower()}")


def _pills(key: str, field: str, options: tuple[int | bool | Company, ...]) -> None:
    st.pills(
        text(f"wish.{field}"),
        options,
        format_func=lambda value: _label(field, value),
        key=f"{key}-{field}",
        on_change=_take_context,
        args=(key,),
    )


def _take_intent(key: str, widget: str) -> None:
    visit().wish(key, st.session_state[widget])


def _take_context(key: str) -> None:
    here = visit()
    here.context = Context(**{field: st.session_state[f"{key}-{field}"] for field in _FIELDS})
    here.act(key)
