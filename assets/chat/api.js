/** The customer's side of the REST API, and its streams. */

/**
 * @typedef {{label: string, text: string}} QuickReply
 * @typedef {{kind: "confirm" | "receipt", title: string, rows: [string, string][], reference: string}} Card
 * @typedef {{title: string, link: string | null}} Source
 * @typedef {object} Turn
 * @property {string} id
 * @property {number} seq
 * @property {"customer" | "agent" | "operator"} speaker
 * @property {string} author_name
 * @property {string} text
 * @property {QuickReply[]} quick_replies
 * @property {Card | null} card
 * @property {Source[]} sources what a worded answer rests on
 * @property {string} said_at
 * @property {string | null} client_turn_id
 * @property {string | null} answers id of the customer's turn that it is the outcome of
 *
 * @typedef {object} Status
 * @property {"agent" | "operator"} handled_by
 * @property {string} operator_name
 * @property {boolean} escalated
 * @property {boolean} ended
 * @property {string | null} ended_by
 * @property {{party: "agent" | "operator", name: string} | null} typing
 *
 * @typedef {object} Info
 * @property {string} slug
 * @property {string} name
 * @property {string} assistant_name
 * @property {string} color
 * @property {string} logo_url
 * @property {string} welcome a word of the business before the greeting
 * @property {string} language
 * @property {boolean} is_open
 * @property {string | null} closes_at
 * @property {string | null} opens_at
 * @property {string} timezone
 * @property {string} privacy_url
 * @property {string} privacy_note
 * @property {number} message_limit
 * @property {{text: string, quick_replies: QuickReply[]} | null} greeting
 *
 * @typedef {{name: string, id: string | null, data: any}} ServerEvent
 */

/** What the server refused, or that it could not be reached (status 0). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} [code]
   * @param {string} [detail] in words for the customer
   * @param {number} [retryAfterSeconds]
   */
  constructor(status, code = "", detail = "", retryAfterSeconds = 0) {
    super(detail || code || String(status));
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The same request may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** The token opens nothing any more. */
  get isForgotten() {
    return this.status === 401 || this.status === 404;
  }
}

export class Api {
  /** @param {string} base address of Caly, without a slash at the end; "" is this page's own */
  constructor(base) {
    this.base = `${base}/api/v1/chat`;
  }

  /**
   * @param {string} slug
   * @param {string} language
   * @param {string} [assistant]
   * @returns {Promise<Info>}
   */
  info(slug, language, assistant) {
    const which = assistant ? `&assistant_id=${encodeURIComponent(assistant)}` : "";
    return this.#ask("GET", `/${encodeURIComponent(slug)}/info?language=${language}${which}`);
  }

  /**
   * @param {string} slug
   * @param {object} body
   * @param {string} key the same key begins only one conversation
   * @returns {Promise<{conversation_id: string, token: string, greeting: Turn | null}>}
   */
  begin(slug, body, key) {
    return this.#ask("POST", `/${encodeURIComponent(slug)}/conversations`, { body, headers: { "Idempotency-Key": key } });
  }

  /**
   * @param {Kept} kept
   * @param {number} after
   * @returns {Promise<{items: Turn[], earlier: Turn[], next: number | null, thumbs: (import("./thumbs.js").Thumb & {turn_id: string})[], status: Status}>}
   *
   * @typedef {{conversation_id: string, token: string}} Kept
   */
  messages({ conversation_id, token }, after) {
    return this.#ask("GET", `/conversations/${conversation_id}/messages?after=${after}`, { token });
  }

  /** @param {Kept} kept */
  typing({ conversation_id, token }) {
    return this.#ask("POST", `/conversations/${conversation_id}/typing`, { token });
  }

  /**
   * @param {Kept} kept
   * @param {string} turnId of the agent's turn
   * @param {import("./thumbs.js").Thumb} thumb
   */
  thumb({ conversation_id, token }, turnId, thumb) {
    return this.#ask("POST", `/conversations/${conversation_id}/turns/${turnId}/thumb`, { token, body: thumb });
  }

