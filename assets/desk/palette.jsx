// Cmd/Ctrl-K finds everything; ? shows the keys of this page. Keys live on the things they press:
// data-key="c" is pressed, data-focus-key="r" is focused; j and k walk through [data-rows] a[data-row].
import { useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";

const isVisible = (element) => element.offsetParent !== null && !element.disabled;
const withKey = (key) =>
  [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(isVisible).at(-1);
const toFocus = (key) => [...document.querySelectorAll(`[data-focus-key="${CSS.escape(key)}"]`)].find(isVisible);

function isTyping(target) {
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

function walk(by) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter(isVisible);
  if (rows.length === 0) return;
  const focused = rows.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// True when the key did something.
function press(key) {
  if (key === "j" || key === "k") {
    walk(key === "j" ? 1 : -1);
    return true;
  }
  const focused = toFocus(key);
  if (focused) focused.focus();
  const pressed = focused ? null : withKey(key);
  pressed?.click();
  return Boolean(focused ?? pressed);
}

function keysHere() {
  const found = new Map([["j / k", "Next and previous in the list"], ["Enter", "Open it"]]);
  for (const element of document.querySelectorAll("[data-key][data-key-says], [data-focus-key][data-key-says]")) {
    if (isVisible(element)) found.set(element.dataset.key ?? element.dataset.focusKey, element.dataset.keySays);
  }
  const mac = /mac|iphone|ipad/i.test(navigator.platform);
  found.set(mac ? "Cmd K" : "Ctrl K", "Find anything");
  found.set("?", "Show these keys");
  return [...found];
}

export function Palette({ items = [], onPick }) {
  const navigate = useNavigate();
  const dialog = useRef(null);
  const [view, setView] = useState(null); // find | keys
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);

  const open = (which) => {
    setWords("");
    setAt(0);
    setView(which);
  };
  const close = () => setView(null);

  useEffect(() => {
    if (view && !dialog.current.open) dialog.current.showModal();
    if (!view && dialog.current.open) dialog.current.close();
  }, [view]);

  useEffect(() => {
    const onKeyDown = (event) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("find");
        return;
      }
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || dialog.current?.open) return;
      if (event.key === "Escape" && event.target.closest?.(".panel")) {
        press("Escape");
        return;
      }
      if (isTyping(event.target) || event.target.closest?.("[role=dialog], [role=menu], [role=listbox]")) return;
      if (event.key === "?") {
        event.preventDefault();
        open("keys");
      } else if (press(event.key)) {
        event.preventDefault();
      }
    };
    const onOpen = (event) => open(event.detail ?? "find");
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("caly-palette", onOpen);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("caly-palette", onOpen);
    };
  }, []);

  const found = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    const fitting = items.filter(({ label }) => label.toLowerCase().includes(wanted));
    if (!wanted) return fitting;
    const search = { label: `Conversations with "${words.trim()}"`, hint: "Search", href: `/conversations?words=${encodeURIComponent(words.trim())}` };
    return [...fitting, search];
  }, [items, words]);

  const pick = (item) => {
    if (!item) return;
    close();
    if (item.href) navigate(item.href);
    else onPick?.(item.id);
  };

  const onKeyDown = (event) => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") pick(found[at]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={view === "keys" ? "Keys" : "Find anything"}
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      {view === "find" && (
        <div className="palette-body">
          <input
            autoFocus
            className="palette-words"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-found"
            aria-activedescendant={found[at] ? `palette-${at}` : undefined}
            aria-label="Find a page, a workspace or words of a conversation"
            placeholder="Find a page, a workspace or words of a conversation"
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <ul id="palette-found" role="listbox" aria-label="Found">
            {found.map((item, index) => (
              <li
                key={`${item.label} ${item.hint}`}
                id={`palette-${index}`}
                role="option"
                aria-selected={index === at}
                onClick={() => pick(item)}
                onMouseMove={() => setAt(index)}
              >
                <span>{item.label}</span>
                <span className="palette-hint">{item.hint}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {view === "keys" && (
        <div className="palette-body">
          <h2 className="palette-title">Keys on this page</h2>
          <dl className="palette-keys">
            {keysHere().map(([key, says]) => (
              <div key={key}>
                <dt><kbd>{key === "Escape" ? "Esc" : key}</kbd></dt>
                <dd>{says}</dd>
              </div>
            ))}
          </dl>
          <button type="button" className="palette-close" onClick={close}>Close</button>
        </div>
      )}
    </dialog>
  );
}
