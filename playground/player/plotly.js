const PLOTLY = "component/playground.player.player.plotlyjs/plotly.min.js";

// Plotly.js comes from the installed Python package, once a page. The server says nothing of how long it may be kept, so
// "force-cache" keeps it, and the version in its address asks for a new one when there is one.
// A server that has just started may not have it yet: a few tries. Gives whether it is there.
function loadPlotly(version) {
  return (globalThis.plotlyForPlayer ??= tryPlotly(version, [500, 1000, 2000, 4000]));
}

async function tryPlotly(version, waits) {
  try {
    await fetchPlotly(version);
    return true;
  } catch {
    if (!waits.length) return false;
    await new Promise((resolve) => setTimeout(resolve, waits[0]));
    return tryPlotly(version, waits.slice(1));
  }
}

async function fetchPlotly(version) {
  const response = await fetch(new URL(`${PLOTLY}?v=${version}`, document.baseURI), { cache: "force-cache" });
  if (!response.ok) throw new Error(response.statusText);
  const script = document.createElement("script");
  script.src = URL.createObjectURL(await response.blob());
  await new Promise((resolve, reject) => {
    Object.assign(script, { onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
