import assert from "node:assert/strict";
import test from "node:test";

import { spell } from "../../playground/player/browser/spelling.js";

const value = (kind, more = {}) => ({ kind, array: "", index: ["step"], names: [], hot: "", count: 0, ...more });

test("a number has three digits", () => {
  assert.equal(spell([1.23456], value("number")), "1.23");
  assert.equal(spell([0], value("number")), "0");
});

test("a vector reads as PyTorch prints it, and of a long one the first numbers", () => {
  assert.equal(spell([0.5, -1, 0], value("vector")), "[0.5000, -1.0000, 0.0000]");
  assert.equal(spell([1, 2, 3, 4, 5, 6], value("vector")), "[1.0000, 2.0000, 3.0000, 4.0000, … 2 more]");
});

test("numbers without room in four digits are written with a power of ten", () => {
  assert.equal(spell([12345.6, 0.00001], value("vector")), "[1.23e+4, 1.00e-5]");
});

test("names stand for their numbers", () => {
  assert.equal(spell([1, 0], value("names", { names: ["I", "you"] })), "you,  I");
});

test("a product with a one-hot row is written out, each term times 0 or 1", () => {
  const product = value("product", { count: 5 });
  assert.equal(spell([0.25, -0.5, 1], product, 1), "0·0.25 + 1·(-0.5) + 0·1 + … 2 more times 0");
});
