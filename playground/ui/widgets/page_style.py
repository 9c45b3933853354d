"""Page set-up and the few lines of CSS that make one screen of it."""

import streamlit as st

_CSS = """
.stMainBlockContainer { padding: 0.7rem 1.5rem 1rem; max-width: 1800px; }
html:has(.player-large[aria-pressed="true"]) { font-size: 125%; }
.st-key-question p { font-size: max(0.95rem, min(1.19vw, 2.1vh)); }
.st-key-question { margin-bottom: -0.6rem; }
.stMain { scroll-padding-top: 4rem; } /* below the play bar, which stays in view */
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p { color: inherit; }
[data-testid=stCaptionContainer] { opacity: 0.85; }
button[kind=primary]:not(:disabled) :is(p, [data-testid=stIconMaterial]) { color: Canvas; }
[data-testid=stCode] .token.comment { color: color-mix(in srgb, #808495 70%, CanvasText); }
[data-testid=stCode] .token:is(.keyword, .builtin, .boolean) { color: color-mix(in srgb, #1c83e1 75%, CanvasText); }
.stMain h2 { font-size: 1.15rem; padding: 0.4rem 0 0; }
/* Streamlit's own CSV files would have a word such as =1+1 as a formula; those of "Take away" don't. */
:not(.st-key-cost *) > [data-testid=stElementToolbarButton]:has([aria-label="Download as CSV"]) { display: none; }
.st-key-share button { min-height: 2rem; padding: 0 0.7rem; }
.st-key-sections { margin-bottom: -0.5rem; }
.st-key-sections [data-testid=stButtonGroup] button { padding: 0 0.62rem; }
[role=radio][aria-checked=true] p { color: color-mix(in srgb, currentcolor 85%, CanvasText); }
[data-testid=stMainBlockContainer] [class*=st-key-take_] button { min-height: 2.1rem; padding: 0 0.6rem; }
@media (min-width: 769px) { /* beside the arrow that opens the sidebar */
  body:has([data-testid=stSidebar][data-collapsed=true]) .st-key-question { padding-left: 2rem; }
}
@media (max-width: 768px) { .stMainBlockContainer { padding-top: 3.8rem; } }
@media (max-height: 500px) { .st-key-question { display: none; } }
@media (max-width: 640px) { /* on a phone a lesson's text scrolls by itself, above what it is about */
  .stMainBlockContainer:has(.st-key-lesson_card) { padding-top: 0.6rem; }
  .st-key-lesson_card {
    max-height: 41dvh; overflow-y: auto; flex-wrap: nowrap; border-bottom: 1px solid var(--st-border-color);
  }
  .st-key-lesson_card > * { flex-shrink: 0; }
  .st-key-lesson_card [data-testid=stSelectbox] { padding-left: 2.4rem; }
  .stMain:has(.st-key-lesson_card) .st-key-sections { display: none; }
}
[data-testid=stHeader] { height: 2.6rem; min-height: 0; background: transparent; pointer-events: none; }
[data-testid=stHeader] button { pointer-events: auto; }
.st-key-pins { min-height: 0; margin: -0.7rem 0; font-size: 0.85rem; }
.st-key-pins button { min-height: 1.6rem; padding: 0 0.6rem; }
@media (pointer: coarse) { .st-key-pins button { min-height: 44px; } }
.st-key-pins button p, .st-key-pins p { font-size: 0.85rem; }
[data-testid=stExpanderDetails] [data-testid=stCode] code { font-size: 0.8rem; }
[data-testid=stExpanderDetails] [data-testid=stCode] pre { padding: 0.4rem 0.8rem; }
[data-testid=stElementContainer][data-stale=true] { /* can still be read; a quick answer dims nothing */
  opacity: 1; transition: none; animation: waits 0.2s 0.5s forwards;
}
@keyframes waits { to { opacity: 0.6; } }
[class*=st-key-waiting] button { min-height: 2.1rem; padding: 0 0.8rem; }
@media (min-width: 769px) { /* in the empty strip at the top, and always in view: nothing else moves */
  [data-testid=stLayoutWrapper]:has(> :is(.st-key-waiting, [class*=st-key-waiting_stage])) {
    position: sticky; z-index: 100; top: 0; height: 2.6rem; width: min(100% - 3rem, 40rem);
    margin: -0.7rem 0 -2.9rem auto; background: var(--st-background-color);
  }
  .st-key-waiting, [class*=st-key-waiting_stage] { justify-content: end; }
}
[data-testid=stSidebarHeader] { height: 1rem; margin-bottom: 0; }
[data-testid=stSidebarContent] h1 { font-size: 1.35rem; padding: 0 0 0.3rem; }
[data-testid=stSidebarContent] h2 { font-size: 1.05rem; padding: 0.8rem 0 0.2rem; }
[data-testid=stSidebarContent] [data-testid=stVerticalBlock] { gap: 0.6rem; }
[data-testid=stSidebarContent] [data-testid=stCode] code { font-size: 0.75rem; }
[data-testid=stSidebarContent] [data-testid=stCode] pre { padding: 0.6rem; }
[data-testid=stSidebarContent] [data-testid=stAlertContainer] { padding: 0.5rem 0.7rem; font-size: 0.85rem; }
[data-testid=stSidebarContent] [data-testid=stAlertContainer] p { font-size: 0.85rem; }
[data-testid=stSidebarContent] [data-testid=stExpander] summary { padding: 0.4rem 0.7rem; }
[data-testid=stSidebarContent] [data-testid=stExpander] summary p { font-size: 0.85rem; }
[data-testid=stSidebarContent] [data-testid=stCaptionContainer] p { font-size: 0.8rem; line-height: 1.35; }
@media (min-width: 769px) { /* beside the arrow that opens the sidebar */
  .st-key-lesson_card [data-testid=stSelectbox] { padding-left: 2.2rem; }
}
.st-key-lesson_card p, .st-key-lesson_card li { font-size: max(0.875rem, min(1.09vw, 1.94vh)); line-height: 1.4; }
.st-key-lesson_card li { margin-left: 1.1rem; }
.st-key-lesson_card, .st-key-lesson_card [data-testid=stVerticalBlock] { gap: 0.4rem; }
.st-key-lesson_card code { font-size: 0.75rem !important; }
.st-key-lesson_card [data-testid=stCode] pre { padding: 0.4rem 0.6rem; white-space: pre-wrap; }
.st-key-lesson_card [data-testid=stAlertContainer] { padding: 0.5rem 0.7rem; }
.st-key-lesson_card textarea { height: 2.6rem; min-height: 0; }
[class*=st-key-trap_] [data-testid=stCode] code { font-size: 0.75rem; }
[class*=st-key-trap_] [data-testid=stCode] pre { padding: 0.6rem; }
@media print { /* the whole stage on one page */
  @page { size: landscape; margin: 1cm; }
  [data-testid=stSidebar], [data-testid=stHeader], .st-key-sections, .st-key-pins, .player-bar, .player-moments {
    display: none !important;
  }
  .stApp, .stMain, [data-testid=stAppViewContainer] {
    position: static !important; height: auto !important; overflow: visible !important;
  }
  .player-panels { break-inside: avoid; }
}
"""


_EMBEDDED_CSS = """
.st-key-question { display: none; }
.st-key-sections { padding-left: 2rem; }
.stMainBlockContainer { padding: 0.4rem 0.6rem; }
.st-key-sections [data-testid=stSelectbox] { width: 11rem; }
"""


def set_up(in_lesson: bool, hidden: str) -> None:
    """A lesson stands where the sidebar does, which is folded away meanwhile, as it is in a frame of another page.

    ``hidden`` is the style of what a link leaves out.
    """
    st.set_page_config(
        page_title="First Layer Playground",
        layout="wide",
        initial_sidebar_state="collapsed" if in_lesson or st.context.is_embedded else "auto",
    )
    st.html(f"<style>{_CSS}{_EMBEDDED_CSS if st.context.is_embedded else ''}{hidden}</style>")
