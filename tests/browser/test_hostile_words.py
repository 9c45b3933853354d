"""Words that mean something to HTML, Plotly, Markdown or LaTeX stand as they were typed in every section."""

from pathlib import Path

from playground import Experiment
from playground.ui.panels.registry import PICTURE, sections
from playground.wording import abbreviate, isolated
from tests.browser.screen import Screen

WORDS = (
    "<b>bold</b>", "<img/src=x/onerror=window.run=1>", "<script>window.run=1</script>", "&lt;u&gt;", "%{text}",
    "[a](https://evil.example)", "https://evil.example/x", "www.evil.example", "evil@evil.example", "$x^2$", ":red[a]",
    ":material/home:", ":smile:", "**bold**", "`code`", "=1+1", "/etc/passwd", "\u202eabc", "a\u200bb", "__proto__",
    "constructor", "a\0b", "\\alpha", "שלום",
)  # fmt: skip
ALIVE = """() => {
  const elements = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      elements.push(element);
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  const linked = (element) => ["href", "xlink:href", "src"].map((name) => element.getAttribute(name)).join(" ");
  const own = (element) => [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join("");
  return elements.filter((element) =>
    /evil|mailto:| x$/.test(linked(element)) || element.hasAttribute("onerror") || element.matches(".katex")
    || (element.matches("b, strong, code, tspan, span[style]") && /^(bold|code|u|a)$/.test(element.textContent))
    || (element.matches("[data-testid=stIconMaterial]") && element.textContent === "home")
    || (!element.matches("script, style, pre *") && /&lt;(b|img|script)|&amp;lt;|\\\\[[$:*`]/.test(own(element)))
  ).map((element) => element.outerHTML.slice(0, 300));
}"""


def test_they_are_text_in_every_section_and_not_in_the_servers_log(open_page, server):
    experiment = Experiment(text=" ".join(WORDS * 2), tokenizer="whitespace", steps=3)
    screen = Screen(open_page(query={"text": experiment.text, "tokenizer": "whitespace", "steps": "3"}))
    words = experiment.vocabulary.words
    chips = screen.page.locator(".player-words button").all_text_contents()
    assert chips == list(words)
    headings = screen.page.locator("table.player-for-ears th").all_text_contents()
    assert {isolated(abbreviate(word)) for word in words} <= set(headings)
    for section in sections():
        if section != PICTURE:
            screen.page.get_by_role("radio", name=section, exact=True).click()
        screen.painted()
        assert screen.page.evaluate(ALIVE) == [], section
    assert not screen.page.evaluate("window.run")
    logged = Path(server.output.name).read_text("utf-8")
    assert "URL: " in logged and "evil" not in logged
