import { h, icon, say, set } from "./dom.js";

/**
 * What a customer thinks of one reply.
 * @typedef {{is_up: boolean | null, comment: string}} Thumb
 */

/** Two quiet buttons beside a reply, and one line of why behind the second. */
export class Thumbs {
  /** @type {Thumb} */
  #thumb = { is_up: null, comment: "" };

  /**
   * @param {import("./words.js").Words} words
   * @param {(thumb: Thumb) => Promise<boolean>} onThumb tells whether it is kept
   */
  constructor(words, onThumb) {
    this.onThumb = onThumb;
    this.up = this.#button(true, words.say("helpful"));
    this.down = this.#button(false, words.say("not_helpful"));
    this.element = h("div", { class: "thumbs", role: "group", "aria-label": words.say("thumbs"), "aria-live": "off", hidden: true }, this.up, this.down);
    this.line = h("input", { type: "text", maxlength: "500", autocomplete: "off", "aria-label": words.say("what_was_wrong"), placeholder: words.say("what_was_wrong") });
    const send = h("button", { type: "submit", class: "text-button" }, words.say("send"));
    this.why = h("form", { class: "why", hidden: true, submit: (/** @type {Event} */ event) => this.#comment(event) }, this.line, send);
    this.thanks = h("div", { class: "state", role: "status" });
    this.thanksWords = words.say("thumb_thanks");
  }

  /** @param {Thumb | null} thumb null where there is nothing to say about it */
  show(thumb) {
    this.element.hidden = !thumb;
    this.#thumb = thumb ?? { is_up: null, comment: "" };
    set(this.up, { "aria-pressed": String(this.#thumb.is_up === true) });
    set(this.down, { "aria-pressed": String(this.#thumb.is_up === false) });
    if (this.#thumb.is_up !== false) this.why.hidden = true;
  }

  /**
   * @param {boolean} isUp
   * @param {string} name
   */
  #button(isUp, name) {
    return h("button", { type: "button", class: isUp ? "up" : "down", "aria-label": name, title: name, "aria-pressed": "false", click: () => this.#press(isUp) }, icon("thumb", 16));
  }

  /** @param {boolean} isUp pressed again, it is taken back */
  #press(isUp) {
    const is_up = this.#thumb.is_up === isUp ? null : isUp;
    say(this.thanks, "");
    this.onThumb({ is_up, comment: "" });
    this.why.hidden = is_up !== false;
    if (is_up === false) this.line.focus();
  }

  /** @param {Event} event */
  async #comment(event) {
    event.preventDefault();
    const isKept = await this.onThumb({ is_up: false, comment: this.line.value.trim() });
    if (!isKept) return;
    if (this.why.matches(":focus-within")) this.down.focus();
    this.why.hidden = true;
    say(this.thanks, this.thanksWords);
  }
}
