/**
 * Puts a business's chat on any page:
 *
 *   <script src="https://caly.example/embed.js" data-caly="elm-row" defer></script>
 *
 * data-language   language of the words around; else the reader's own
 * data-assistant  id of another assistant than the default one
 * data-customer   your name for the signed-in customer, passed on to the business's people
 * data-side       "left" or "right" (the default)
 *
 * Draws a button in a shadow root, so that neither page nor chat styles the other; the chat itself is
 * in a frame of Caly's. What the frame wants to keep is kept in this page's storage: its own is denied.
 * `Caly.open()`, `Caly.close()` and `Caly.toggle()` are for buttons of yours.
 */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { caly: slug, language, assistant, customer, side } = script.dataset;
  const page = /** @type {any} */ (window);
  if (!slug || page.Caly) return;

  const VERSION = "__VERSION__"; // put in by the server: files of one version belong together
  const home = new URL(script.src).origin;
  const files = `${home}/embed/files/${VERSION}`;
  const kept = `caly:${slug}`;
  const isPhone = matchMedia("(max-width: 480px), (max-height: 480px)");
  const ASK_AGAIN_MILLISECONDS = 4000;
  const FOCUS_AFTER_MILLISECONDS = 600;
  const DRAW_AFTER_MILLISECONDS = 400; // without the business's colour, should the network be slow

  /** @type {HTMLIFrameElement | undefined} */
  let frame;
  let isReady = false;
  let isOpen = false;
  let isDrawn = false;
  let unread = 0;
  /** @type {import("./chat/words.js").Words | undefined} */
  let words;
  let name = "";

  const CSS = `
    :host { all: initial; }
    button { all: unset; box-sizing: border-box; position: fixed; bottom: 20px; ${side === "left" ? "left" : "right"}: 20px; width: 56px; height: 56px; border-radius: 50%;
      display: grid; place-items: center; cursor: pointer; background: var(--fill, #22262e); color: var(--ink, #fff); z-index: 2147483000;
      box-shadow: 0 2px 6px rgb(0 0 0 / .18), 0 6px 20px rgb(0 0 0 / .16); transition: transform .15s, opacity .15s; -webkit-tap-highlight-color: transparent; }
    button:hover { transform: translateY(-1px) scale(1.03); }
    button:focus-visible { outline: 3px solid var(--fill, #22262e); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; grid-area: 1 / 1; transition: opacity .15s, transform .15s; }
    .down, .open .speak { opacity: 0; transform: scale(.6); }
    .open .down { opacity: 1; transform: none; }
    b { position: absolute; top: -3px; right: -3px; min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box; border-radius: 11px; background: #c5221f; color: #fff;
      font: 600 13px/22px system-ui, sans-serif; text-align: center; box-shadow: 0 0 0 2px #fff; }
    b[hidden] { display: none; }
    iframe { position: fixed; z-index: 2147483000; border: 0; width: 380px; height: min(640px, calc(100vh - 108px)); bottom: 88px; ${side === "left" ? "left" : "right"}: 20px; border-radius: 16px;
      background: Canvas; box-shadow: 0 4px 12px rgb(0 0 0 / .1), 0 16px 48px rgb(0 0 0 / .2); visibility: hidden; opacity: 0; transform: translateY(10px); transition: opacity .14s ease-out, transform .14s ease-out, visibility 0s .14s; }
    iframe.open { visibility: visible; opacity: 1; transform: none; transition-delay: 0s; }
    @media (max-width: 480px), (max-height: 480px) {
      iframe { inset: 0; width: 100%; height: 100%; border-radius: 0; box-shadow: none; }
      button.open { visibility: hidden; }
    }
    @media (prefers-reduced-motion: reduce) { button, svg, iframe { transition: none; } button:hover { transform: none; } }
    @media print { button, iframe { display: none; } }
  `;

  const corner = document.createElement("caly-corner");
  const root = corner.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  const badge = document.createElement("b");
  badge.setAttribute("aria-hidden", "true");
  badge.hidden = true;
  button.append(
    icon("speak", "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H10l-4.5 4v-4.13A2.5 2.5 0 0 1 4 13.5z"),
    icon("down", "M6 9.5l6 6 6-6"),
    badge,
  );
  button.addEventListener("click", () => show(!isOpen));
  for (const near of ["pointerenter", "focus", "touchstart"]) button.addEventListener(near, load, { once: true, passive: true });

  start();

  async function start() {
    const asked = fetch(`${home}/embed/${encodeURIComponent(slug ?? "")}/look`, { credentials: "omit" });
    const slow = setTimeout(draw, DRAW_AFTER_MILLISECONDS);
    const isThere = await Promise.all([speak(), asked.then(look)]).then(
      () => true,
      () => null, // the network: what we have must do
    );
    clearTimeout(slow);
    if (isThere && !name) return corner.remove();
    draw();
    if (read()) load(); // a conversation is open: its answers must be noticed
    else if (!page.navigator.connection?.saveData) (page.requestIdleCallback ?? setTimeout)(load, { timeout: 4000 });
  }

  /** The words on the button, from the language files of the chat. */
  async function speak() {
    const { load, pick } = await import(`${files}/words.js`);
    words = await load(pick([language, ...navigator.languages]));
  }

  /** @param {Response} answer who the business is; a refusal means that this page may not show its chat */
  async function look(answer) {
    if (!answer.ok) {
      if (answer.status < 500) console.warn(`Caly: the chat "${slug}" is not available on this page.`);
      return;
    }
    const [business, { palette }] = await Promise.all([answer.json(), import(`${files}/colour.js`)]);
    const { fill, ink } = palette(business.color);
    name = business.name;
    corner.style.setProperty("--fill", fill);
    corner.style.setProperty("--ink", ink);
  }

  function draw() {
    label();
    if (isDrawn) return;
    isDrawn = true;
    root.append(button);
    document.body.append(corner);
  }

  function label() {
    if (!words) return;
    const what = isOpen ? words.say("close_chat") : name ? words.say("open_chat", { name }) : words.say("open_chat_plain");
    button.setAttribute("aria-label", unread && !isOpen ? `${what}, ${words.say("unread", { count: unread })}` : what);
    if (frame) frame.title = name ? words.say("open_chat", { name }) : words.say("open_chat_plain");
  }

  /** The frame is made before it is needed: then it opens at once. */
  function load() {
    if (frame) return;
    const address = `${home}/embed/${encodeURIComponent(slug ?? "")}?host=${encodeURIComponent(location.origin)}`;
    const made = document.createElement("iframe");
    made.src = address;
    made.allow = `clipboard-write ${home}`;
    // A frame that came while the server was away holds an error: it is asked for again.
    made.addEventListener("load", () => setTimeout(() => isReady || (made.src = address), ASK_AGAIN_MILLISECONDS));
    frame = made;
    root.insertBefore(made, button);
    label();
    addEventListener("message", heard);
    addEventListener("storage", (event) => event.key === kept && tell("kept", { kept: event.newValue }));
  }

  /** @param {boolean} open */
  function show(open) {
    if (open === isOpen) return;
    load();
    isOpen = open;
    frame?.classList.toggle("open", open);
    button.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    label();
    tell(open ? "shown" : "hidden");
    fit();
    if (!open) button.focus({ preventScroll: true });
    // The frame focuses its field itself. Both at once would race; where it may not, it is done from here.
    else setTimeout(() => isOpen && root.activeElement === button && frame?.focus(), FOCUS_AFTER_MILLISECONDS);
  }

  /** On a phone the panel is the whole screen, above the keyboard, and the page behind stands still. */
  function fit() {
    const view = window.visualViewport;
    const isFull = isOpen && isPhone.matches;
    document.documentElement.style.overflow = isFull ? "hidden" : "";
    if (!frame || !view) return;
    frame.style.height = isFull ? `${view.height}px` : "";
    frame.style.top = isFull ? `${view.offsetTop}px` : "";
  }
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  /**
   * @param {string} what
   * @param {object} [details]
   */
  function tell(what, details = {}) {
    if (isReady) frame?.contentWindow?.postMessage({ caly: what, ...details }, home);
  }

  /** @param {MessageEvent} event */
  function heard({ source, origin, data }) {
    if (source !== frame?.contentWindow || origin !== home) return;
    switch (data?.caly) {
      case "ready":
        isReady = true;
        return tell("hello", {
          kept: read(),
          language: language ?? null,
          assistant: assistant ?? null,
          shown: isOpen,
          context: { page: location.origin + location.pathname, locale: navigator.language, ...(customer && { customer_id: customer }) },
        });
      case "keep":
        return keep(String(data.kept));
      case "unread":
        unread = Number(data.count) || 0;
        badge.textContent = unread > 9 ? "9+" : String(unread);
        badge.hidden = !unread;
        return label();
      case "close":
        return show(false);
    }
  }

  function read() {
    try {
      return localStorage.getItem(kept);
    } catch {
      return null;
    }
  }

  /** @param {string} text */
  function keep(text) {
    try {
      localStorage.setItem(kept, text);
    } catch {
      // This page's storage is denied or full: the chat works, and is forgotten with the page.
    }
  }

  /**
   * @param {string} name
   * @param {string} path
   */
  function icon(name, path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", name);
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  page.Caly = { open: () => show(true), close: () => show(false), toggle: () => show(!isOpen) };
})();
