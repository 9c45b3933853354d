// Words as Plotly draws them: it reads a subset of HTML in its texts.

/** A label without a letter: for an empty one Plotly makes no element. */
export const NO_WORD = "\u200b";
const LONGEST = 14;
/** @type {Record<string, string>} */
const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** @type {Record<string, string>} */
const PLAIN = Object.fromEntries(Object.entries(ESCAPED).map(([plain, escaped]) => [escaped, plain]));
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** @param {string} word */
export function label(word) {
  const letters = Array.from(graphemes.segment(word), ({ segment }) => segment);
  const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : word;
  return short.replace(/[&<>]/g, (letter) => ESCAPED[letter]);
}

/**
 * A label as it is read.
 *
 * @param {string} text
 */
export function plain(text) {
  return text.replace(/&(amp|lt|gt);/g, (escaped) => PLAIN[escaped]);
}
