/** The business's colour, made readable: WCAG contrast is checked here, not hoped for. */

const FALLBACK = "#2b4a6f";
const TEXT_CONTRAST = 4.5;

/** What it is read upon: the surfaces of styles.js. */
const LIGHT_SURFACE = "#ffffff";
const DARK_SURFACE = "#17191d";

/**
 * @param {string | null | undefined} colour as the business chose it: #rgb or #rrggbb
 * @returns {{fill: string, ink: string, onLight: string, onDark: string}}
 *   fill and the ink upon it; the colour as text on a light and on a dark surface
 */
export function palette(colour) {
  const fill = parse(colour) ? /** @type {string} */ (colour) : FALLBACK;
  const ink = contrast(fill, "#ffffff") >= TEXT_CONTRAST ? "#ffffff" : "#111318";
  return { fill, ink, onLight: readable(fill, LIGHT_SURFACE, 0), onDark: readable(fill, DARK_SURFACE, 255) };
}

/**
 * The colour, moved towards black or white until it can be read.
 * @param {string} colour
 * @param {string} surface
 * @param {0 | 255} towards
 */
function readable(colour, surface, towards) {
  for (let share = 0; share <= 1; share += 0.05) {
    const moved = hex(rgb(colour).map((part) => part + (towards - part) * share));
    // The bubbles are a little off the surface: ask for a little more.
    if (contrast(moved, surface) >= TEXT_CONTRAST + 0.9) return moved;
  }
  return towards ? "#ffffff" : "#000000";
}

/**
 * @param {string} one
 * @param {string} other
 */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = rgb(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} colour */
function rgb(colour) {
  return /** @type {number[]} */ (parse(colour));
}

/**
 * @param {string | null | undefined} colour
 * @returns {number[] | null}
 */
function parse(colour) {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour ?? "")?.[1];
  if (!digits) return null;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  return /** @type {string[]} */ (pairs).map((pair) => parseInt(pair, 16));
}

/** @param {number[]} parts */
function hex(parts) {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
