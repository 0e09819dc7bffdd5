// Streamlit puts an open popover at the end of the document and leaves the focus on its button, so that Tab would pass
// by everything else before it. Whoever opens one by keyboard is taken into it; from its ends, and by Escape, the way
// leads back to its button.

(() => {
  if (window.kindmirrorKeyboard) return; // Streamlit may run this more than once
  window.kindmirrorKeyboard = true;

  const BUTTON = '[data-testid="stPopoverButton"]';
  const OPENER = `${BUTTON}[aria-expanded="true"]`; // however it was opened: by keyboard, or by a mouse before that
  const BODY = '[data-testid="stPopoverBody"]';
  const PATIENCE = 5000; // milliseconds for what is in it to arrive, on a busy machine

  const stops = (body) =>
    [...body.querySelectorAll("a[href], button, input, summary, [tabindex]")].filter(
      (node) => node.tabIndex >= 0 && !node.disabled && node.getClientRects().length > 0,
    );

  // Of a row of options Tab stops at one only; arrows lead to the others.
  const row = (node) => node.closest('[role="radiogroup"], [role="toolbar"]') ?? node;

  function goIn(button, until) {
    if (document.activeElement !== button) return; // the person has moved on
    const first = [...document.querySelectorAll(BODY)].flatMap(stops)[0];
    if (first) first.focus();
    else if (performance.now() < until) requestAnimationFrame(() => goIn(button, until));
  }

  function pressedOn(button, key) {
    if ((key !== "Enter" && key !== " ") || button.getAttribute("aria-expanded") === "true") return;
    requestAnimationFrame(() => goIn(button, performance.now() + PATIENCE));
  }

  function pressedIn(body, event) {
    const edge = stops(body).at(event.shiftKey ? 0 : -1);
    const leaves = event.key === "Tab" && edge && row(edge) === row(event.target);
    if (leaves) event.preventDefault();
    if (leaves || event.key === "Escape") document.querySelector(OPENER)?.focus();
  }

  function pressed(event) {
    const button = event.target.closest?.(BUTTON);
    const body = event.target.closest?.(BODY);
    if (button) pressedOn(button, event.key);
    if (body) pressedIn(body, event);
  }

  document.addEventListener("keydown", pressed, true);
})();
