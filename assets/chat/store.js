/**
 * What outlives a reload: the conversation's token, what is unsent, what was read.
 * One JSON text under one name, in one of three places.
 *
 * @typedef {object} Unsent
 * @property {string} client_turn_id
 * @property {string} text
 * @property {number} minted_at milliseconds
 * @property {boolean} [wants_person]
 *
 * @typedef {object} Kept
 * @property {string} [conversation_id]
 * @property {string} [token]
 * @property {string} [begin_key] begins only one conversation, however often it is sent
 * @property {number} [read_seq]
 * @property {Unsent[]} [unsent]
 */

/** Keeps nothing: for previews, and where the browser denies storage. */
export class MemoryStore extends EventTarget {
  /** @type {Kept} */
  kept = {};

  async open() {}

  close() {}

  /**
   * Change what is kept.
   * @param {(kept: Kept) => void} change
   */
  change(change) {
    change(this.kept);
  }
}

/** The page's own storage: the hosted page, where we are at home. */
export class LocalStore extends MemoryStore {
  /** @param {string} slug */
  constructor(slug) {
    super();
    this.name = `caly:${slug}`;
  }

  async open() {
    this.#read();
    addEventListener("storage", this.#heard);
  }

  close() {
    removeEventListener("storage", this.#heard);
  }

  /** @param {(kept: Kept) => void} change */
  change(change) {
    this.#read();
    change(this.kept);
    try {
      localStorage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      // Storage is full or denied: this page remembers, the next one does not.
    }
  }

  /** @param {StorageEvent} event */
  #heard = (event) => {
    if (event.key !== this.name) return;
    this.kept = parsed(event.newValue);
    this.dispatchEvent(new Event("elsewhere"));
  };

  #read() {
    try {
      const text = localStorage.getItem(this.name);
      if (text) this.kept = parsed(text);
    } catch {
      // Denied: what this page remembers is all there is.
    }
  }
}

/**
 * The storage of the page that shows us in a frame, through messages to embed.js.
 * The frame itself may store nothing: browsers deny it on other people's pages.
 */
export class HostStore extends MemoryStore {
  /** @param {import("./host.js").Host} host */
  constructor(host) {
    super();
    this.host = host;
  }

  async open() {
    this.kept = parsed((await this.host.greeted).kept);
    this.host.addEventListener("kept", this.#heard);
  }

  close() {
    this.host.removeEventListener("kept", this.#heard);
  }

  /** @param {(kept: Kept) => void} change */
  change(change) {
    change(this.kept);
    this.host.tell("keep", { kept: JSON.stringify(this.kept) });
  }

  /** @param {Event} event */
  #heard = (event) => {
    this.kept = parsed(/** @type {CustomEvent} */ (event).detail.kept);
    this.dispatchEvent(new Event("elsewhere"));
  };
}

/**
 * @param {string | null | undefined} text
 * @returns {Kept}
 */
function parsed(text) {
  try {
    const kept = JSON.parse(text ?? "{}");
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}
