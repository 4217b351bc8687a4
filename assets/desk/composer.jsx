// Where an operator writes: a reply or a note. Nothing that was typed is lost: a draft stays with its
// conversation, and a message keeps its id until the server has it, so that sent again it is said once.
import { useEffect, useRef, useState } from "react";

const TYPING_EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const LONGEST = 4000;

const draftKey = (name, mode) => `caly draft ${mode} ${name}`;
const newId = () =>
  crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join("");

function kept(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key, text) {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is denied: the draft lives as long as the page.
  }
}

export function Composer({
  name, // of the conversation: drafts belong to it
  mayReply = false,
  mayNote = false,
  why = "", // why one cannot reply: "Claim to reply", "Mara answers this conversation"
  hint = "", // the key that changes it
  accepted = "", // id of the last message or note the server has
  refused = "", // id of the last one it refused, with its reason in the toast
  canned = [],
  onReply,
  onNote,
  onTyping,
}) {
  const [mode, setMode] = useState("reply");
  const [text, setText] = useState("");
  const [sending, setSending] = useState(null); // {id, mode, text, failed}
  const [choice, setChoice] = useState(0);
  const box = useRef(null);
  const typedAt = useRef(0);

  const writes = mode === "reply" ? mayReply : mayNote;
  const offers = mode === "reply" && text.startsWith("/")
    ? canned.filter(({ key }) => key.startsWith(text.slice(1).toLowerCase()))
    : [];

  useEffect(() => {
    setText(kept(draftKey(name, mode)));
  }, [name, mode]);

  useEffect(() => {
    setSending(null);
    setMode(mayReply || !mayNote ? "reply" : mode);
  }, [name]);

  useEffect(() => {
    if (!sending) return;
    if (accepted === sending.id) {
      keep(draftKey(name, sending.mode), "");
      setText((now) => (now === sending.text ? "" : now));
      setSending(null);
    } else if (refused === sending.id) {
      setSending(null);
    }
  }, [accepted, refused, sending, name]);

  useEffect(() => {
    if (!sending || sending.failed) return;
    const timer = setTimeout(() => setSending((now) => now && { ...now, failed: true }), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [sending]);

  // It grows to eight lines.
  useEffect(() => {
    if (!box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${Math.min(box.current.scrollHeight + 2, 190)}px`;
  }, [text, mode]);

  const type = (value) => {
    setText(value);
    setChoice(0);
    keep(draftKey(name, mode), value);
    const now = Date.now();
    if (mode === "reply" && mayReply && value && now - typedAt.current > TYPING_EVERY_MS) {
      typedAt.current = now;
      onTyping?.();
    }
  };

  const send = () => {
    const words = text.trim();
    if (!words || !writes || (sending && !sending.failed)) return;
    const again = sending?.failed && sending.mode === mode && sending.text === text;
    const message = { id: again ? sending.id : newId(), mode, text, failed: false };
    setSending(message);
    (mode === "reply" ? onReply : onNote)?.(words, message.id);
  };

  const onKeyDown = (event) => {
    if (offers.length > 0 && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      setChoice((choice + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length);
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (offers.length > 0) type(offers[choice].text);
      else send();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      box.current.blur();
    }
  };

  const waits = sending && !sending.failed;
  return (
    <div className={`composer composer-${mode}`}>
      <div className="composer-tabs" role="tablist" aria-label="What to write">
        {[["reply", "Reply"], ["note", "Note"]].map(([value, label]) => (
          <button
            key={value}
            type="button"
            role="tab"
            aria-selected={mode === value}
            className="composer-tab"
            data-key={value === "note" ? "n" : undefined}
            data-key-says={value === "note" ? "Write a note" : undefined}
            onClick={() => {
              setMode(value);
              setTimeout(() => box.current?.focus());
            }}
          >
            {label}
          </button>
        ))}
        <span className="composer-hint">{mode === "note" ? "Only operators see notes" : ""}</span>
      </div>
      {offers.length > 0 && (
        <ul className="composer-canned" role="listbox" aria-label="Canned replies">
          {offers.map((offer, index) => (
            <li key={offer.key} role="option" aria-selected={index === choice} onMouseDown={() => type(offer.text)}>
              <b>/{offer.key}</b> {offer.text}
            </li>
          ))}
        </ul>
      )}
      <div className="composer-row">
        <textarea
          ref={box}
          rows={1}
          maxLength={LONGEST}
          value={text}
          data-focus-key="r"
          data-key-says="Write a reply"
          aria-label={mode === "note" ? "Private note" : "Reply to the customer"}
          placeholder={mode === "note" ? "A note for your colleagues" : writes ? "Reply. / for canned replies" : hint ? `${why} (${hint})` : why}
          readOnly={!writes}
          aria-disabled={!writes}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="composer-send" onClick={send} disabled={!writes || waits || !text.trim()}>
          {waits ? "Sending" : mode === "note" ? "Keep note" : "Send"}
        </button>
      </div>
      <div className="composer-foot" aria-live="polite">
        {sending?.failed && (
          <span className="composer-failed">
            Not sent yet. <button type="button" onClick={send}>Try again</button>
          </span>
        )}
        {!sending?.failed && !writes && text && <span>{why}. What you wrote stays here.</span>}
        {text.length > LONGEST - 500 && <span className="composer-count">{LONGEST - text.length} left</span>}
      </div>
    </div>
  );
}
