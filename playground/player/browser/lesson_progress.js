// Which lessons have been taken, kept by the browser for the next visit.

const KEPT = "first-layer-playground.lessons";

export default function ({ data, setStateValue }) {
  const done = [...new Set([...read(), ...data.done])];
  if (data.done.length) write(done);
  if (done.length > data.done.length) setStateValue("done", done);
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  } catch {
    return []; // a browser may keep nothing at all
  }
}

function write(done) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(done));
  } catch {
    // then it is known until the page is left
  }
}
