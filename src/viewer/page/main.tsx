// The page: a bar, and the view that the address names.

// First: what each part adds stands after it.
import "./style.css";
import { render, type VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { quantity } from "../../core/in-words.js";
import { foldersOf, LATEST } from "../../core/run-address.js";
import type { RunDetail } from "../../inspect/answers.js";
import { labelAlone } from "./labels.js";
import { connected, runs } from "./live.js";
import { address, goInstead, isEmbedded, type Route, route, withQuery } from "./route.js";
import { isReport, runPath, useAnswer } from "./source.js";
import { CompareView, runsAsked } from "./views/compare.js";
import { FeatureView } from "./views/feature.js";
import { GlossaryView } from "./views/glossary.js";
import { ImageView } from "./views/image.js";
import { RunView } from "./views/run.js";
import { RunsView } from "./views/runs.js";
import { StarredView } from "./views/starred.js";
import "./main.css";

function View(): VNode {
  const [first, id, what, ...rest] = route.value.parts;
  if ((first === "run" || first === "runs") && id === LATEST)
    return <Latest rest={[what, ...rest].filter(Boolean)} />;
  if (first === "run" && id !== undefined && what === undefined) return <RunView key={id} id={id} />;
  if (first === "run" && what === "feature")
    return <FeatureView id={id} layer={rest[0] ?? ""} unit={rest[1] ?? ""} />;
  if (first === "run" && what === "image") return <ImageView id={id} image={rest[0]} />;
  if (first === "compare") return <CompareView />;
  if (first === "starred") return <StarredView />;
  if (first === "glossary") return <GlossaryView />;
  return <RunsView />;
}

/** The newest run, by its own address from here on. */
function Latest({ rest }: { rest: readonly string[] }): VNode {
  const { answer, error } = useAnswer<RunDetail>(runPath(LATEST));
  useEffect(() => {
    if (answer !== null) goInstead(withQuery(["run", answer.summary.id, ...rest], {}));
  }, [answer]);
  return error === null ? (
    <p class="faint">Looking for the newest run …</p>
  ) : (
    <>
      <h1>Runs</h1>
      <p class="empty">No runs yet.</p>
    </>
  );
}

const keys: readonly (readonly [string, string])[] = [
  ["/", "filter the runs"],
  ["arrow keys, Enter", "choose and open a feature in the grid or on the map"],
  ["← →, Home, End, + − 0", "on a chart: values from point to point; nearer, further away, all"],
  ["← →, or k j", "the feature before and after"],
  ["r", "a random feature"],
  ["Esc", "from a feature back to its tile in the run"],
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

/** What a run is called in the window's title. */
function nameOf(id: string): string {
  const run = runs.value?.find((one) => one.id === id);
  return run === undefined ? (foldersOf(id)?.[0] ?? id) : labelAlone(run);
}

/** What the window shows, before whose it is: a tab has room for few letters. */
function pageTitle({ parts: [first, id, what, ...rest], query: { runs: ids = "" } }: Route): string {
  if (first === "compare") return `Compare ${quantity(runsAsked(ids).length, "run")}`;
  if (first === "starred") return "Stars, labels and notes";
  if (first === "glossary") return "Glossary";
  if ((first !== "run" && first !== "runs") || id === undefined) return "Runs";
  if (what === "feature") return `Feature ${rest[1]} · ${nameOf(id)}`;
  return what === "image" ? `Image · ${nameOf(id)}` : nameOf(id);
}

function App(): VNode {
  const [first, id] = route.value.parts;
  const running = runs.value?.filter(({ status }) => status === "running").length ?? 0;
  useEffect(() => {
    document.title = `${pageTitle(route.value)} · rhohat`;
  });
  if (isEmbedded())
    return (
      <main>
        <View />
      </main>
    );
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
        {!isReport && <a href="#/starred">starred</a>}
        <a href="#/glossary">glossary</a>
        <Help />
      </header>
      <main>
        <View />
      </main>
    </>
  );
}

render(<App />, document.getElementById("page")!);
