import { Problem } from "./api.js";
import { palette } from "./colour.js";
import { Composer } from "./composer.js";
import { h, icon, say, set } from "./dom.js";
import { Transcript, contents, showSuggestions, suggestions } from "./transcript.js";

const AT_THE_END_PIXELS = 40;
const LOST_GRACE_MILLISECONDS = 2_000;

/** The whole of what is seen: header, transcript, composer. Reads the conversation, tells it what was done. */
export class Panel {
  #isDue = false;
  #isAtEnd = true;
  #newBelow = 0;
  #lostTimer = 0;
  #wasLost = false;

  /**
   * @param {object} given
   * @param {import("./conversation.js").Conversation} given.conversation
   * @param {import("./words.js").Words} given.words
   * @param {(() => void) | null} given.onClose null where there is nothing to close
   * @param {boolean} given.isWhole the document holds nothing else: its heading is ours
   */
  constructor({ conversation, words, onClose, isWhole }) {
    this.conversation = conversation;
    this.words = words;
    this.onClose = onClose;
    this.isWhole = isWhole;
    this.composer = new Composer({
      words,
      onSend: (text) => this.#say(text),
      onTyping: () => conversation.typed(),
    });
    this.transcript = new Transcript({
      words,
      onPick: (text) => this.#say(text),
      onRetry: (id) => conversation.outgoing.retry(id),
      onDiscard: (id) => conversation.outgoing.discard(id),
      onThumb: (turnId, thumb) => this.#think(turnId, thumb),
      onTell: (text) => say(this.told, text),
    });
    this.element = this.#build();
    // Whoever reads the last words goes on reading them when the keyboard, or a note, takes room.
    this.resized = new ResizeObserver(() => this.#isAtEnd && this.#toEnd(false));
    this.resized.observe(this.scroll);
    conversation.addEventListener("change", this.#changed);
    addEventListener("online", this.#changed);
    addEventListener("offline", this.#changed);
    this.#changed();
  }

  dismiss() {
    this.conversation.removeEventListener("change", this.#changed);
    removeEventListener("online", this.#changed);
    removeEventListener("offline", this.#changed);
    clearTimeout(this.#lostTimer);
    this.resized.disconnect();
    this.element.remove();
  }

  /** @param {string} key of words: why there is nothing here */
  refuse(key) {
    this.element.replaceChildren(h("div", { class: "empty", role: "alert" }, this.words.say(key)));
  }

  focus() {
    this.composer.focus();
  }

  #build() {
    const { words } = this;
    this.logo = h("span", { class: "logo", "aria-hidden": "true" });
    this.name = h(this.isWhole ? "h1" : "h2", { class: "name" });
    this.under = h("p", {});
    this.moreButton = h("button", { class: "round", type: "button", "aria-label": words.say("more"), "aria-expanded": "false", click: () => this.#toggleMenu() }, icon("more"));
    this.endButton = h("button", { type: "button", click: () => this.#askToEnd(true) }, words.say("end_conversation"));
    this.anewButton = h("button", { type: "button", click: () => this.#startAnew() }, words.say("start_anew"));
    this.menu = h("div", { class: "menu", hidden: true }, this.endButton, this.anewButton);
    const close = this.onClose && h("button", { class: "round close", type: "button", "aria-label": words.say("close_chat"), click: this.onClose }, icon("close"));
    const header = h("header", {}, this.logo, h("div", { class: "who" }, this.name, this.under), h("div", { class: "buttons" }, this.moreButton, close));

    this.bar = h("div", { class: "bar", role: "status", hidden: true });
    this.ending = h(
      "div",
      { class: "bar asks", role: "group", "aria-label": words.say("end_question"), hidden: true },
      words.say("end_question"),
      h(
        "span",
        {},
        h("button", { type: "button", class: "choice", click: () => this.#askToEnd(false) }, words.say("end_no")),
        h("button", { type: "button", class: "filled", click: () => this.#end() }, words.say("end_yes")),
      ),
    );

    this.reply = h("div", { dir: "auto" });
    this.replying = h("div", { class: "turn agent", "aria-hidden": "true", hidden: true }, h("div", { class: "bubble" }, this.reply));
    this.dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.writer = h("span", {});
    this.writing = h("div", { class: "writing", hidden: true }, this.dots, this.writer);
    this.choices = h("div", { class: "choices", role: "group", "aria-label": words.say("choices"), hidden: true });
    this.anewChoice = h("div", { class: "choices", hidden: true }, h("button", { type: "button", class: "choice", click: () => this.#startAnew() }, words.say("start_anew")));
    this.waits = h("div", { class: "waits", "aria-hidden": "true" });
    const tail = h("div", { class: "tail" }, this.waits, this.replying, this.writing, this.choices, this.anewChoice);
    this.scroll = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.say("transcript"), scroll: () => this.#scrolled() }, this.transcript.element, tail);
    this.belowText = h("span", {});
    this.below = h("button", { class: "below", type: "button", hidden: true, click: () => this.#toEnd(true) }, icon("down", 16), this.belowText);

    this.privacy = h("div", { class: "note", id: "privacy", hidden: true });
    this.privacyButton = h("button", { type: "button", "aria-expanded": "false", "aria-controls": "privacy", click: () => this.#togglePrivacy() }, words.say("privacy"));
    this.personButton = h("button", { type: "button", click: () => this.#askForPerson() }, icon("person", 16), words.say("talk_to_person"));
    this.composerBox = h("div", { class: "composer" }, this.composer.element, this.composer.count, h("footer", {}, this.personButton, this.privacyButton));
    this.told = h("div", { class: "unseen", role: "status" });

    return h(
      "section",
      { class: "panel", lang: words.language, dir: words.direction, keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) },
      header,
      this.menu,
      this.bar,
      this.ending,
      h("div", { class: "middle" }, this.scroll, this.below),
      this.privacy,
      this.composerBox,
      this.told,
    );
  }

  // -- what the customer does

  /** @param {string} text */
  #say(text) {
    this.conversation.say(text);
    this.#toEnd(false);
  }

  #askForPerson() {
    this.conversation.say(this.words.say("talk_to_person_words"), { wantsPerson: true });
    this.#toEnd(false);
    this.focus();
  }

  #startAnew() {
    this.#toggleMenu(false);
    this.conversation.startAnew();
    this.#toEnd(false);
    this.focus();
  }

  /** @param {boolean} asks */
  #askToEnd(asks) {
    this.#toggleMenu(false);
    this.ending.hidden = !asks;
    if (asks) this.ending.querySelector("button")?.focus();
    else this.focus();
  }

  async #end() {
    try {
      await this.conversation.end();
      this.#askToEnd(false);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(this.told, this.words.say("offline"));
    }
  }

  /**
   * @param {string} turnId
   * @param {import("./thumbs.js").Thumb} thumb
   * @returns {Promise<boolean>} whether it is kept
   */
  async #think(turnId, thumb) {
    try {
      await this.conversation.think(turnId, thumb);
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(this.told, this.words.say("offline"));
      return false;
    }
  }

  /** @param {boolean} [isOpen] */
  #toggleMenu(isOpen = this.menu.hidden) {
    this.menu.hidden = !isOpen;
    set(this.moreButton, { "aria-expanded": String(isOpen) });
    if (isOpen) this.menu.querySelector("button:not([hidden])")?.focus();
  }

  #togglePrivacy() {
    this.privacy.hidden = !this.privacy.hidden;
    set(this.privacyButton, { "aria-expanded": String(!this.privacy.hidden) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    if (!this.menu.hidden) {
      this.#toggleMenu(false);
      this.moreButton.focus();
    } else if (!this.ending.hidden) this.#askToEnd(false);
    else if (!this.privacy.hidden) this.#togglePrivacy();
    else this.onClose?.();
  }

  // -- where the customer is

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < AT_THE_END_PIXELS;
    this.composerBox.classList.toggle("lifted", !this.#isAtEnd);
    if (this.#isAtEnd) this.#newBelow = 0;
    this.#showBelow();
  }

  /** @param {boolean} isSmooth */
  #toEnd(isSmooth) {
    this.#isAtEnd = true;
    this.#newBelow = 0;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: isSmooth && !isCalm ? "smooth" : "instant" });
    this.#showBelow();
  }

  #showBelow() {
    this.below.hidden = this.#isAtEnd;
    say(this.belowText, this.#newBelow ? this.words.say("new_below", { count: this.#newBelow }) : this.words.say("to_the_end"));
  }

  // -- what is shown

  /** Many things may change at once: they are shown once. */
  #changed = () => {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#show();
    });
  };

  #show() {
    const { conversation } = this;
    const isLoading = !conversation.info || (conversation.hasBegun && !conversation.turns.length);
    const items = contents(conversation, this.words);
    this.waits.hidden = !isLoading || items.length > 0;
    const fromOthers = this.transcript.show(items);
    if (!this.#isAtEnd) this.#newBelow += fromOthers;
    this.#showHeader();
    this.#showWriting();
    showSuggestions(this.choices, conversation.status.ended && !conversation.isAnew ? [] : suggestions(items), (text) => this.#say(text));
    const isOver = conversation.status.ended && !conversation.isAnew;
    this.anewChoice.hidden = !isOver;
    this.composer.invite(this.words.say(isOver ? "write_to_start" : "write_a_message"));
    set(this.endButton, { hidden: !conversation.hasBegun || conversation.status.ended });
    set(this.anewButton, { hidden: !isOver });
    set(this.moreButton, { hidden: this.endButton.hidden && this.anewButton.hidden });
    this.#showLink();
    if (this.#isAtEnd) this.#toEnd(false);
    else this.#showBelow();
  }

  #showHeader() {
    const { info, status } = this.conversation;
    if (!info) return;
    this.composer.limit = info.message_limit;
    if (this.name.textContent !== info.name) this.#showBusiness(info);
    const person = status.handled_by === "operator" && status.operator_name;
    const under = person ? [this.words.say("of_the_team", { name: person })] : [this.#assistant(info), this.#hours(info)];
    say(this.under, under.filter(Boolean).join(" · "));
  }

  /** @param {import("./api.js").Info} info */
  #showBusiness(info) {
    const { words } = this;
    say(this.name, info.name);
    set(this.element, { "aria-label": words.say("open_chat", { name: info.name }) });
    const isSafeLogo = /^(https:\/\/|\/(?!\/))/.test(info.logo_url);
    if (isSafeLogo) this.logo.replaceWith((this.logo = h("img", { class: "logo", src: info.logo_url, alt: "", referrerpolicy: "no-referrer" })));
    else say(this.logo, ([...info.name.trim()][0] ?? "").toLocaleUpperCase(words.language));
    const { fill, ink, onLight, onDark } = palette(info.color);
    const { style } = /** @type {any} */ (this.element.getRootNode()).host ?? this.element;
    for (const [name, value] of Object.entries({ "--accent": fill, "--accent-ink": ink, "--accent-on-light": onLight, "--accent-on-dark": onDark })) style.setProperty(name, value);
    const note = info.privacy_note || words.say("privacy_note", { name: info.name });
    const isSafeLink = /^https?:\/\//.test(info.privacy_url);
    const link = isSafeLink && h("p", {}, h("a", { href: info.privacy_url, target: "_blank", rel: "noopener noreferrer" }, words.say("privacy_link", { name: info.name })));
    this.privacy.replaceChildren(...[h("p", { dir: "auto" }, note), link].filter(Boolean));
  }

  /** @param {import("./api.js").Info} info */
  #assistant({ assistant_name: name }) {
    return name ? this.words.say("ai_assistant_named", { name }) : this.words.say("ai_assistant");
  }

  /** @param {import("./api.js").Info} info */
  #hours({ is_open, closes_at, opens_at, timezone }) {
    if (is_open) return closes_at ? this.words.say("open_until", { time: this.words.time(closes_at, timezone) }) : "";
    return opens_at ? this.words.say("opens_at", { time: this.words.opening(opens_at, timezone) }) : this.words.say("closed_now");
  }

  #showWriting() {
    const { outgoing, status } = this.conversation;
    const reply = outgoing.messages.find((message) => message.reply)?.reply ?? "";
    say(this.reply, reply);
    this.replying.hidden = !reply;
    const isOperator = status.typing?.party === "operator";
    const agentWorks = status.handled_by === "agent" && (status.typing?.party === "agent" || outgoing.messages.some((message) => message.state === "sent"));
    this.writing.hidden = Boolean(reply) || !(isOperator || agentWorks);
    if (this.writing.hidden) return;
    const takesLong = !isOperator && outgoing.messages.some((message) => message.takesLong);
    const moment = takesLong ? this.words.say("one_moment") : "";
    if (takesLong && this.writer.textContent !== moment) say(this.told, moment);
    say(this.writer, isOperator ? this.words.say("is_writing", { name: status.typing?.name ?? "" }) : moment);
    const isInWords = isOperator || takesLong;
    set(this.dots, { role: "img", "aria-hidden": String(isInWords), "aria-label": isInWords ? null : this.words.say("assistant_is_writing") });
  }

  /** A cut shows only when it lasts: most are over before anybody notices. */
  #showLink() {
    const isLost = !navigator.onLine || this.conversation.link === "lost";
    if (isLost === this.#wasLost) return;
    this.#wasLost = isLost;
    clearTimeout(this.#lostTimer);
    if (!isLost) this.bar.hidden = true;
    else
      this.#lostTimer = setTimeout(() => {
        this.bar.replaceChildren(icon("away", 16), this.words.say("offline"));
        this.bar.hidden = false;
      }, navigator.onLine ? LOST_GRACE_MILLISECONDS : 0);
  }
}
