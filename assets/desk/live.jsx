// Is what one sees true now? "live", "reconnecting" with its time, or "stale since".
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { useSeconds, span } from "./since.jsx";

const STALE_SECONDS = 75; // the server looks again every 30 seconds, whatever happens

const TYPING_MS = 6000;

// "Ada is typing", for a few seconds after each time she was seen to: `until` changes with it.
export function Typing({ until = "", says = "" }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    setShown(Boolean(until));
    const timer = setTimeout(() => setShown(false), TYPING_MS);
    return () => clearTimeout(timer);
  }, [until]);
  return (
    <p className="typing" aria-live="polite">
      {shown && <><span className="typing-dots" aria-hidden="true"><i /><i /><i /></span>{says}</>}
    </p>
  );
}

export function LiveDot({ lookedAt = 0, errors = 0, waiting = 0, role = "" }) {
  useSeconds();
  const { pathname } = useLocation();
  const [lostAt, setLostAt] = useState(null);
  const [heardAt, setHeardAt] = useState(null); // by our own clock: the server's may differ
  const [isOffline, setOffline] = useState(false);

  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    look();
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);

  // A tab that is not looked at says how many wait, too.
  useEffect(() => {
    const plain = document.title.replace(/^\(\d+\) /, "");
    document.title = waiting > 0 ? `(${waiting}) ${plain}` : plain;
  }, [waiting, pathname]);

  useEffect(() => {
    if (role) window.calyRole?.(role);
  }, [role]);

  useEffect(() => setHeardAt(lookedAt ? Date.now() : null), [lookedAt]);

  const isLost = errors > 0 || isOffline;
  useEffect(() => setLostAt((at) => (isLost ? at ?? Date.now() : null)), [isLost]);

  let [state, words] = ["wait", "connecting"];
  if (isLost) {
    [state, words] = ["lost", `reconnecting ${span((Date.now() - (lostAt ?? Date.now())) / 1000)}`];
  } else if (heardAt && (Date.now() - heardAt) / 1000 > STALE_SECONDS) {
    const at = new Date(heardAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    [state, words] = ["stale", `stale since ${at}`];
  } else if (heardAt) {
    [state, words] = ["live", "live"];
  }
  return (
    <span className={`live live-${state}`} role="status" title={words} data-live={state}>
      <span className="live-dot" aria-hidden="true" />
      <span className="live-words">{words}</span>
    </span>
  );
}
