// Stands in each component: loads its module from the server, once a page, and hands the component on to it.

const address = new URL("ADDRESS", document.baseURI);
const WAITS = [500, 1000, 2000, 4000]; // milliseconds

// A server that has just started may not serve it yet, and a browser need not try a failed import again: it is asked
// for the module first.
async function load([wait, ...waits] = WAITS) {
  const answer = await fetch(address).catch(() => undefined);
  if (answer?.ok) return import(address.href);
  if (wait === undefined) throw new Error(`${address} is not served`);
  await new Promise((resolve) => setTimeout(resolve, wait));
  return load(waits);
}

let module;

export default function (component) {
  let leave;
  let left = false;
  module ??= load();
  module.then(
    ({ default: mount }) => {
      if (!left) leave = mount(component);
    },
    () => component.parentElement.append("This part of the page could not be loaded. Reload the page to try again."),
  );
  return () => {
    left = true;
    leave?.();
  };
}
