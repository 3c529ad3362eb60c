// The glossary: every word with what it means and its formula; the one that was asked for is marked.

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { entryFor, glossary } from "../../../core/glossary.js";
import { didYouMean } from "../../../core/nearest.js";
import { address, route } from "../route.js";
import "./glossary.css";

export function GlossaryView(): VNode {
  const { word = "" } = route.value.query;
  const asked = word === "" ? undefined : entryFor(word);
  const marked = useRef<HTMLDivElement>(null);
  useEffect(() => marked.current?.scrollIntoView({ block: "center" }), [asked]);
  return (
    <>
      <h1>Glossary</h1>
      {word !== "" && asked === undefined && (
        <p role="status">
          No entry {word};{" "}
          {didYouMean(
            word,
            glossary.map((entry) => entry.word),
          )}
        </p>
      )}
      <dl class="glossary">
        {glossary.map((entry) => (
          <div
            key={entry.word}
            ref={entry === asked ? marked : null}
            class={entry === asked ? "asked" : ""}
            aria-current={entry === asked ? "true" : undefined}
          >
            <dt>
              <a href={address(["glossary"], { word: entry.word })}>{entry.word}</a>
              {entry.also !== undefined && <small>{entry.also.join(", ")}</small>}
            </dt>
            <dd>
              {entry.says}
              {entry.formula !== undefined && <span class="formula">{entry.formula}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
