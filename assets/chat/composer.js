import { h, icon, say, set } from "./dom.js";

const LINE_PIXELS = 22;
const LINES = 5;
const COUNT_FROM = 0.9; // of the limit: from there on the counter shows

/** Where the customer writes. */
export class Composer {
  /**
   * @param {object} given
   * @param {import("./words.js").Words} given.words
   * @param {(text: string) => void} given.onSend
   * @param {() => void} given.onTyping
   */
  constructor({ words, onSend, onTyping }) {
    this.words = words;
    this.limit = 4000;
    this.onSend = onSend;
    this.field = h("textarea", {
      rows: 1,
      "aria-label": words.say("your_message"),
      "aria-describedby": "count",
      placeholder: words.say("write_a_message"),
      dir: words.direction,
      autocomplete: "off",
      enterkeyhint: "send",
      input: () => {
        this.#changed();
        if (this.field.value) onTyping();
      },
      keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.button = h("button", { class: "send", type: "submit", "aria-label": words.say("send"), title: words.say("send"), disabled: true }, icon("send"));
    this.count = h("div", { class: "count", id: "count", role: "status", hidden: true });
    this.element = h(
      "form",
      {
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#send();
        },
      },
      this.field,
      this.button,
    );
  }

  get text() {
    return this.field.value;
  }

  set text(text) {
    this.field.value = text;
    this.#changed();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** @param {string} placeholder */
  invite(placeholder) {
    set(this.field, { placeholder });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // 229: an input method is still composing; its Enter picks a word and sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.field.value.trim();
    if (!text || this.#left() < 0) return;
    this.text = "";
    this.onSend(text);
    this.focus();
  }

  /** As the server counts: in whole characters. */
  #left() {
    return this.limit - [...this.field.value.trim()].length;
  }

  #changed() {
    const left = this.#left();
    set(this.field, { dir: this.field.value ? "auto" : this.words.direction });
    this.button.disabled = !this.field.value.trim() || left < 0;
    this.count.hidden = left > this.limit * (1 - COUNT_FROM);
    this.count.classList.toggle("over", left < 0);
    if (!this.count.hidden) say(this.count, this.words.say(left < 0 ? "characters_over" : "characters_left", { count: Math.abs(left) }));
    this.field.setAttribute("aria-invalid", String(left < 0));
    this.field.style.height = "auto";
    const padding = 11;
    this.field.style.height = `${Math.min(this.field.scrollHeight, LINES * LINE_PIXELS + padding)}px`;
  }
}
