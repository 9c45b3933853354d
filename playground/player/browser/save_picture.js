// Pictures of what is shown, as files: all charts together or one of them.

import { create, find, keepFocus } from "./dom.js";

/** @import {Chart} from "./chart.js" */
/** @typedef {"png" | "svg"} Format */
/** @typedef {{charts: () => Chart[], name: () => string}} Shown the charts that are shown, and what a file is called */
/** @typedef {{code: string, width: number, height: number}} Drawn SVG and its size */

const SVG = "http://www.w3.org/2000/svg";
const FORMATS = /** @type {Format[]} */ (["png", "svg"]);
const ALL = "picture";
const PIXELS = 2; // of a PNG file, for one on the page

export class SavePicture {
  #root;
  #details;
  #menu;
  #shown;
  /** What the menu offers. */ #offered = "";

  /**
   * @param {HTMLElement} root
   * @param {Shown} shown
   */
  constructor(root, shown) {
    this.#root = root;
    this.#shown = shown;
    const details = /** @type {HTMLDetailsElement} */ (find(root, ".player-save"));
    this.#details = details;
    this.#menu = find(details, "div");
    find(details, "summary").onmousedown = keepFocus;
    details.ontoggle = () => this.update();
    details.onkeydown = (event) => {
      event.stopPropagation(); // Space opens it and presses its buttons; it doesn't play
      if (event.key === "Escape") details.open = false;
    };
  }

  /** An open menu has a line for all charts together, and one for each that is shown. */
  update() {
    const names = [ALL, ...this.#shown.charts().map(({ name }) => name)];
    if (!this.#details.open || names.join() === this.#offered) return;
    this.#offered = names.join();
    this.#menu.replaceChildren(
      ...names.flatMap((name) => [
        create("span", { textContent: name === ALL ? "Whole picture" : name.replaceAll("_", " ") }),
        ...FORMATS.map((format) => this.#button(name, format)),
      ]),
    );
  }

  /**
   * @param {string} name
   * @param {Format} format
   */
  #button(name, format) {
    return create("button", {
      type: "button",
      textContent: format.toUpperCase(),
      title: `Save ${name.replaceAll("_", " ")} as ${format.toUpperCase()}`,
      onclick: () => this.save(name, format),
      onmousedown: keepFocus,
    });
  }

  /**
   * @param {string} name
   * @param {Format} format
   */
  async save(name, format) {
    const charts = this.#shown.charts().filter((chart) => name === ALL || chart.name === name);
    const file = `${this.#shown.name()}-${name}.${format}`;
    const background = getComputedStyle(this.#root).getPropertyValue("--st-background-color").trim() || "white";
    const drawn = await together(charts, background);
    download(format === "png" ? await painted(drawn) : new Blob([drawn.code], { type: "image/svg+xml" }), file);
  }
}

/**
 * The charts in one picture, where they stand on the page.
 *
 * @param {Chart[]} charts
 * @param {string} background
 * @returns {Promise<Drawn>}
 */
async function together(charts, background) {
  const places = charts.map(({ place }) => place);
  const [left, top] = [Math.min(...places.map((place) => place.left)), Math.min(...places.map((place) => place.top))];
  const width = Math.max(...places.map((place) => place.right)) - left;
  const height = Math.max(...places.map((place) => place.bottom)) - top;
  const codes = await Promise.all(charts.map((chart) => chart.svg()));
  const parts = codes.map((code, k) => {
    const [x, y] = [places[k].left - left, places[k].top - top];
    return behind(charts[k], x, y) + placed(apart(code, k), x, y);
  });
  const frame = `<svg xmlns="${SVG}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  const paper = `<rect width="100%" height="100%" fill="${background}"/>`;
  return { code: `${frame}${paper}${parts.join("")}</svg>`, width, height };
}

/**
 * What is painted behind a chart at that place.
 *
 * @param {Chart} chart
 * @param {number} x
 * @param {number} y
 */
function behind({ behind: image }, x, y) {
  if (!image) return "";
  const { href, left, top, width, height } = image;
  return `<image href="${href}" x="${x + left}" y="${y + top}" width="${width}" height="${height}"/>`;
}

/**
 * A chart at a place of a larger picture.
 *
 * @param {string} code
 * @param {number} left
 * @param {number} top
 */
function placed(code, left, top) {
  return code.replace("<svg ", `<svg x="${left}" y="${top}" `);
}

/**
 * Plotly names what it clips alike in each chart that it draws: in one file each needs names of its own.
 *
 * @param {string} code
 * @param {number} number
 */
function apart(code, number) {
  return code.replaceAll(/(\bid="|url\(['"]?#|url\(&quot;#|href="#)/g, `$1chart${number}-`);
}

/**
 * @param {Drawn} drawn
 * @returns {Promise<Blob>}
 */
async function painted({ code, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(code)}`;
  await image.decode();
  const canvas = create("canvas", { width: Math.round(width * PIXELS), height: Math.round(height * PIXELS) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

/**
 * @param {Blob} blob
 * @param {string} file
 */
function download(blob, file) {
  const href = URL.createObjectURL(blob);
  create("a", { href, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
