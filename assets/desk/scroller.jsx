// A transcript that keeps the reader's place: at the end it follows, further up it says what came below.
import { useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR = 80; // pixels from the end that still count as being there

// Where these words stand in what was said, any of them, as the search finds them: whole words, any case.
function found(box, words) {
  const wanted = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const ranges = [];
  for (const said of box.querySelectorAll(".said-words")) {
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const word of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        if (!wanted.includes(word[0].toLowerCase())) continue;
        const range = new Range();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}

export function Scroller({ children, name = "", last = 0, label = "Transcript", hits = "" }) {
  const box = useRef(null);
  const follows = useRef(true);
  const top = useRef(0);
  const seen = useRef(last);
  const shownHits = useRef("");
  const [below, setBelow] = useState(0);

  const toEnd = (behavior = "auto") => {
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior });
  };

  // From the click on it goes with the end, wherever the way there has come to: a line that arrives meanwhile
  // moves the end, and the scrolling alone would stop where the end was.
  const goToEnd = () => {
    follows.current = true;
    seen.current = last;
    setBelow(0);
    toEnd("smooth");
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

  // Marked without touching the elements, which are React's.
  useEffect(() => {
    if (!CSS.highlights) return;
    const ranges = hits ? found(box.current, hits) : [];
    CSS.highlights.set("hit", new Highlight(...ranges));
    if (ranges.length > 0 && shownHits.current !== `${name} ${hits}`) {
      shownHits.current = `${name} ${hits}`;
      follows.current = false;
      ranges[0].startContainer.parentElement.scrollIntoView({ block: "center" });
    }
    return () => CSS.highlights.delete("hit");
  }, [hits, name, last]);

  // Only who goes up leaves the end: on the way down it may be far still.
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    const goesUp = scrollTop < top.current;
    top.current = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR) {
      follows.current = true;
      seen.current = last;
      setBelow(0);
    } else if (goesUp) {
      follows.current = false;
    }
  };

  return (
    <div className="scroller">
      <div ref={box} className="scroller-box" onScroll={onScroll} role="log" aria-label={label} tabIndex={0}>
        {children}
      </div>
      {below > 0 && (
        <button type="button" className="scroller-below" onClick={goToEnd}>
          {below} new below
        </button>
      )}
    </div>
  );
}
