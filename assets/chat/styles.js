/** How the widget looks. One sheet, kept out of the page's own styles by the shadow root. */

const CSS = `
:host {
  color-scheme: light dark;
  --surface: light-dark(#ffffff, #17191d);
  --raised: light-dark(#f3f4f6, #24272d);
  --line: light-dark(#e3e5e9, #33373f);
  --text: light-dark(#1b1e24, #eceef1);
  --quiet: light-dark(#5c636e, #a4abb6);
  --danger: light-dark(#b3261e, #ff8f85);
  --danger-surface: light-dark(#fdf0ef, #3a1f1d);
  --good: light-dark(#17663c, #6fd49b);
  --good-surface: light-dark(#eef7f1, #17291f);
  --accent: #2b4a6f;
  --accent-ink: #ffffff;
  --accent-text: light-dark(var(--accent-on-light, #2b4a6f), var(--accent-on-dark, #9cc0ea));
  --round: 16px;
  display: block;
  height: 100%;
  min-height: 0;
  container-type: inline-size;
  background: var(--surface);
  color: var(--text);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  -webkit-text-size-adjust: 100%;
}
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }

*, *::before, *::after { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { margin: 0; border: 0; background: none; cursor: pointer; }
h1, h2, p, dl, dd, dt { margin: 0; font: inherit; }
a { color: inherit; text-underline-offset: 2px; overflow-wrap: anywhere; }
[hidden] { display: none !important; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent-text); outline-offset: 2px; }
.icon { fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.icon-more { stroke-width: 3; }
[dir="rtl"] .icon-send { transform: scaleX(-1); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.panel { display: flex; flex-direction: column; height: 100%; min-height: 0; position: relative; overflow: hidden; }

/* -- who we are -- */
header { display: flex; align-items: center; gap: 10px; padding: 12px 10px 12px 16px; border-block-end: 1px solid var(--line); }
[dir="rtl"] header { padding: 12px 16px 12px 10px; }
.logo { width: 38px; height: 38px; border-radius: 50%; flex: none; display: grid; place-items: center; object-fit: cover;
  background: var(--accent); color: var(--accent-ink); font-weight: 600; font-size: 16px; }
.who { flex: 1; min-width: 0; }
.who .name { font-size: 16px; font-weight: 600; line-height: 1.25; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who p { font-size: 13px; color: var(--quiet); line-height: 1.35; overflow-wrap: anywhere; }
.round { width: 36px; height: 36px; border-radius: 50%; display: grid; place-items: center; color: var(--quiet); flex: none; }
.round:hover { background: var(--raised); color: var(--text); }
.buttons { display: flex; }
.menu { position: absolute; inset-block-start: 56px; inset-inline-end: 12px; z-index: 3; min-width: 200px; padding: 6px;
  background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 8px 28px rgb(0 0 0 / .16); }
.menu button { display: block; width: 100%; padding: 9px 12px; text-align: start; border-radius: 8px; }
.menu button:hover { background: var(--raised); }

.bar { padding: 8px 16px; font-size: 13px; background: var(--raised); color: var(--text); border-block-end: 1px solid var(--line); display: flex; gap: 8px; align-items: center; }
.bar.asks { justify-content: space-between; flex-wrap: wrap; }
.bar.asks span { display: flex; gap: 8px; }

/* -- what was said -- */
.scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.scroll:focus-visible { outline-offset: -2px; }
.log, .tail { display: flex; flex-direction: column; }
.line { text-align: center; font-size: 12.5px; color: var(--quiet); margin: 14px 12px 10px; overflow-wrap: anywhere; }
.log > :first-child { margin-block-start: 0; }
.line.divider { display: flex; align-items: center; gap: 10px; margin-inline: 0; }
.line.divider::before, .line.divider::after { content: ""; flex: 1; border-block-start: 1px solid var(--line); }
.turn { max-width: 86%; align-self: flex-start; margin-block-start: 10px; display: flex; flex-direction: column; align-items: flex-start; }
.turn.follows { margin-block-start: 3px; }
.turn.mine { align-self: flex-end; align-items: flex-end; }
.author { font-size: 12.5px; color: var(--quiet); margin: 0 4px 3px; }
.bubble { padding: 9px 13px; border-radius: var(--round); background: var(--raised); white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; }
.turn:not(.mine) .bubble { border-end-start-radius: 5px; }
.mine .bubble { background: var(--accent); color: var(--accent-ink); border-end-end-radius: 5px; }
.mine.failed .bubble { background: var(--danger-surface); color: var(--text); box-shadow: inset 0 0 0 1px var(--danger); }
.operator .bubble { background: var(--surface); box-shadow: inset 0 0 0 1px var(--line); }
.state { font-size: 12px; color: var(--quiet); margin: 3px 4px 0; display: flex; gap: 4px 10px; flex-wrap: wrap; justify-content: flex-end; align-items: baseline; }
.state:empty { display: none; }
.failed .state { color: var(--danger); }
.text-button { min-height: 24px; padding: 2px 4px; color: var(--accent-text); font-weight: 600; text-decoration: underline; text-underline-offset: 3px; text-decoration-thickness: 1px; border-radius: 6px; }
.text-button:hover { text-decoration-thickness: 2px; }
.sources { font-size: 12px; color: var(--quiet); margin: 3px 4px 0; overflow-wrap: anywhere; }
.sources a { display: inline-block; padding-block: 4px; margin-block: -4px; }

/* Beside the reply: they take no room below it. */
.turn.agent { position: relative; max-width: min(86%, 100% - 54px); }
.thumbs { position: absolute; inset-inline-start: calc(100% + 2px); inset-block-start: 6px; display: flex; color: var(--quiet); }
.thumbs button { width: 25px; height: 25px; padding: 0; display: grid; place-items: center; border-radius: 6px; }
.thumbs button:hover { background: var(--raised); color: var(--text); }
.thumbs button[aria-pressed="true"] { color: var(--accent-text); }
.thumbs button[aria-pressed="true"] .icon { fill: color-mix(in srgb, currentColor 25%, transparent); }
.thumbs .down .icon { rotate: 180deg; }
.turn form.why { width: 300px; max-width: 100%; margin: 6px 0 0; padding: 2px 8px 2px 12px; align-items: center; }
.why input { flex: 1; min-width: 0; border: 0; background: none; padding: 5px 0; font: inherit; font-size: 16px; color: inherit; }
.why input:focus-visible { outline: none; }
.why input::placeholder { color: var(--quiet); opacity: 1; }
@media (hover: hover) {
  .agent:not(:last-child, :hover, :focus-within) .thumbs:not(:has([aria-pressed="true"])) { opacity: 0; }
}

.card { width: 300px; max-width: 100%; margin-block-start: 6px; border: 1px solid var(--line); border-radius: var(--round); overflow: hidden; background: var(--surface); }
.card .title { padding: 11px 14px 0; font-size: 14px; font-weight: 600; display: flex; gap: 8px; align-items: center; }
.card dl { padding: 8px 14px 12px; display: grid; grid-template-columns: auto 1fr; gap: 5px 14px; font-size: 14px; }
.card dt { color: var(--quiet); }
.card dd { overflow-wrap: anywhere; font-weight: 500; }
.card.receipt { border-color: var(--good); }
.card.receipt .title { color: var(--good); background: var(--good-surface); padding-block: 10px; }
.reference { display: flex; align-items: center; gap: 4px; font-variant-numeric: tabular-nums; letter-spacing: .02em; }
.reference button { width: 26px; height: 26px; display: grid; place-items: center; border-radius: 6px; color: var(--quiet); }
.reference button:hover { background: var(--raised); color: var(--text); }
.card .buttons { gap: 8px; padding: 0 14px 14px; }

.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 12px; }
.choice { min-height: 36px; padding: 7px 14px; border-radius: 18px; border: 1px solid var(--accent-text); color: var(--accent-text); text-align: start; background: var(--surface); overflow-wrap: anywhere; }
.choice:hover { background: var(--raised); }
.filled { min-height: 36px; padding: 7px 16px; border-radius: 18px; background: var(--accent); color: var(--accent-ink); border: 1px solid var(--accent); font-weight: 600; }
.filled:hover { filter: brightness(1.08); }

.writing { margin-block-start: 10px; font-size: 12.5px; color: var(--quiet); display: flex; align-items: center; gap: 8px; }
.dots { display: inline-flex; gap: 4px; padding: 13px 14px; border-radius: var(--round); border-end-start-radius: 5px; background: var(--raised); }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--quiet); animation: breathe 1.3s infinite; }
.dots i:nth-child(2) { animation-delay: .18s; }
.dots i:nth-child(3) { animation-delay: .36s; }
@keyframes breathe { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }

.below { position: absolute; inset-block-end: 12px; inset-inline-start: 50%; translate: -50% 0; display: inline-flex; align-items: center; gap: 6px; padding: 7px 14px 7px 10px; min-height: 32px;
  border-radius: 18px; background: var(--surface); color: var(--text); border: 1px solid var(--line); box-shadow: 0 3px 12px rgb(0 0 0 / .14); font-size: 13px; font-weight: 600; white-space: nowrap; }
[dir="rtl"] .below { translate: 50% 0; }
.middle { position: relative; flex: 1; min-height: 0; display: flex; flex-direction: column; }

/* -- what is written -- */
.note { padding: 12px 16px; font-size: 13px; color: var(--text); background: var(--raised); border-block-start: 1px solid var(--line); }
.note a { color: var(--accent-text); }
.note p + p { margin-block-start: 6px; }
form { display: flex; align-items: flex-end; gap: 8px; margin: 0 12px; padding: 5px 5px 5px 14px; border: 1px solid var(--field, light-dark(#868d99, #767e8b)); border-radius: 22px; background: var(--surface); }
[dir="rtl"] form { padding: 5px 14px 5px 5px; }
form:focus-within { border-color: var(--accent-text); box-shadow: 0 0 0 1px var(--accent-text); }
textarea { flex: 1; min-width: 0; resize: none; border: 0; background: none; padding: 5px 0 6px; margin: 0; line-height: 22px; height: 33px; max-height: 121px; font-size: 16px; scrollbar-width: thin; }
textarea:focus-visible { outline: none; }
textarea::placeholder { color: var(--quiet); opacity: 1; }
.send { width: 34px; height: 34px; border-radius: 50%; display: grid; place-items: center; flex: none; background: var(--accent); color: var(--accent-ink); }
.send:disabled { background: var(--raised); color: var(--quiet); cursor: default; }
.count { font-size: 12px; color: var(--quiet); text-align: end; padding: 4px 18px 0; }
.count.over { color: var(--danger); font-weight: 600; }
footer { display: flex; justify-content: space-between; gap: 12px; padding: 6px 14px 10px; font-size: 13px; }
footer button { min-height: 30px; padding: 4px 6px; border-radius: 6px; color: var(--quiet); display: inline-flex; gap: 6px; align-items: center; }
footer button:hover { color: var(--text); text-decoration: underline; text-underline-offset: 3px; }
.composer { padding-block-start: 10px; border-block-start: 1px solid transparent; }
.composer.lifted { border-color: var(--line); }

.empty { display: grid; place-items: center; height: 100%; padding: 32px; text-align: center; color: var(--quiet); }
.waits { width: 60%; height: 38px; border-radius: var(--round); background: var(--raised); animation: breathe 1.6s infinite; }

@container (min-width: 700px) {
  .scroll > div, .composer > *, .note > *, .bar { width: 100%; max-width: 720px; margin-inline: auto; }
  .turn, .turn.agent { max-width: 70%; }
  .composer form { width: calc(100% - 24px); max-width: 720px; }
  header { padding-inline: max(16px, (100% - 720px) / 2); }
  .menu { inset-inline-end: max(12px, (100% - 720px) / 2); }
}
@media (prefers-reduced-motion: no-preference) {
  .turn.new, .line.new, .choices.new { animation: arrive .18s ease-out; }
  @keyframes arrive { from { opacity: 0; transform: translateY(6px); } }
}
@media (prefers-reduced-motion: reduce) {
  .dots i, .waits { animation: none; opacity: .7; }
}
@media (forced-colors: active) {
  .bubble, .send, .filled { border: 1px solid; }
}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

export function styles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
