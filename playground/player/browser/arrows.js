// The lines that arrows are drawn with, on a line, in a plane or in space.

/**
 * For each axis the coordinates of all arrows: from where each item is along its offset, with a head that is up to
 * `heads` long on each axis, and a gap behind each arrow.
 *
 * @param {ArrayLike<number>[]} positions for each axis, of each item
 * @param {ArrayLike<number>[]} offsets likewise
 * @param {number} scale
 * @param {number[]} heads
 */
export function arrowLines(positions, offsets, scale, heads) {
  const points = Array.from(positions[0], (_, item) =>
    arrow(
      positions.map((values) => values[item]),
      offsets.map((values) => values[item] * scale),
      heads,
    ),
  ).flat();
  return positions.map((_, axis) => Float32Array.from(points, (point) => point[axis]));
}

/**
 * One arrow as the points that its pen visits; none for an item that rests or has no number.
 *
 * @param {number[]} start
 * @param {number[]} offset
 * @param {number[]} heads
 */
function arrow(start, offset, heads) {
  const inHeads = offset.map((value, axis) => value / heads[axis]);
  const length = Math.hypot(...inHeads);
  if (!(length > 0)) return [];
  const tip = start.map((value, axis) => value + offset[axis]);
  const direction = inHeads.map((value) => value / length);
  const size = Math.min(1, length / 2);
  const points = [start, tip];
  for (const across of perpendiculars(direction)) {
    for (const side of [-0.5, 0.5]) {
      points.push(
        tip.map((value, axis) => value - size * heads[axis] * (direction[axis] + side * across[axis])),
        tip,
      );
    }
  }
  return [...points, start.map(() => Number.NaN)];
}

/**
 * Directions at right angles to one: in a plane there is one, in space two are enough to be seen from everywhere.
 *
 * @param {number[]} direction of length 1
 */
function perpendiculars([x, y, z]) {
  if (z === undefined) return [[y, -x]];
  const flat = Math.hypot(x, y);
  if (flat === 0) {
    return [
      [1, 0, 0],
      [0, 1, 0],
    ];
  }
  return [
    [y / flat, -x / flat, 0],
    [(x * z) / flat, (y * z) / flat, -flat],
  ];
}
