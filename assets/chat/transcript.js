import { h, icon, isSafe, linkTo, linked, say, set } from "./dom.js";
import { Thumbs } from "./thumbs.js";

/**
 * @typedef {import("./conversation.js").Conversation} Conversation
 * @typedef {import("./conversation.js").Turn} Turn
 * @typedef {import("./outgoing.js").Message} Message
 * @typedef {import("./words.js").Words} Words
 *
 * One thing in the transcript. Its key says that it is the same thing as before.
 * @typedef {{key: string, kind: "line" | "divider", text: string}} Line
 * @typedef {{key: string, kind: "turn", turn: Turn, author: string, follows: boolean, message: Message | null, isLastOwn: boolean, receipt: import("./api.js").Card | null, isOpen: boolean, thumb: import("./thumbs.js").Thumb | null}} Said
 */

/**
 * What the transcript shows, from what the conversation knows: so it is the same after a reload,
 * and in every tab.
 * @param {Conversation} conversation
 * @param {Words} words
 * @returns {(Line | Said)[]}
 */
export function contents(conversation, words) {
  /** @type {(Line | Said)[]} */
  const shown = [];
  const { turns, info } = conversation;
  if (info?.welcome) shown.push({ key: "welcome", kind: "line", text: info.welcome });
  if (conversation.earlier.length) {
    shown.push({ key: "earlier", kind: "divider", text: words.say("earlier_conversation") });
    shown.push(...spoken(conversation.earlier, [], words));
    if (turns.length) shown.push({ key: "now", kind: "divider", text: words.say("new_conversation") });
  }
  shown.push(...judged(spoken(turns, conversation.outgoing.messages, words), conversation.thumbs));
  shown.push(...state(conversation, turns, words));
  const greeting = info?.greeting;
  const isUnbegun = !turns.length && !conversation.outgoing.messages.length;
  if (greeting && (conversation.isAnew || isUnbegun)) {
    if (turns.length || conversation.earlier.length) shown.push({ key: "anew", kind: "divider", text: words.say("new_conversation") });
    shown.push(said(opening(greeting)));
  }
  return shown;
}

/**
 * Replies that answered something, with what the customer thinks of them.
 * @param {(Line | Said)[]} shown
 * @param {Conversation["thumbs"]} thumbs
 */
function judged(shown, thumbs) {
  for (const item of shown) {
    if (item.kind !== "turn" || item.turn.speaker !== "agent" || !item.turn.answers) continue;
    item.thumb = thumbs.get(item.turn.id) ?? { is_up: null, comment: "" };
  }
  return shown;
}

/**
 * @param {{text: string, quick_replies: import("./api.js").QuickReply[]}} greeting
 * @returns {Turn}
 */
function opening(greeting) {
  return { id: "greeting", seq: 0, speaker: "agent", author_name: "", card: null, sources: [], said_at: "", client_turn_id: null, answers: null, ...greeting };
}

/**
 * @param {Turn[]} turns
 * @param {Message[]} messages on their way
 * @param {Words} words
 */
function spoken(turns, messages, words) {
  const arrived = new Set(turns.map((turn) => turn.client_turn_id));
  const all = [...turns, ...messages.filter((message) => !arrived.has(message.id)).map(asTurn)];
  const lastOwn = all.findLast((turn) => turn.speaker === "customer");
  /** @type {(Line | Said)[]} */
  const shown = [];
  /** @type {Turn | null} */
  let before = null;
  let day = "";
  let operator = "";
  for (const turn of all) {
    const newDay = turn.said_at && words.day(turn.said_at);
    if (newDay && newDay !== (day || words.say("today"))) {
      shown.push({ key: `day:${turn.id}`, kind: "line", text: newDay });
      before = null;
    }
    day = newDay || day;
    if (turn.speaker === "operator" && turn.author_name !== operator) {
      operator = turn.author_name;
      shown.push({ key: `joined:${turn.id}`, kind: "line", text: words.say("joined", { name: operator }) });
    } else if (turn.speaker === "agent" && operator) {
      operator = "";
      shown.push({ key: `again:${turn.id}`, kind: "line", text: words.say("assistant_again") });
    }
    const follows = before?.speaker === turn.speaker && before?.author_name === turn.author_name;
    shown.push({
      ...said(turn),
      follows,
      author: turn.speaker === "operator" && !follows ? turn.author_name : "",
      message: messages.find((message) => message.id === turn.client_turn_id) ?? null,
      isLastOwn: turn === lastOwn,
    });
    before = turn;
  }
  return cards(shown);
}

/**
 * @param {Turn} turn
 * @returns {Said}
 */
function said(turn) {
  const key = turn.speaker === "customer" ? `mine:${turn.client_turn_id ?? turn.id}` : turn.id;
  return { key, kind: "turn", turn, author: "", follows: false, message: null, isLastOwn: false, receipt: null, isOpen: false, thumb: null };
}

/**
 * @param {Message} message
 * @returns {Turn}
 */
