/** Elements, made from data. Text is always text: nothing here reads HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {Node | string | null | undefined | false} Child
 *
 * @param {string} tag
 * @param {Record<string, any>} [attributes] functions listen to events; false and null leave an attribute out
 * @param {...Child} children
 * @returns {any} an HTMLElement of that tag
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.filter(isThere));
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, any>} attributes
 */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Say what an element says now, without touching it when it says that already.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @type {Record<string, string>} paths of 24 x 24, drawn with a line */
const PATHS = {
  send: "M5 12h13M12 5.5 18.5 12 12 18.5",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  check: "M5 12.5l4.5 4.5L19 7.5",
  copy: "M9 9h10v10H9zM5 15V5h10",
  thumb: "M7 10v12M15 5.9 14 10h5.8a2 2 0 0 1 2 2.6l-2.4 8a2 2 0 0 1-1.9 1.4H4a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h2.8a2 2 0 0 0 1.8-1.1L12 2a3.1 3.1 0 0 1 3 3.9Z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  away: "M3 3l18 18M8.5 16.4a5 5 0 0 1 7 0M5 12.9a10 10 0 0 1 5.2-2.8M19 12.9a10 10 0 0 0-2-1.5M12 20h.01M2 8.8a15 15 0 0 1 4.2-2.6M22 8.8a15 15 0 0 0-11.3-3.8",
};

/**
 * @param {string} name
 * @param {number} [size]
 */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  set(svg, { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: `icon icon-${name}` });
  set(path, { d: PATHS[name] });
  svg.append(path);
  return svg;
}

/** @param {Child} child */
function isThere(child) {
  return child !== null && child !== undefined && child !== false;
}

// What may become a link: web addresses, mail and telephone, never a script.
const LINKS = /\b(?:https?:\/\/[^\s<>"]+|mailto:[^\s<>"]+@[^\s<>"]+|tel:\+?[\d-]{3,})/gi;
const AFTER_A_LINK = /[.,;:!?'")\]}»”’]+$/;

/**
 * A person's or an agent's words: text, and safe links.
 * @param {string} text
 * @returns {(string | HTMLAnchorElement)[]}
 */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINKS)) {
    const address = balanced(found[0]);
    if (!isSafe(address)) continue;
    parts.push(text.slice(from, found.index), linkTo(address, address.replace(/^(mailto|tel):/i, "")));
    from = found.index + address.length;
  }
  parts.push(text.slice(from));
  return parts.filter(Boolean);
}

/**
 * Without the full stop of the sentence it ends, but with the bracket it opened.
 * @param {string} address
 */
function balanced(address) {
  const bare = address.replace(AFTER_A_LINK, "");
  const opens = bare.split("(").length - bare.split(")").length;
  return opens > 0 && address[bare.length] === ")" ? `${bare})` : bare;
}

/** @param {string} address */
export function isSafe(address) {
  const url = URL.parse ? URL.parse(address) : safeParse(address);
  return Boolean(url && ["http:", "https:", "mailto:", "tel:"].includes(url.protocol));
}

/** @param {string} address */
function safeParse(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/**
 * @param {string} address a safe one
 * @param {string} shown
 */
export function linkTo(address, shown) {
  return h("a", { dir: "auto", href: address, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, shown);
}
