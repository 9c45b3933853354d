// Right-to-left words in a sentence: each stands alone, so that none changes the order of the others.

const SCRIPTS = ["Hebrew", "Arabic", "Syriac", "Thaana", "Nko", "Samaritan", "Mandaic", "Adlam", "Hanifi_Rohingya"];
const letter = SCRIPTS.map((script) => `\\p{Script=${script}}`).join("");
const RUN = new RegExp(`[${letter}](?:[${letter}\\p{M}\\p{Nd}'’״׳-]| +(?=[${letter}]))*`, "gu");

/**
 * The sentence with each run of such words in Unicode's isolates.
 *
 * @param {string} sentence
 */
export function isolated(sentence) {
  return sentence.replace(RUN, "\u2068$&\u2069");
}
