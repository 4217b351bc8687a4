import { Problem, mint } from "./api.js";
import { backoff, pause } from "./patience.js";

/**
 * A message of the customer on its way. It is shown at once, kept until the server has it, and sent
 * again under the same name until it has: the server answers each name once.
 */
export class Message {
  /** "sending" · "sent": the server has it · "failed": given up, the customer may try again. */
  state = "sending";
  /** Why it failed, in words. */
  why = "";
  /** The agent works on it. */
  isWorkedOn = false;
  /** It takes so long that words say so. */
  takesLong = false;
  /** The reply, as far as it has come. */
  reply = "";
  turnId = "";

  isUnderWay = false;
  triedSince = Date.now();

  /** @param {import("./store.js").Unsent} unsent */
  constructor(unsent) {
    this.unsent = unsent;
  }

  get id() {
    return this.unsent.client_turn_id;
  }
}

/** All messages on their way. Each waits until the one before it was accepted. */
export class Outgoing {
  /** @type {Message[]} */
  messages = [];
  #isPumping = false;

  /** @param {import("./conversation.js").Conversation} conversation */
  constructor(conversation) {
    this.conversation = conversation;
  }

  /**
   * @param {string} text
   * @param {boolean} wantsPerson
   */
  add(text, wantsPerson) {
    const unsent = { client_turn_id: mint(), text, minted_at: Date.now(), ...(wantsPerson && { wants_person: true }) };
    this.messages.push(new Message(unsent));
    this.#keep((all) => [...all, unsent]);
    this.#pump();
  }

  /** After a reload: what is fresh goes out, what is old waits for the customer. */
  restore() {
    this.messages = (this.conversation.store.kept.unsent ?? []).map((unsent) => new Message(unsent));
    for (const message of this.messages) {
      if (Date.now() - message.unsent.minted_at > FRESH_MILLISECONDS) message.state = "failed";
    }
    this.#pump();
  }

  /** @param {string} id */
  retry(id) {
    const message = this.messages.find((message) => message.id === id);
    if (!message || message.state !== "failed") return;
    Object.assign(message, { state: "sending", why: "", triedSince: Date.now() });
    this.#pump();
  }

  retryAll() {
    for (const message of this.messages) if (!message.why) this.retry(message.id);
  }

  /** @param {string} id */
  discard(id) {
    this.#done(id);
    this.conversation.changed();
  }

  /**
   * A turn came by another way: it may be one of ours, or the answer to one.
   * @param {import("./api.js").Turn} turn
   */
  learn(turn) {
    const own = this.messages.find((message) => message.id === turn.client_turn_id);
    if (own) this.#accepted(own, turn.id);
    const answered = this.messages.find((message) => turn.answers && message.turnId === turn.answers);
    if (answered) this.#done(answered.id);
  }

  async #pump() {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (;;) {
      this.conversation.changed();
      const message = this.messages.find((message) => message.state === "sending" && !message.isUnderWay);
      if (!message) break;
      await new Promise((next) => this.#deliver(message, /** @type {() => void} */ (next)));
    }
    this.#isPumping = false;
  }

  /**
   * @param {Message} message
   * @param {() => void} onSettled called once it was accepted, or given up
   */
  async #deliver(message, onSettled) {
    message.isUnderWay = true;
    for (let attempt = 0; this.messages.includes(message) && message.state !== "failed"; attempt++) {
      try {
        await this.conversation.begin();
        await this.#send(message, onSettled);
        break;
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (problem.isForgotten && this.conversation.hasBegun && !attempt) this.conversation.forget();
        else if (!problem.passes || this.#isHopeless(message)) this.#failed(message, problem);
        else await pause(Math.max(backoff(attempt), problem.retryAfterSeconds * 1000));
      }
    }
    message.isUnderWay = false;
    onSettled();
    this.conversation.changed();
  }

  /**
   * @param {Message} message
   * @param {() => void} onAccepted
   */
  async #send(message, onAccepted) {
    const { client_turn_id, text, wants_person } = message.unsent;
    Object.assign(message, { reply: "", takesLong: false });
    for await (const { name, data } of this.conversation.api.say(this.conversation.kept, { client_turn_id, text, wants_person })) {
      if (name === "accepted") {
        if (data.token) this.conversation.become(data.conversation_id, data.token);
        this.#accepted(message, data.turn.id);
        this.conversation.learn([data.turn]);
        onAccepted();
      } else if (name === "working") {
        message.isWorkedOn = true;
        message.takesLong = data.what === "one_moment";
      } else if (name === "piece") {
        message.reply += data.text;
      } else if (name === "done") {
        this.#done(message.id);
        this.conversation.learn(data.reply ? [data.reply] : []);
        if (data.ended) this.conversation.statusIs({ ...this.conversation.status, ended: true });
        return;
      } else if (name === "error") {
        throw new Problem(data.status, data.code, data.detail);
      }
      this.conversation.changed();
    }
    throw new Problem(0, "Cut"); // the server went before it had answered: ask for the same outcome again
  }

  /**
   * @param {Message} message
   * @param {string} turnId
   */
  #accepted(message, turnId) {
    message.turnId = turnId;
    message.state = "sent";
    this.#keep((all) => all.filter((unsent) => unsent.client_turn_id !== message.id));
  }

  /**
   * @param {Message} message
   * @param {Problem} problem
   */
  #failed(message, problem) {
    if (message.state === "sent") return this.#done(message.id); // it is there: its answer comes by the stream
    message.state = "failed";
    message.why = problem.passes ? "" : problem.detail;
  }

  /** @param {Message} message */
  #isHopeless(message) {
    return Date.now() - message.triedSince > FRESH_MILLISECONDS;
  }

  /** @param {string} id */
  #done(id) {
    this.messages = this.messages.filter((message) => message.id !== id);
    this.#keep((all) => all.filter((unsent) => unsent.client_turn_id !== id));
  }

  /** @param {(all: import("./store.js").Unsent[]) => import("./store.js").Unsent[]} change */
  #keep(change) {
    const before = this.conversation.store.kept.unsent ?? [];
    if (change(before).length === before.length) return;
    this.conversation.store.change((kept) => (kept.unsent = change(kept.unsent ?? [])));
  }
}

/** For so long a message goes out by itself; older ones only when the customer says so. */
const FRESH_MILLISECONDS = 120_000;
