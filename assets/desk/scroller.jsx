// A transcript that keeps the reader's place: at the end it follows, further up it says what came below.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR = 80; // pixels from the end that still count as being there

export function Scroller({ children, name = "", last = 0, label = "Transcript" }) {
  const box = useRef(null);
  const follows = useRef(true);
  const seen = useRef(last);
  const [below, setBelow] = useState(0);

  const toEnd = (behavior = "auto") => {
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior });
  };

  // Another conversation: begin at its end.
  useLayoutEffect(() => {
    follows.current = true;
    seen.current = last;
    setBelow(0);
    toEnd();
  }, [name]);

  useLayoutEffect(() => {
    if (follows.current) {
      seen.current = last;
      setBelow(0);
      toEnd();
    } else if (last > seen.current) {
      setBelow(last - seen.current);
    }
  }, [last, children]);

  // Whatever changes size inside (a card, a "why" that opens, the keyboard of a phone) moves no reader at the end.
  useEffect(() => {
    const watcher = new ResizeObserver(() => follows.current && toEnd());
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);

  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR;
    if (follows.current) {
      seen.current = last;
      setBelow(0);
    }
  };

  return (
    <div className="scroller">
      <div ref={box} className="scroller-box" onScroll={onScroll} role="log" aria-label={label} tabIndex={0}>
        {children}
      </div>
      {below > 0 && (
        <button type="button" className="scroller-below" onClick={() => toEnd("smooth")}>
          {below} new below
        </button>
      )}
    </div>
  );
}
