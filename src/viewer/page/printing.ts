// Whether the page is being printed.

import { useEffect, useState } from "preact/hooks";

const PAPER = "print";

/** Whether the page is being printed: known before the browser lays the paper out. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia(PAPER).matches);
  useEffect(() => {
    const paper = matchMedia(PAPER);
    const onChange = () => setPrinting(paper.matches);
    const [before, after] = [() => setPrinting(true), () => setPrinting(false)];
    paper.addEventListener("change", onChange);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      paper.removeEventListener("change", onChange);
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}