  /** @param {Kept} kept */
  end({ conversation_id, token }) {
    return this.#ask("POST", `/conversations/${conversation_id}/end`, { token });
  }

  /**
   * Say something; its events are accepted, working, piece, done.
   * @param {Kept} kept
   * @param {{text: string, client_turn_id: string, wants_person?: boolean}} body
   */
  say({ conversation_id, token }, body) {
    return this.#stream("POST", `/conversations/${conversation_id}/messages`, { token, body });
  }

  /**
   * What happens in the conversation from there on.
   * @param {Kept} kept
   * @param {number} after seq of the last turn that is known
   * @param {AbortSignal} signal
   */
  events({ conversation_id, token }, after, signal) {
    const headers = { "Last-Event-ID": String(after) };
    return this.#stream("GET", `/conversations/${conversation_id}/events`, { token, signal, headers });
  }

  /**
   * @typedef {{token?: string, body?: object, signal?: AbortSignal, headers?: Record<string, string>}} Asking
   *
   * @param {string} method
   * @param {string} path
   * @param {Asking} asking
   * @param {string} accept
   */
  async #fetch(method, path, { token, body, signal, headers = {} }, accept) {
    let response;
    try {
      response = await fetch(this.base + path, {
        method,
        signal,
        credentials: "omit",
        cache: "no-store",
        headers: {
          Accept: accept,
          ...(body && { "Content-Type": "application/json" }),
          ...(token && { Authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: body && JSON.stringify(body),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Problem(0, "Unreachable");
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Asking} [asking]
   */
  async #ask(method, path, asking = {}) {
    const response = await this.#fetch(method, path, { signal: AbortSignal.timeout(20_000), ...asking }, "application/json").catch((error) => {
      throw error instanceof Problem ? error : new Problem(0, "Timeout");
    });
    return response.status === 204 ? null : response.json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Asking} asking
   * @returns {AsyncGenerator<ServerEvent>} `comment` is a sign of life
   */
  async *#stream(method, path, { signal, ...asking }) {
    const watch = new Watch(signal);
    try {
      const response = await this.#fetch(method, path, { ...asking, signal: watch.signal }, "text/event-stream");
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        watch.sawLife();
        rest += decoder.decode(value, { stream: true }).replaceAll("\r", "");
        const blocks = rest.split("\n\n");
        rest = /** @type {string} */ (blocks.pop());
        for (const block of blocks) yield eventOf(block);
      }
    } catch (error) {
      if (error instanceof Problem || signal?.aborted) throw error;
      throw new Problem(0, "Cut");
    } finally {
      watch.end();
    }
  }
}

const FIRST_SIGN_MILLISECONDS = 12_000;
const NEXT_SIGN_MILLISECONDS = 40_000; // the server gives a sign of life every 15 s

/** Gives a stream up when it is silent for too long: some proxies swallow streams whole. */
class Watch {
  #stop = new AbortController();

  /** @param {AbortSignal | undefined} outer */
  constructor(outer) {
    this.signal = outer ? AbortSignal.any([outer, this.#stop.signal]) : this.#stop.signal;
    this.timer = setTimeout(() => this.#stop.abort(), FIRST_SIGN_MILLISECONDS);
  }

  sawLife() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#stop.abort(), NEXT_SIGN_MILLISECONDS);
  }

  end() {
    clearTimeout(this.timer);
    this.#stop.abort();
  }
}

/**
 * @param {string} block one event as it was sent, without the empty line
 * @returns {ServerEvent}
 */
function eventOf(block) {
  let name = "message";
  let id = null;
  const data = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    else if (field === "id") id = value;
    else if (field === "data") data.push(value);
  }
  if (!data.length) return { name: "comment", id, data: null };
  return { name, id, data: JSON.parse(data.join("\n")) };
}

/** @param {Response} response */
async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return new Problem(response.status, body.code, body.detail, wait);
}

/** A name that no two messages share, also where the page has no secure context. */
export function mint() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("");
}
