import { Api, Problem } from "./api.js";
import { Conversation } from "./conversation.js";
import { hostOfFrame } from "./host.js";
import { Panel } from "./panel.js";
import { HostStore, LocalStore, MemoryStore } from "./store.js";
import { styles } from "./styles.js";
import { load, pick } from "./words.js";

/**
 * `<caly-chat slug="elm-row">`: a customer's talk with a business.
 *
 * slug       which business
 * base       address of Caly; this page's own if it is left out
 * language   of the words around; else the reader's own, where we have them
 * store      where the conversation is kept: "host" (the page around our frame, by messages),
 *            "local" (this page's own storage) or "memory" (nowhere: each time anew)
 * assistant  another assistant than the business's default one
 * theme      "light" or "dark"; else as the reader's system has it
 *
 * Fires `caly-opened` with `detail` {lang, dir}, `caly-answered` once the first answer has arrived, and
 * `caly-unread` with `detail.count`.
 */
export class CalyChat extends HTMLElement {
  static observedAttributes = ["slug", "language", "store", "assistant", "base"];

  /** @type {Conversation | null} */
  #conversation = null;
  /** @type {Panel | null} */
  #panel = null;
  /** @type {import("./host.js").Host | null} */
  #host = null;
  #run = 0;
  #unread = -1;
  #hasAnswered = false;
  #isThere = false;
  /** What is said as soon as the conversation is there.
   * @type {string[]} */
  #unsaid = [];

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [styles()];
    this.#begin();
  }

  disconnectedCallback() {
    this.#run++;
    this.#leave();
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(_name, before, now) {
    if (this.isConnected && this.shadowRoot && before !== now) this.#begin();
  }

  /** The place where the customer writes. */
  focus() {
    this.#panel?.focus();
  }

  /** Say something for the customer: a sample of the page around.
   * @param {string} text */
  say(text) {
    if (this.#isThere) this.#conversation?.say(text);
    else this.#unsaid.push(text);
  }

  /** Attributes often change together: the last of them counts. */
  async #begin() {
    const run = ++this.#run;
    await Promise.resolve();
    if (run !== this.#run || !this.getAttribute("slug")) return;
    this.#leave();
    const isFramed = this.getAttribute("store") === "host";
    this.#host ??= isFramed ? hostOfFrame() : null;
    const hello = await this.#host?.greeted;
    const wishes = [this.getAttribute("language"), hello?.language, ...navigator.languages];
    const words = await load(pick(wishes));
    if (run !== this.#run) return;
    this.#open(words, pick(wishes, ""), hello);
  }

  /**
   * @param {import("./words.js").Words} words
   * @param {string} language that the reader has asked for; "" of one that we do not know: the business's own
   * @param {import("./host.js").Hello | undefined} hello
   */
  async #open(words, language, hello) {
    const conversation = (this.#conversation = new Conversation({
      api: new Api((this.getAttribute("base") ?? "").replace(/\/$/, "")),
      slug: /** @type {string} */ (this.getAttribute("slug")),
      language,
      store: this.#store(),
      assistant: this.getAttribute("assistant") ?? hello?.assistant ?? "",
      context: hello?.context ?? { page: location.origin + location.pathname, locale: navigator.language },
    }));
    const host = this.#host;
    const panel = (this.#panel = new Panel({ conversation, words, onClose: host && (() => host.tell("close")), isWhole: this.parentElement?.localName === "main" }));
    this.shadowRoot?.replaceChildren(panel.element);
    this.dispatchEvent(new CustomEvent("caly-opened", { detail: { lang: words.language, dir: words.direction } }));
    conversation.addEventListener("change", () => this.#report());
    host?.addEventListener("shown", () => this.#shown(true));
    host?.addEventListener("hidden", () => this.#shown(false));
    conversation.show(host?.isShown ?? true);
    if (host?.isShown) panel.focus();
    try {
      await conversation.open();
      if (conversation !== this.#conversation) return;
      this.#isThere = true;
      for (const text of this.#unsaid.splice(0)) conversation.say(text);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      panel.refuse(problem.status === 403 ? "not_available" : "cannot_load");
    }
  }

  #store() {
    switch (this.getAttribute("store")) {
      case "host":
        return this.#host ? new HostStore(this.#host) : new MemoryStore();
      case "local":
        return new LocalStore(/** @type {string} */ (this.getAttribute("slug")));
      default:
        return new MemoryStore();
    }
  }

  /** @param {boolean} isShown */
  #shown(isShown) {
    this.#conversation?.show(isShown);
    if (isShown) this.#panel?.focus();
  }

  #report() {
    const { unread, turns } = /** @type {Conversation} */ (this.#conversation);
    if (unread !== this.#unread) {
      this.#unread = unread;
      this.#host?.tell("unread", { count: unread });
      this.dispatchEvent(new CustomEvent("caly-unread", { detail: { count: unread } }));
    }
    if (!this.#hasAnswered && turns.some((turn) => turn.answers)) {
      this.#hasAnswered = true;
      this.dispatchEvent(new CustomEvent("caly-answered"));
    }
  }

  #leave() {
    this.#conversation?.close();
    this.#panel?.dismiss();
    this.#conversation = this.#panel = null;
    this.#isThere = false;
  }
}

if (!customElements.get("caly-chat")) customElements.define("caly-chat", CalyChat);