function asTurn(message) {
  const said_at = new Date(message.unsent.minted_at).toISOString();
  return { id: message.id, seq: Infinity, speaker: "customer", author_name: "", text: message.unsent.text, quick_replies: [], card: null, sources: [], said_at, client_turn_id: message.id, answers: null };
}

/**
 * The card that was confirmed turns into its receipt; the last one that was not can still be answered.
 * @param {(Line | Said)[]} shown
 */
function cards(shown) {
  const turns = /** @type {Said[]} */ (shown.filter((item) => item.kind === "turn"));
  /** @type {Said | null} */
  let asked = null;
  for (const item of turns) {
    if (item.turn.card?.kind === "confirm") asked = item;
    if (item.turn.card?.kind === "receipt" && asked) {
      asked.receipt = item.turn.card;
      item.turn = { ...item.turn, card: null };
      asked = null;
    }
  }
  const last = turns.at(-1);
  if (last && last.turn.speaker !== "customer") last.isOpen = true;
  return shown;
}

/**
 * Who answers, and whether it has ended, where no turn shows it yet.
 * @param {Conversation} conversation
 * @param {Turn[]} turns
 * @param {Words} words
 * @returns {Line[]}
 */
function state({ status }, turns, words) {
  /** @type {Line[]} */
  const lines = [];
  const last = turns.findLast((turn) => turn.speaker !== "customer");
  const present = last?.speaker === "operator" ? last.author_name : "";
  if (status.ended) {
    const name = present || status.operator_name;
    if (status.ended_by === "operator" && name) lines.push({ key: "ended", kind: "line", text: words.say("ended_by_person", { name }) });
    else lines.push({ key: "ended", kind: "line", text: words.say(status.ended_by === "silence" ? "ended_by_silence" : "ended") });
  } else if (status.handled_by === "operator") {
    if (status.operator_name && status.operator_name !== present)
      lines.push({ key: `present:${status.operator_name}`, kind: "line", text: words.say("joined", { name: status.operator_name }) });
  } else if (status.escalated) {
    lines.push({ key: "waiting", kind: "line", text: words.say("waiting_for_person") });
  } else if (present) {
    lines.push({ key: "again", kind: "line", text: words.say("assistant_again") });
  }
  return lines;
}

/** The transcript's elements, kept in step with its contents: what is the same stays as it is. */
export class Transcript {
  /** @type {Map<string, {element: HTMLElement, update: (item: any) => void}>} */
  #shown = new Map();

