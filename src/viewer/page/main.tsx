// The page: a bar, and the view that the address names.

import { render, type VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { foldersOf } from "../../core/run-address.js";
import { connected, runs } from "./live.js";
import { address, route } from "./route.js";
import { isReport } from "./source.js";
import "./style.css";
import { CompareView } from "./views/compare.js";
import { FeatureView } from "./views/feature.js";
import { ImageView } from "./views/image.js";
import { RunView } from "./views/run.js";
import { RunsView } from "./views/runs.js";

function View(): VNode {
  const [first, id, what, ...rest] = route.value.parts;
  if (first === "run" && id !== undefined && what === undefined) return <RunView key={id} id={id} />;
  if (first === "run" && what === "feature")
    return <FeatureView id={id} layer={Number(rest[0])} unit={Number(rest[1])} />;
  if (first === "run" && what === "image") return <ImageView id={id} image={rest[0]} />;
  if (first === "compare") return <CompareView />;
  return <RunsView />;
}

const keys: readonly (readonly [string, string])[] = [
  ["/", "filter the runs"],
  ["arrow keys, Enter", "choose and open a feature in the grid"],
  ["← →, or k j", "the feature before and after"],
  ["Esc", "from a feature back to its run"],
  ["?", "this help"],
];

function Help(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key === "?" && !(event.target instanceof HTMLInputElement)) dialog.current?.showModal();
    };
    addEventListener("keydown", open);
    return () => removeEventListener("keydown", open);
  }, []);
  return (
    <>
      <button
        type="button"
        class="help"
        aria-label="keyboard help"
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} aria-label="keyboard">
        <h2>Keyboard</h2>
        <dl>
          {keys.map(([key, does]) => (
            <div>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}

function App(): VNode {
  const [first, id, what, ...rest] = route.value.parts;
  const running = runs.value?.filter(({ status }) => status === "running").length ?? 0;
  useEffect(() => {
    document.title =
      first === "run" && id !== undefined
        ? `${foldersOf(id)?.[0] ?? id}${what === "feature" ? ` · feature ${rest[1]}` : ""} · rhohat`
        : "rhohat";
  });
  return (
    <>
      <header class="bar">
        {isReport ? (
          <a class="brand" href={address(["run", id ?? ""])}>
            ρ̂ rhohat
          </a>
        ) : (
          <a class="brand" href="#/">
            ρ̂ rhohat
          </a>
        )}
        {!isReport && first !== undefined && <a href="#/">all runs</a>}
        <span class="spacer" />
        {running > 0 && <span class="status running">{running} running</span>}
        {!connected.value && <span class="status failed">not connected</span>}
        <Help />
      </header>
      <main>
        <View />
      </main>
    </>
  );
}

render(<App />, document.getElementById("page")!);
