// Small controls that all views share.

import type { ComponentChildren, VNode } from "preact";
import type { RunStatus } from "../../inspect/answers.js";
import "./controls.css";

export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}): VNode {
  return (
    <label class="control">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([name, text]) => (
          <option value={name}>{text}</option>
        ))}
      </select>
    </label>
  );
}

export function Slider(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  shown: string;
  onInput: (value: number) => void;
}): VNode {
  const { label, value, min, max, step, shown, onInput } = props;
  return (
    <label class="control">
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-label={label}
        aria-valuetext={shown}
        onInput={(event) => onInput(Number(event.currentTarget.value))}
      />
      <output>{shown}</output>
    </label>
  );
}

export function Toggle({
  label,
  on,
  onChange,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}): VNode {
  return (
    <label class="control">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

const words: Readonly<Record<RunStatus, string>> = {
  running: "running",
  done: "done",
  interrupted: "interrupted",
  failed: "failed",
  stopped: "stopped",
  broken: "broken",
};

export const Status = ({ status }: { status: RunStatus }): VNode => (
  <span class={`status ${status}`}>{words[status]}</span>
);

export function Section({
  title,
  children,
  aside,
}: {
  title: string;
  children: ComponentChildren;
  aside?: ComponentChildren;
}): VNode {
  return (
    <section>
      <header class="section-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

export function Trouble({ error }: { error: string | null }): VNode | null {
  return error === null ? null : (
    <p class="trouble" role="alert">
      {error}
    </p>
  );
}

/** A page on which there is nothing but trouble, with the heading that it would have. */
export const TroublePage = ({ title, error }: { title: string; error: string | null }): VNode => (
  <>
    <h1>{title}</h1>
    <Trouble error={error} />
  </>
);

/** Text as it is typed or stored; it scrolls where it is too wide, by keyboard too. */
export const Code = ({ children }: { children: string }): VNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it
  <pre tabIndex={0}>{children}</pre>
);
