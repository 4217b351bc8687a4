import { createElement, useEffect, useRef } from "react";

/** `<caly-chat>` inside a page: attributes go in, its event comes out. */
export function CalyChat({ onAnswered, ...attributes }) {
  const element = useRef(null);
  useEffect(() => {
    const address = "/embed/caly-chat.js"; // the server knows which version belongs to it
    import(/* @vite-ignore */ address);
  }, []);
  useEffect(() => {
    const chat = element.current;
    const answered = () => onAnswered?.();
    chat.addEventListener("caly-answered", answered);
    return () => chat.removeEventListener("caly-answered", answered);
  }, [onAnswered]);
  return createElement("caly-chat", { ref: element, ...attributes });
}
