/**
 * @typedef {{kept: string | null, context: object, language: string | null, assistant: string | null, shown: boolean}} Hello
 */

/**
 * The page that shows us in a frame. embed.js speaks for it.
 *
 * It names its own origin in our address; we send to that origin only and hear from it only.
 * A page that lied about it would hear nothing, and its token is its own visitor's anyway.
 *
 * From us: ready · keep {kept} · unread {count} · close.
 * To us: hello {kept, context, language, assistant, shown} · kept {kept} · shown · hidden.
 */
export class Host extends EventTarget {
  /** Whether the panel is open: also what was said of it before anybody listened. */
  isShown = false;

  /** @param {string} origin as the host page names it in our address */
  constructor(origin) {
    super();
    this.origin = origin;
    /** @type {(hello: Hello) => void} */
    let greet = () => {};
    /** @type {Promise<Hello>} */
    this.greeted = new Promise((resolve) => (greet = resolve));
    this.addEventListener("hello", (event) => greet(/** @type {CustomEvent} */ (event).detail), { once: true });
    addEventListener("message", this.#heard);
    this.tell("ready");
  }

  /**
   * @param {string} what
   * @param {object} [details]
   */
  tell(what, details = {}) {
    parent.postMessage({ caly: what, ...details }, this.origin);
  }

  /** @param {MessageEvent} event */
  #heard = (event) => {
    if (event.source !== parent || event.origin !== this.origin) return;
    const what = event.data?.caly;
    if (what === "hello") this.isShown = Boolean(event.data.shown);
    else if (what === "shown" || what === "hidden") this.isShown = what === "shown";
    if (typeof what === "string") this.dispatchEvent(new CustomEvent(what, { detail: event.data }));
  };
}

/** The frame's host, or null when this page stands alone. */
export function hostOfFrame() {
  const origin = new URLSearchParams(location.search).get("host");
  return origin && parent !== window ? new Host(origin) : null;
}
