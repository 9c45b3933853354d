// How a component of Streamlit becomes an object that lives as long as its element.
//
// Streamlit calls the module's default export with each change of the data, and calls what was returned last when the
// element goes; of a call that was overtaken by another one while it waited, it calls what was returned at once.

/**
 * @template Data
 * @typedef {object} Component
 * @property {Data} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
/**
 * @template Data
 * @typedef {{receive(component: Component<Data>): void, leave(): void}} Mounted
 */

const REPLACED = "playground-replaced";

/**
 * A default export for Streamlit, and the object that belongs to an element.
 *
 * @template Data
 * @template {Mounted<Data>} Instance
 * @param {(parentElement: HTMLElement) => Instance} construct
 */
export function mounting(construct) {
  /** @type {WeakMap<HTMLElement, {instance: Instance, calls: number, leave: () => void}>} */
  const all = new WeakMap();

  /** @param {HTMLElement} parentElement */
  function enter(parentElement) {
    parentElement.dispatchEvent(new Event(REPLACED)); // an object of older modules, from before a server's update
    const instance = construct(parentElement);
    const leave = () => {
      all.delete(parentElement);
      parentElement.removeEventListener(REPLACED, leave);
      instance.leave();
    };
    parentElement.addEventListener(REPLACED, leave);
    const mounted = { instance, calls: 0, leave };
    all.set(parentElement, mounted);
    return mounted;
  }

  return {
    instanceAt: (/** @type {HTMLElement} */ parentElement) => all.get(parentElement)?.instance,
    mount(/** @type {Component<Data>} */ component) {
      const mounted = all.get(component.parentElement) ?? enter(component.parentElement);
      mounted.calls += 1;
      const call = mounted.calls;
      mounted.instance.receive(component);
      return () => {
        if (call === mounted.calls && all.get(component.parentElement) === mounted) mounted.leave();
      };
    },
  };
}