  /**
   * @param {object} given
   * @param {Words} given.words
   * @param {(text: string) => void} given.onPick the customer chose these words
   * @param {(id: string) => void} given.onRetry
   * @param {(id: string) => void} given.onDiscard
   * @param {(turnId: string, thumb: import("./thumbs.js").Thumb) => Promise<boolean>} given.onThumb
   * @param {(words: string) => void} given.onTell for those who listen
   */
  constructor({ words, onPick, onRetry, onDiscard, onThumb, onTell }) {
    this.words = words;
    this.onPick = onPick;
    this.onRetry = onRetry;
    this.onDiscard = onDiscard;
    this.onThumb = onThumb;
    this.onTell = onTell;
    this.element = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.say("transcript") });
  }

  /**
   * @param {(Line | Said)[]} items
   * @returns {number} how many words of others are new
   */
  show(items) {
    const isFirst = this.#shown.size === 0;
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { element }] of this.#shown) {
      if (!keys.has(key)) {
        element.remove();
        this.#shown.delete(key);
      }
    }
    let fromOthers = 0;
    /** @type {Element | null} */
    let place = this.element.firstElementChild;
    for (const item of items) {
      let known = this.#shown.get(item.key);
      if (!known) {
        known = item.kind === "turn" ? this.#turn(item) : this.#line(item);
        this.#shown.set(item.key, known);
        if (!isFirst) known.element.classList.add("new");
        if (item.kind === "turn" && item.turn.speaker !== "customer") fromOthers++;
      }
      known.update(item);
      if (known.element === place) place = place.nextElementSibling;
      else this.element.insertBefore(known.element, place);
    }
    return isFirst ? 0 : fromOthers;
  }

  /** @param {Line} line */
  #line({ kind, text }) {
    const element = h("div", { class: kind === "divider" ? "line divider" : "line" }, text);
    return { element, update: (/** @type {Line} */ item) => say(element, item.text) };
  }

  /** @param {Said} first */
  #turn({ turn }) {
    const isMine = turn.speaker === "customer";
    const author = h("div", { class: "author" });
    const bubble = h("div", { class: "bubble", title: turn.said_at && this.words.exactly(turn.said_at) }, h("div", { dir: "auto" }, ...linked(turn.text)));
    const state = h("div", { class: "state" });
    const element = h("div", { class: `turn ${isMine ? "mine" : turn.speaker}` }, isMine && h("span", { class: "unseen" }, `${this.words.say("you")}: `), author, turn.text && bubble, turn.sources.length > 0 && this.#sources(turn.sources), state);
    /** @type {Thumbs | undefined} */
    let thumbs;
    let shownCard = "";
    /** @param {Said} item */
    const update = (item) => {
      element.classList.toggle("follows", item.follows);
      say(author, item.author);
      author.hidden = !item.author;
      if (isMine) this.#state(element, state, item);
      if (item.thumb && !thumbs) {
        thumbs = new Thumbs(this.words, (thumb) => this.onThumb(turn.id, thumb));
        element.append(thumbs.element, thumbs.why, thumbs.thanks);
      }
      thumbs?.show(item.thumb);
      const card = item.receipt ?? item.turn.card;
      const face = JSON.stringify([card, item.isOpen]);
      if (face === shownCard) return;
      shownCard = face;
      element.querySelector(".card")?.remove();
      if (card) state.before(this.#card(card, item));
    };
    return { element, update };
  }

  /**
   * What the words rest on, in one quiet line.
   * @param {import("./api.js").Source[]} sources
   */
  #sources(sources) {
    const named = sources.flatMap(({ title, link }, place) => [
      place > 0 && " · ",
      link && isSafe(link) ? linkTo(link, title) : h("span", { dir: "auto" }, title),
    ]);
    const label = this.words.say("sources");
    return h("div", { class: "sources", role: "group", "aria-label": label }, this.words.say("from", { count: sources.length }), " ", ...named);
  }

  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} state
   * @param {Said} item
   */
  #state(element, state, { turn, message, isLastOwn }) {
    const failed = message?.state === "failed";
    element.classList.toggle("failed", failed);
    const face = failed ? "failed" : message?.state ?? "delivered";
    if (state.dataset.face === `${face}${isLastOwn}`) return;
    state.dataset.face = `${face}${isLastOwn}`;
    state.replaceChildren();
    if (failed) {
      const words = message.why || this.words.say("not_sent");
      state.append(
        h("span", {}, words),
        h("button", { type: "button", class: "text-button", click: () => this.onRetry(message.id) }, this.words.say("try_again")),
        h("button", { type: "button", class: "text-button", click: () => this.onDiscard(message.id) }, this.words.say("discard")),
      );
      this.onTell(words);
    } else if (isLastOwn) {
      const time = this.words.time(turn.said_at);
      state.append({ sending: this.words.say("sending"), sent: this.words.say("sent_at", { time }) }[face] ?? this.words.say("delivered_at", { time }));
    }
  }

  /**
   * @param {import("./api.js").Card} card
   * @param {Said} item
   */
  #card(card, item) {
    const isReceipt = card.kind === "receipt";
    const rows = card.rows.flatMap(([label, value]) => [h("dt", { dir: "auto" }, label), h("dd", { dir: "auto" }, value)]);
    if (card.reference) rows.push(h("dt", {}, this.words.say("reference")), this.#reference(card.reference));
    const title = card.title || this.words.say(isReceipt ? "confirmed" : "please_confirm");
    const head = h("p", { class: "title" }, isReceipt && icon("check", 18), title);
    return h("div", { class: `card ${card.kind}`, role: "group", "aria-label": title }, head, h("dl", {}, ...rows), !isReceipt && item.isOpen && this.#answers(item.turn));
  }

  /** @param {Turn} turn */
  #answers(turn) {
    const [yes, change] = turn.quick_replies.length
      ? turn.quick_replies
      : [
          { label: this.words.say("confirm"), text: this.words.say("confirm_words") },
          { label: this.words.say("change"), text: this.words.say("change_words") },
        ];
    const button = (/** @type {string} */ look, /** @type {import("./api.js").QuickReply} */ { label, text }) =>
      h("button", { type: "button", class: look, click: () => this.onPick(text) }, label);
    return h("div", { class: "buttons" }, button("filled", yes), change && button("choice", change));
  }

  /** @param {string} reference */
  #reference(reference) {
    const label = this.words.say("copy_reference");
    const copy = () =>
      navigator.clipboard?.writeText(reference).then(
        () => this.onTell(this.words.say("copied")),
        () => {}, // a frame may not be allowed to: the text can be selected
      );
    return h("dd", { class: "reference" }, h("span", { dir: "ltr" }, reference), h("button", { type: "button", "aria-label": label, title: label, click: copy }, icon("copy", 16)));
  }
}

/**
 * What may be said with one press: the suggestions of whatever was said last.
 * @param {(Line | Said)[]} items
 * @returns {import("./api.js").QuickReply[]}
 */
export function suggestions(items) {
  const last = /** @type {Said | undefined} */ (items.findLast((item) => item.kind === "turn"));
  if (!last || last.turn.speaker === "customer") return [];
  const isCard = last.turn.card?.kind === "confirm";
  return isCard ? last.turn.quick_replies.slice(2) : last.turn.quick_replies;
}

/**
 * @param {HTMLElement} element
 * @param {import("./api.js").QuickReply[]} choices
 * @param {(text: string) => void} onPick
 */
export function showSuggestions(element, choices, onPick) {
  const face = JSON.stringify(choices);
  if (element.dataset.face === face) return;
  element.dataset.face = face;
  set(element, { hidden: !choices.length });
  element.replaceChildren(...choices.map(({ label, text }) => h("button", { type: "button", class: "choice", dir: "auto", click: () => onPick(text) }, label)));
}
