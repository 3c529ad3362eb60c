// A run's name above its page, which can be typed anew: Enter keeps it, Esc leaves it as it was.

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RunSummary } from "../../../inspect/answers.js";
import { Trouble } from "../controls.js";
import { titleOf } from "../labels.js";
import { renamed } from "../live.js";
import { isStatic, runPath, sendJson } from "../source.js";
import "./run-title.css";

function NameBox({
  run,
  done,
  leave,
}: {
  run: RunSummary;
  /** By the keyboard, which stays here */
  done: () => void;
  leave: () => void;
}): VNode {
  const box = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  // Before the next key: what is typed at once belongs into the box.
  useLayoutEffect(() => box.current?.select(), []);
  const keep = () =>
    sendJson<{ name: string | null }>(runPath(run.id, "name"), { name: box.current?.value ?? "" }).then(
      ({ name }) => {
        renamed(run, name);
        done();
      },
      (failure: Error) => setError(failure.message),
    );
  return (
    <>
      <input
        ref={box}
        class="name-box"
        aria-label="name of the run; Enter keeps it, Esc leaves it, empty takes it away"
        placeholder={run.experiment}
        maxLength={100}
        defaultValue={run.name ?? ""}
        onBlur={leave}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") keep();
          else if (event.key === "Escape") done();
        }}
      />
      <Trouble error={error} />
    </>
  );
}

export function RunTitle({ run }: { run: RunSummary }): VNode {
  const [isTyping, setTyping] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const [isBack, setBack] = useState(false);
  useEffect(() => {
    if (isBack) pencil.current?.focus();
    setBack(false);
  }, [isBack]);
  if (isStatic) return <h1>{titleOf(run)}</h1>;
  if (isTyping)
    return (
      <NameBox
        run={run}
        done={() => {
          setTyping(false);
          setBack(true);
        }}
        leave={() => setTyping(false)}
      />
    );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in it is the keyboard's
    <h1 class="can-be-named" title="click to name the run" onClick={() => setTyping(true)}>
      {titleOf(run)}{" "}
      <button type="button" ref={pencil} class="pencil" aria-label="name the run">
        ✎
      </button>
    </h1>
  );
}
