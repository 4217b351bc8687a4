import { Problem, mint } from "./api.js";
import { Outgoing } from "./outgoing.js";
import { backoff, pause } from "./patience.js";

/**
 * One customer's talk with one business, as this tab knows it.
 *
 * Everything that is shown can be read here; `change` is fired when it is another.
 * The server is right: turns are known by their ids, ordered by their seq, and asked for again
 * from the last one that came by stream or list. So a cut loses nothing and doubles nothing.
 *
 * @typedef {import("./api.js").Turn} Turn
 * @typedef {import("./api.js").Status} Status
 * @typedef {import("./api.js").Info} Info
 */
export class Conversation extends EventTarget {
  /** @type {Info | null} */
  info = null;
  /** @type {Turn[]} of conversations before this one */
  earlier = [];
  /** @type {Map<string, Turn>} */
  #turns = new Map();
  /** @type {Map<string, import("./thumbs.js").Thumb>} by the reply's turn */
  thumbs = new Map();
  /** Those of them that the server has. @type {Map<string, import("./thumbs.js").Thumb>} */
  #keptThumbs = new Map();
  /** The last of them on its way: they go one after another, so that the last one pressed is the one that stands. */
  #lastThumb = Promise.resolve();
  /** @type {Status} */
  status = fresh();
  /** How we hear from the server: "idle" (nothing to hear), "live", or "lost". */
  link = "idle";
  /** The customer can see us. */
  isShown = false;
  /** Asked to begin anew: the greeting stands below what has ended. */
  isAnew = false;

  /** Seq of the last turn that came in order: what we own ourselves does not count. */
  #cursor = 0;
  /** @type {AbortController | null} */
  #ear = null;
  /** Whose turns we show. @type {string | undefined} */
  #turnsOf;
  #isResting = false;
  #restTimer = 0;
  #typingTimer = 0;
  #saidTypingAt = 0;
  #isClosed = false;

  /**
   * @param {object} about
   * @param {import("./api.js").Api} about.api
   * @param {string} about.slug
   * @param {string} about.language
   * @param {import("./store.js").MemoryStore} about.store
   * @param {string} [about.assistant]
   * @param {object} [about.context] from the host page: customer_id, page, locale
   */
  constructor({ api, slug, language, store, assistant, context }) {
    super();
    this.api = api;
    this.slug = slug;
    this.language = language;
    this.store = store;
    this.assistant = assistant;
    this.context = context;
    this.outgoing = new Outgoing(this);
  }

