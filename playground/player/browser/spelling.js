// Numbers as they stand in a sentence.

/** @import {Value} from "./payload.d.ts" */

const MAX_NUMBERS = 4;

/**
 * The numbers of a value as text; `hot` is the place of the 1 in the one-hot row that a product is taken with.
 *
 * @param {ArrayLike<number>} numbers
 * @param {Value} value
 * @param {number} [hot]
 * @returns {string}
 */
export function spell(numbers, { kind, names, count }, hot) {
  if (kind === "names") return Array.from(numbers, (number) => names[number]).join(",  ");
  if (kind === "vector") return vector(numbers);
  if (kind === "product") return product(numbers, count, hot);
  return significant(numbers[0]);
}

/**
 * With four decimals; the first of many.
 *
 * @param {ArrayLike<number>} numbers
 */
function vector(numbers) {
  const shown = Array.from(numbers).slice(0, MAX_NUMBERS).map(fourDecimals);
  const more = numbers.length > MAX_NUMBERS ? [`… ${numbers.length - MAX_NUMBERS} more`] : [];
  return `[${[...shown, ...more].join(", ")}]`;
}

/**
 * A one-hot row times these numbers, term by term, with the digits of the sum; only a part of a long row is here.
 *
 * @param {ArrayLike<number>} numbers
 * @param {number} count
 * @param {number} [hot]
 */
function product(numbers, count, hot) {
  const terms = Array.from(numbers, (number, place) => {
    const factor = number < 0 ? `(${significant(number)})` : significant(number);
    return `${Number(place === hot)}·${factor}`;
  });
  const more = count > numbers.length ? [`… ${(count - numbers.length).toLocaleString()} more times 0`] : [];
  return [...terms, ...more].join(" + ");
}

/** @param {number} value */
function significant(value) {
  return String(Number(value.toPrecision(3)));
}

/** @param {number} value */
function fourDecimals(value) {
  const fits = value === 0 || (Math.abs(value) < 1e4 && Math.abs(value) >= 5e-5);
  return fits ? value.toFixed(4) : value.toExponential(2);
}
