// Is what one sees true now? "live", "reconnecting" with its time, or "stale since".
import { useEffect, useState } from "react";
import { useSeconds, span } from "./since.jsx";

const STALE_SECONDS = 75; // the server looks again every 30 seconds, whatever happens

export function LiveDot({ lookedAt = 0, errors = 0, short = false }) {
  useSeconds();
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
      <span className={short ? "live-words live-words-short" : "live-words"}>{words}</span>
    </span>
  );
}
