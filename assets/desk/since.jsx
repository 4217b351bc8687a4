// How long ago, or how long until: it ticks, and has the exact time as its title.
import { useEffect, useState } from "react";

const tickers = new Set();
let timer;

function everySecond(tick) {
  tickers.add(tick);
  timer ??= setInterval(() => tickers.forEach((each) => each()), 1000);
  return () => {
    tickers.delete(tick);
    if (tickers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export function useSeconds() {
  const [, setTick] = useState(0);
  useEffect(() => everySecond(() => setTick((tick) => tick + 1)), []);
}

const two = (number) => String(number).padStart(2, "0");

// "0:42", "12:07", "3 h", "2 d": as exact as somebody needs it who waits.
export function span(seconds) {
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(Math.floor(seconds % 60))}`;
  if (seconds < 36 * 3600) return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))}`;
  return `${Math.floor(seconds / 86400)} d`;
}

// "now", "4 min", "3 h", "2 d": for lists.
function roughly(seconds) {
  if (seconds < 45) return "now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

export function Since({ at, title, exact = false, ago = false, className = "" }) {
  useSeconds();
  const since = new Date(at).getTime();
  if (!at || Number.isNaN(since)) return null;
  const seconds = Math.max(0, (Date.now() - since) / 1000);
  return (
    <time dateTime={at} title={title || new Date(at).toLocaleString()} className={`since ${className}`}>
      {exact ? span(seconds) : roughly(seconds)}
      {ago && seconds >= 45 && " ago"}
    </time>
  );
}

const FAR_SECONDS = 8 * 3600; // further away a deadline is said by day and time

// A bar that shortens until somebody should have answered. What it says is also there in words.
export function Deadline({ due, says = "", waitSeconds, urgency = "normal" }) {
  useSeconds();
  const until = (new Date(due).getTime() - Date.now()) / 1000;
  const rests = until > waitSeconds * 2; // the business is closed: its time does not run
  const share = Math.max(0, Math.min(1, until / Math.max(1, waitSeconds)));
  let words = until < 0 ? `overdue by ${span(-until)}` : `due in ${span(until)}`;
  if (until > FAR_SECONDS && says) words = `due ${says}`;
  const look = until < 0 ? "over" : rests ? "rests" : urgency;
  return (
    <span className={`deadline deadline-${look}`} title={says}>
      <span className="deadline-words">{words}</span>
      <span className="deadline-track" aria-hidden="true">
        <span className="deadline-bar" style={{ transform: `scaleX(${until < 0 ? 1 : share})` }} />
      </span>
    </span>
  );
}
