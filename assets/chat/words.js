/** The widget's own words, in the reader's language. */

export const LANGUAGES = ["en", "es", "fr", "de", "ar"];

/** @typedef {Record<string, string | Record<string, string>>} Dictionary */

/**
 * The first language of the list that we have words for.
 * @param {(string | null | undefined)[]} wishes BCP 47 tags, the dearest first
 * @param {string} [otherwise] where we have words for none of them
 * @returns {string}
 */
export function pick(wishes, otherwise = "en") {
  for (const wish of wishes) {
    const plain = (wish ?? "").toLowerCase().split(/[-_]/)[0];
    if (LANGUAGES.includes(plain)) return plain;
  }
  return otherwise;
}

/** @param {string} language one of LANGUAGES */
export async function load(language) {
  const words = (await import(`./words/${language}.js`)).default;
  return new Words(language, words);
}

export class Words {
  /**
   * @param {string} language
   * @param {Dictionary} words
   */
  constructor(language, words) {
    this.language = language;
    this.words = words;
    this.plural = new Intl.PluralRules(language);
  }

  /** "ltr" or "rtl" */
  get direction() {
    return /** @type {string} */ (this.words.direction);
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values] `count` chooses the form
   */
  say(key, values = {}) {
    let form = this.words[key] ?? key;
    if (typeof form !== "string") form = form[this.plural.select(Number(values.count))] ?? form.other;
    return form.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? this.show(values[name]) : whole));
  }

  /** @param {string | number} value */
  show(value) {
    return typeof value === "number" ? value.toLocaleString(this.language) : value;
  }

  /**
   * The time of day, in the reader's own zone unless another is named.
   * @param {string | Date} moment
   * @param {string} [timeZone]
   */
  time(moment, timeZone) {
    return this.#format(moment, { hour: "numeric", minute: "2-digit", timeZone });
  }

  /** @param {string | Date} moment */
  exactly(moment) {
    return this.#format(moment, { dateStyle: "full", timeStyle: "short" });
  }

  /**
   * Today, Yesterday, or the date.
   * @param {string | Date} moment
   */
  day(moment) {
    const then = new Date(moment);
    const days = Math.round((midnight(new Date()) - midnight(then)) / 86_400_000);
    if (days === 0) return this.say("today");
    if (days === 1) return this.say("yesterday");
    return this.#format(then, { weekday: "long", day: "numeric", month: "long" });
  }

  /**
   * When the business opens next: the time, with the weekday unless it is today.
   * @param {string} moment
   * @param {string} timeZone
   */
  opening(moment, timeZone) {
    const then = new Date(moment);
    const isToday = this.#format(then, { dateStyle: "short", timeZone }) === this.#format(new Date(), { dateStyle: "short", timeZone });
    return isToday ? this.time(then, timeZone) : this.#format(then, { weekday: "short", hour: "numeric", minute: "2-digit", timeZone });
  }

  /**
   * @param {string | Date} moment
   * @param {Intl.DateTimeFormatOptions} options
   */
  #format(moment, options) {
    return new Intl.DateTimeFormat(this.#locale(), options).format(new Date(moment));
  }

  /** The reader's own region, where it speaks the language we show: en-GB writes 18:00. */
  #locale() {
    const own = navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === this.language);
    return own ?? this.language;
  }
}

/** @param {Date} moment */
function midnight(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
