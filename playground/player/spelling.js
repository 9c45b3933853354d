// Numbers as they are said in a sentence.

const MOST_NUMBERS = 4;

const SPELLING = {
  number: ([value]) => spellNumber(value),
  names: (values, { names }) => Array.from(values, (value) => names[value]).join(",  "),
  // As PyTorch prints them; of many the first.
  vector: (values) => {
    const more = values.length > MOST_NUMBERS ? [`… ${values.length - MOST_NUMBERS} more`] : [];
    const shown = Array.from(values.slice(0, MOST_NUMBERS), spellFour);
    return `[${[...shown, ...more].join(", ")}]`;
  },
  // A one-hot row times these numbers, term by term; of a long row only a part is here.
  product: (values, { hot, count }) => {
    const terms = Array.from(values, (value, place) => `${Number(place === hot)}·${value < 0 ? `(${spellTwo(value)})` : spellTwo(value)}`);
    const more = count > values.length ? [`… ${(count - values.length).toLocaleString()} more times 0`] : [];
    return [...terms, ...more].join(" + ");
  },
};

function spellNumber(value) {
  return String(Number(value.toPrecision(3)));
}

function spellTwo(value) {
  return Math.abs(value) < 1e4 ? value.toFixed(2) : value.toExponential(2);
}

function spellFour(value) {
  return value === 0 || (Math.abs(value) < 1e4 && Math.abs(value) >= 5e-5) ? value.toFixed(4) : value.toExponential(2);
}
