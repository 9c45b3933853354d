// A page whose line to its server was lost, and is there again.
//
// If the server has forgotten the visitor meanwhile, it takes up what is in the address with the first that it hears, and
// a change that came with it would be lost. So it hears of the return itself, before anything can be changed.

const STATE = "data-test-connection-state";

/** @type {(count: number) => void} */
let told = () => {};
let observed = false;

/**
 * Calls this from now on when the line is there again, with a number that is new each time.
 *
 * @param {(count: number) => void} tell
 */
export function onReturn(tell) {
  told = tell;
  if (!observed) observe();
  observed = true;
}

function observe() {
  let count = 0;
  let lost = false;
  const look = () => {
    const connected = document.querySelector(`[${STATE}]`)?.getAttribute(STATE) === "CONNECTED";
    if (connected && lost) told(++count);
    lost = !connected;
  };
  new MutationObserver(look).observe(document.body, { subtree: true, attributeFilter: [STATE] });
}
