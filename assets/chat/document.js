import "./caly-chat.js";

/** The document around the widget: its title tells what is unread, its language is the reader's. */
const title = document.title;
const chat = /** @type {HTMLElement} */ (document.querySelector("caly-chat"));

chat.addEventListener("caly-unread", (event) => {
  const { count } = /** @type {CustomEvent} */ (event).detail;
  document.title = count ? `(${count}) ${title}` : title;
});
chat.addEventListener("caly-opened", (event) => {
  Object.assign(document.documentElement, /** @type {CustomEvent} */ (event).detail); // lang, dir
});
