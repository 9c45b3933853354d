// Slow motion: where a picture has moments, a step is not made at once but stops at each of them.

const PACE = 0.4; // moments a second while it plays
const TRIED = 100; // steps whose sentences are measured
const GLIDE = 600; // milliseconds in which the marks go where a step leads

// The button that asks for slow motion, and one for each moment.
function furnishMoments(player, moments) {
  const slow = player.root.querySelector(".player-slow");
  slow.setAttribute("aria-pressed", String(moments.length > 0));
  player.speed.disabled = moments.length > 0;
  const line = player.root.querySelector(".player-moments");
  line.hidden = !moments.length;
  const buttons = moments.map((name, moment) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${moment + 1} ${name}` });
    button.onmousedown = (event) => event.preventDefault();
    button.onclick = () => {
      player.pause();
      player.moveTo(player.playhead, moment);
    };
    return button;
  });
  line.replaceChildren(...buttons);
  player.root.classList.toggle("player-slowly", moments.length > 0);
}

function tellMoment(player) {
  for (const [moment, button] of [...player.root.querySelectorAll(".player-moments button")].entries()) {
    if (moment === player.moment) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    button.disabled = player.playhead === player.last && moment === player.data.moments.length - 1;
    button.title = button.disabled ? "This is the last step: none follows." : "Stop at this moment of the step, and see its numbers";
  }
}

// So that nothing below jumps, the sentences get the room that the longest of them take at any moment of any step.
function reserveRoom(player) {
  const sentences = player.root.querySelector(".player-readouts");
  sentences.style.minHeight = "";
  if (!player.data.moments.length) return;
  const { playhead, moment: now } = player;
  const heights = player.data.moments.map((_, moment) => {
    player.moment = moment;
    player.say(longest(player));
    return sentences.offsetHeight;
  });
  [player.playhead, player.moment] = [playhead, now];
  player.sayAll();
  sentences.style.minHeight = `${Math.max(...heights)}px`;
  player.root.style.setProperty("--player-above", `${player.panels.offsetTop}px`);
}

// Each sentence of a moment as it is where it is longest, of steps all over the run.
function longest(player) {
  const apart = Math.max(1, player.last / TRIED);
  let found = [];
  for (let at = 0; at <= player.last; at += apart) {
    player.playhead = Math.floor(at);
    found = player.sentences().map((sentence, k) => (sentence.length > (found[k]?.length ?? 0) ? sentence : found[k]));
  }
  return found;
}

// One moment on or back. From the last moment of a step the marks go to where it leads; after the last step none follows.
function stepMoment(player, way) {
  const count = player.data.moments.length;
  const from = player.playhead * count + player.moment;
  const to = Math.max(0, Math.min(player.last * count + count - 2, from + way));
  const [playhead, moment] = [Math.floor(to / count), to % count];
  if (way > 0 && playhead > player.playhead && !isCalm()) glide(player, () => player.moveTo(playhead, moment));
  else player.moveTo(playhead, moment);
  return to !== from;
}

// The marks go to the next snapshot, and then it is arrived at; whoever is in a hurry is there at once.
function glide(player, arrive) {
  if (player.gliding) return arrive();
  const began = performance.now();
  const move = (now) => {
    const part = Math.min(1, (now - began) / GLIDE);
    player.between = part * part * (3 - 2 * part); // begins and ends gently
    if (part === 1) return arrive();
    for (const plot of player.plots()) {
      const gone = plot.panel.arrows.flatMap(({ positions }) => positions); // what arrows point from goes their way
      moveMarks(plot, player.values(plot.panel, ({ array, index, at }) => index?.[0] === "step" && !at && gone.includes(array)));
    }
    player.gliding = requestAnimationFrame(move);
  };
  player.gliding = requestAnimationFrame(move);
}

function stopGlide(player) {
  cancelAnimationFrame(player.gliding);
  player.gliding = undefined;
  player.between = 0;
}

function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// A line for each item, from where it is along its offset, with a head that is `heads` long on each axis; a gap behind
// each.
function arrowLines(from, along, scale, heads) {
  const lines = from.map(() => []);
  const add = (point) => lines.forEach((line, axis) => line.push(point[axis]));
  for (let item = 0; item < from[0].length; item++) {
    const start = from.map((values) => values[item]);
    const way = along.map((values) => values[item] * scale);
    const inHeads = way.map((value, axis) => value / heads[axis]);
    const length = Math.hypot(...inHeads);
    if (!(length > 0)) continue;
    const tip = start.map((value, axis) => value + way[axis]);
    add(start);
    add(tip);
    const ahead = inHeads.map((value) => value / length);
    const size = Math.min(1, length / 2);
    for (const across of crossing(ahead)) {
      for (const side of [-0.5, 0.5]) {
        add(tip.map((value, axis) => value - size * heads[axis] * (ahead[axis] + side * across[axis])));
        add(tip);
      }
    }
    add(start.map(() => NaN));
  }
  return lines.map((line) => Float32Array.from(line));
}

// Directions at right angles to one: in a plane there is one, in space two are enough to be seen from everywhere.
function crossing([x, y, z]) {
  if (z === undefined) return [[y, -x]];
  const flat = Math.hypot(x, y);
  if (flat === 0) return [[1, 0, 0], [0, 1, 0]];
  return [[y / flat, -x / flat, 0], [(x * z) / flat, (y * z) / flat, -flat]];
}
