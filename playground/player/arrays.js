// Recorded arrays: unpacked, and read at the playhead.

// The last `length` values up to the playhead of each item, one after the other with a gap between.
function tails(values, [, items], playhead, length, wanted) {
  const first = Math.max(0, playhead - length + 1);
  const points = playhead - first + 2;
  const line = new Float32Array(wanted.length * points);
  for (let k = 0, at = 0; k < wanted.length; k++) {
    for (let step = first; step <= playhead; step++) line[at++] = values[step * items + wanted[k]];
    line[at++] = NaN;
  }
  return line;
}

// Each number k as a row, 0 everywhere but 1 at k: what is seen of it.
function hotRows(numbers, { first, size }) {
  return Array.from(numbers, (k) => Float32Array.from({ length: size }, (_, column) => Number(first + column === k)));
}

// Of items, numbers or rows of numbers, those that are asked for; a gap behind each row, and for one that is not there.
function picked(items, wanted) {
  const found = Array.from(wanted, (place) => items[place] ?? [NaN]);
  return Float32Array.from(found.flatMap((item) => (item.length ? [...item, NaN] : [item])));
}

// Part of the way from numbers to others.
function between(from, to, part) {
  return from.map((value, k) => value + part * (to[k] - value));
}

// Rows of a matrix that many columns wide: what is seen of them.
function part(values, width, rows, columns) {
  return Array.from({ length: rows.size }, (_, row) => {
    const start = (rows.first + row) * width + columns.first;
    return values.subarray(start, start + columns.size);
  });
}

function decode({ dtype, bdata, shape }) {
  const bytes = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
  const Type = { f4: Float32Array, i4: Int32Array }[dtype];
  return { values: new Type(bytes.buffer), shape };
}

function nearest(steps, step) {
  const after = steps.findIndex((other) => other >= step);
  if (after < 0) return steps.length - 1;
  return after > 0 && step - steps[after - 1] < steps[after] - step ? after - 1 : after;
}
