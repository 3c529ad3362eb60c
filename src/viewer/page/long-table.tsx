// The rows of a long table: only those near what is in sight are elements, and the others leave their room.

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { usePrinting } from "./printing.js";

/** Rows that come and go together. */
const BLOCK = 50;
/** How far beyond what is in sight rows are drawn: Tab finds the next one. */
const BEYOND = "100%";
/** CSS pixels of a row, about, of which none was drawn yet. */
const ROW = 50;

interface BlockProps<Row> {
  readonly rows: readonly Row[];
  /** The place of the first of them in the table */
  readonly from: number;
  readonly children: (row: Row, place: number) => VNode;
  readonly isWhole: boolean;
}

function Block<Row>({ rows, from, children: draw, isWhole }: BlockProps<Row>): VNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const [isNear, setNear] = useState(from === 0);
  /** CSS pixels of a row when some were drawn last */
  const height = useRef(ROW);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const { isIntersecting, boundingClientRect, target } = entries[entries.length - 1];
        // What has the keyboard keeps it.
        if (!isIntersecting && target.contains(document.activeElement)) return;
        const drawn = target.querySelectorAll("tr:not(.beyond)").length;
        if (drawn > 0) height.current = boundingClientRect.height / drawn;
        setNear(isIntersecting);
      },
      { rootMargin: `${BEYOND} 0px` },
    );
    observer.observe(body.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <tbody ref={body}>
      {isNear || isWhole ? (
        rows.map((row, i) => draw(row, from + i))
      ) : (
        <tr class="beyond" style={{ height: `${rows.length * height.current}px` }} />
      )}
    </tbody>
  );
}

/** @param children - draws a row, of which the place is counted from 0 */
export function LongRows<Row>({
  rows,
  children,
}: {
  readonly rows: readonly Row[];
  readonly children: (row: Row, place: number) => VNode;
}): VNode {
  const isWhole = usePrinting() || rows.length <= BLOCK;
  const starts = Array.from({ length: Math.ceil(rows.length / BLOCK) }, (_, i) => i * BLOCK);
  return (
    <>
      {starts.map((from) => (
        <Block key={from} rows={rows.slice(from, from + BLOCK)} from={from} isWhole={isWhole}>
          {children}
        </Block>
      ))}
    </>
  );
}