  /** @returns {Turn[]} of this conversation, in order */
  get turns() {
    return [...this.#turns.values()].sort((one, other) => one.seq - other.seq);
  }

  get hasBegun() {
    return Boolean(this.store.kept.token);
  }

  get isEscalated() {
    return this.status.escalated || this.status.handled_by === "operator";
  }

  /** Words of others that the customer has not seen. */
  get unread() {
    const read = this.store.kept.read_seq ?? 0;
    return this.turns.filter((turn) => turn.speaker !== "customer" && turn.seq > read).length;
  }

  async open() {
    await this.store.open();
    this.store.addEventListener("elsewhere", this.#elsewhere);
    document.addEventListener("visibilitychange", this.#seenOrNot);
    addEventListener("online", this.#online);
    const informed = this.inform();
    this.#turnsOf = this.store.kept.conversation_id;
    this.outgoing.restore();
    this.follow();
    await informed;
  }

  close() {
    this.#isClosed = true;
    this.#ear?.abort();
    clearTimeout(this.#restTimer);
    clearTimeout(this.#typingTimer);
    this.store.close();
    this.store.removeEventListener("elsewhere", this.#elsewhere);
    document.removeEventListener("visibilitychange", this.#seenOrNot);
    removeEventListener("online", this.#online);
  }

  /** Ask who the business is, until it answers. Throws when it says that we may not be here. */
  async inform() {
    for (let attempt = 0; !this.info && !this.#isClosed; attempt++) {
      try {
        this.info = await this.api.info(this.slug, this.language, this.assistant);
      } catch (problem) {
        if (!(problem instanceof Problem) || !problem.passes) throw problem;
        this.#linkIs("lost");
        await pause(backoff(attempt));
      }
    }
    this.changed();
  }

  /**
   * @param {string} text
   * @param {{wantsPerson?: boolean}} [how]
   */
  say(text, how = {}) {
    this.isAnew = false;
    this.outgoing.add(text, how.wantsPerson ?? false);
  }

  /** The customer is typing: operators see it. */
  typed() {
    if (!this.hasBegun || !this.isEscalated || Date.now() - this.#saidTypingAt < 4_000) return;
    this.#saidTypingAt = Date.now();
    this.api.typing(this.kept).catch(() => {}); // worth nothing a moment later
  }

  /** End it. Throws a Problem when the server cannot be reached. */
  async end() {
    if (!this.hasBegun || this.status.ended) return;
    await this.api.end(this.kept);
    this.statusIs({ ...this.status, ended: true, ended_by: "customer" });
  }

  /**
   * What the customer thinks of a reply. Throws a Problem when it could not be kept: then it is as before.
   * @param {string} turnId
   * @param {import("./thumbs.js").Thumb} thumb
   */
  async think(turnId, thumb) {
    this.thumbs.set(turnId, thumb);
    this.changed();
    const sent = this.#lastThumb.then(() => this.api.thumb(this.kept, turnId, thumb));
    this.#lastThumb = sent.catch(() => {});
    try {
      await sent;
      this.#keptThumbs.set(turnId, thumb);
    } catch (problem) {
      if (this.thumbs.get(turnId) === thumb) {
        this.thumbs.set(turnId, this.#keptThumbs.get(turnId) ?? { is_up: null, comment: "" });
        this.changed();
      }
      throw problem;
    }
  }

  startAnew() {
    this.isAnew = true;
    this.changed();
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.isShown = isShown;
    this.markRead();
    this.changed();
  }

  markRead() {
    const last = this.turns.at(-1)?.seq ?? 0;
    if (!this.isShown || document.hidden || last <= (this.store.kept.read_seq ?? 0)) return;
    this.store.change((kept) => (kept.read_seq = last));
  }

  /** @returns {{conversation_id: string, token: string}} */
  get kept() {
    return /** @type {any} */ (this.store.kept);
  }

  // -- what the messages on their way tell us

  /** The conversation's token, begun when there is none. */
  async begin() {
    if (this.hasBegun) return;
    let key = this.store.kept.begin_key;
    if (!key) {
      key = mint();
      this.store.change((kept) => (kept.begin_key = key));
    }
    const body = { language: this.language || null, context: this.context, assistant_id: this.assistant || null };
    const begun = await this.api.begin(this.slug, body, key);
    this.become(begun.conversation_id, begun.token);
    if (begun.greeting) this.learn([begun.greeting]);
  }

  /**
   * From now on it is this conversation; what was said before stays above.
   * @param {string} conversationId
   * @param {string} token
   */
  become(conversationId, token) {
    this.store.change((kept) => {
      Object.assign(kept, { conversation_id: conversationId, token, read_seq: 0 });
      delete kept.begin_key;
    });
    this.#turnTo();
  }

  /** The token opens nothing any more: what is unsent goes into a new conversation. */
  forget() {
    this.store.change((kept) => {
      delete kept.conversation_id;
      delete kept.token;
      delete kept.begin_key;
    });
    this.#turnTo();
  }

  /** @param {Turn[]} turns */
  learn(turns) {
    for (const turn of turns) {
      this.#turns.set(turn.id, turn);
      this.outgoing.learn(turn);
    }
    this.markRead();
    this.changed();
  }

  /** @param {Status} status */
  statusIs(status) {
    this.status = status;
    clearTimeout(this.#typingTimer);
    // That somebody types no more is not told.
    if (status.typing?.party === "operator") this.#typingTimer = setTimeout(() => this.statusIs({ ...status, typing: null }), TYPING_MILLISECONDS);
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  // -- hearing what happens

  #turnTo() {
    this.earlier = [...this.earlier, ...this.turns];
    this.#turns.clear();
    this.#cursor = 0;
    this.status = fresh();
    this.isAnew = false;
    this.#turnsOf = this.store.kept.conversation_id;
    this.changed();
    this.follow();
  }

  /** Hear what happens, from where we are, until the conversation ends or another takes its place. */
  async follow() {
    this.#ear?.abort();
    const { signal } = (this.#ear = new AbortController());
    for (let failures = 0; this.hasBegun && !this.status.ended && !signal.aborted; ) {
      const streamsAreCut = failures > STREAM_CHANCES && failures % STREAM_RETRY !== 0;
      try {
        if (!this.#cursor || streamsAreCut || this.#isResting) await this.#look(signal);
        if (!streamsAreCut && !this.#isResting) await this.#hear(signal, () => (failures = 0));
        failures++;
      } catch (problem) {
        if (signal.aborted) return;
        if (!(problem instanceof Problem)) throw problem;
        if (problem.isForgotten) return this.forget();
        failures++;
        this.#linkIs("lost");
      }
      if (!this.status.ended) await pause(this.#pauseAfter(failures), signal);
    }
    if (!signal.aborted) this.#linkIs("idle");
  }

  /** @param {number} failures */
  #pauseAfter(failures) {
    if (this.#isResting) return REST_MILLISECONDS;
    return failures > STREAM_CHANCES && this.link === "live" ? LOOK_MILLISECONDS : backoff(failures - 1);
  }

  /**
   * Read what we have not seen. Throws a Problem.
   * @param {AbortSignal} signal
   */
  async #look(signal) {
    for (let next = /** @type {number | null} */ (this.#cursor); next !== null; ) {
      const seen = await this.api.messages(this.kept, next);
      if (signal.aborted) return;
      if (!this.#cursor && seen.earlier.length) this.earlier = seen.earlier;
      if (!this.#cursor) {
        for (const { turn_id, ...thumb } of seen.thumbs ?? []) {
          this.thumbs.set(turn_id, thumb);
          this.#keptThumbs.set(turn_id, thumb);
        }
      }
      this.#advance(seen.items);
      this.statusIs(seen.status);
      next = seen.next;
    }
    this.#linkIs("live");
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => void} onLife
   */
  async #hear(signal, onLife) {
    for await (const { name, data } of this.api.events(this.kept, this.#cursor, signal)) {
      if (signal.aborted) return;
      onLife();
      this.#linkIs("live");
      if (name === "turn") this.#advance([data]);
      else if (name === "status") this.statusIs(data);
    }
  }

  /** @param {Turn[]} turns that follow what we know */
  #advance(turns) {
    for (const turn of turns) this.#cursor = Math.max(this.#cursor, turn.seq);
    this.learn(turns.map((turn) => this.#asRead(turn)));
  }

  /**
   * What was read stays as it was read: what is kept of it has hints where personal values were.
   * @param {Turn} turn
   */
  #asRead(turn) {
    const known = this.#turns.get(turn.id);
    return known ? { ...turn, text: known.text, card: known.card } : turn;
  }

  /** @param {string} link */
  #linkIs(link) {
    if (this.link === link) return;
    this.link = link;
    this.changed();
  }

  // -- the world around this tab

  /** Another tab of the same customer wrote, read, or began anew. */
  #elsewhere = () => {
    if (this.store.kept.conversation_id !== this.#turnsOf) this.#turnTo();
    this.changed();
  };

  /** A hidden tab holds no stream: browsers allow six to a site, and it only needs its badge. */
  #seenOrNot = () => {
    clearTimeout(this.#restTimer);
    if (document.hidden) {
      this.#restTimer = setTimeout(() => this.#rest(true), HIDDEN_GRACE_MILLISECONDS);
    } else {
      this.markRead();
      if (this.#isResting || this.link !== "live") this.#rest(false);
    }
  };

  /** @param {boolean} isResting */
  #rest(isResting) {
    this.#isResting = isResting;
    this.follow();
  }

  #online = () => {
    this.outgoing.retryAll();
    if (this.link === "lost") this.follow();
  };
}

const TYPING_MILLISECONDS = 7_000;
const STREAM_CHANCES = 3;
const STREAM_RETRY = 8; // every so many looks, the stream is tried again
const LOOK_MILLISECONDS = 5_000;
const REST_MILLISECONDS = 30_000;
const HIDDEN_GRACE_MILLISECONDS = 20_000;

/** @returns {Status} */
function fresh() {
  return { handled_by: "agent", operator_name: "", escalated: false, ended: false, ended_by: null, typing: null };
}
