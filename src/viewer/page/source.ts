// Where answers come from: the server this page came from, or the report it is.

import { useEffect, useState } from "preact/hooks";
import { runPath } from "../../core/run-address.js";

export { runPath };

const inside = document.getElementById("answers");
const embedded: Record<string, unknown> | null =
  inside === null ? null : JSON.parse(inside.textContent ?? "{}");
/** What a site is called, and its runs, in the order of their files of answers. */
const site = embedded?.site as { readonly title: string; readonly runs: readonly string[] } | undefined;

/** Nobody is asked: no images, nothing that the model has to compute, nothing that is written. */
export const isStatic: boolean = embedded !== null;
/** A report holds one run, and no others. */
export const isReport: boolean = isStatic && site === undefined;
/** What a site is called; null elsewhere. */
export const siteTitle: string | null = site?.title ?? null;

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function ask(path: string, request?: RequestInit): Promise<Response> {
  const response = await fetch(path, request);
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({ error: response.statusText }))) as {
    error: string;
  };
  throw new Error(error);
}

/** Files of answers, each asked for once. */
const files = new Map<string, Promise<void>>();

/** Loads a file of answers: a script, since a page from the disk may read no other file. */
function load(file: string): Promise<void> {
  const known = files.get(file);
  if (known !== undefined) return known;
  const loaded = new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = file;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${file} of this site cannot be read.`));
    document.head.append(script);
  });
  files.set(file, loaded);
  return loaded;
}
if (site !== undefined)
  Object.assign(globalThis, {
    rhohatAnswers: (answers: Record<string, unknown>) => Object.assign(embedded!, answers),
  });

/** The file of a site that an answer stands in. */
function holding(path: string): string | null {
  const [, id, features] =
    /^\/api\/runs\/([^/?]+)(?:\/layers\/\d+\/(features)\/)?/.exec(path) ??
    /^\/api\/match\?runs=([^,&]+)/.exec(path) ??
    [];
  const place = site?.runs.indexOf(id) ?? -1;
  return place < 0 ? null : `${features === undefined ? "run" : "features"}-${place + 1}.js`;
}

async function fromEmbedded(path: string): Promise<unknown> {
  const several = /^\/api\/details\?runs=(.*)$/.exec(path)?.[1];
  if (several !== undefined) return Promise.all(several.split(",").map((id) => fromEmbedded(runPath(id))));
  const file = holding(path);
  if (!(path in embedded!) && file !== null) await load(file);
  if (!(path in embedded!))
    throw new Error(
      `This ${isReport ? "report" : "site"} does not hold it: rhohat view shows all that there is.`,
    );
  return embedded![path];
}

export async function getJson<Answer>(path: string): Promise<Answer> {
  return (embedded === null ? (await ask(path)).json() : fromEmbedded(path)) as Promise<Answer>;
}

async function getBytes(path: string): Promise<Uint8Array> {
  if (embedded !== null) return bytesOf(((await fromEmbedded(path)) as { base64: string }).base64);
  return new Uint8Array(await (await ask(path)).arrayBuffer());
}

/** Sends something to be kept. @throws {Error} with the viewer's reason */
export async function sendJson<Answer>(path: string, body: object): Promise<Answer> {
  const response = await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

export const decodeBytes = bytesOf;

/** The address of a file that the browser keeps. */
export const fileOf = (text: string, type: string): string =>
  `data:${type};charset=utf-8,${encodeURIComponent(text)}`;

export interface Loaded<Answer> {
  readonly answer: Answer | null;
  readonly error: string | null;
}

/** The answer of an address; the last one stays while a new one is on its way. Null: nothing is asked. */
function useLoaded<Answer>(
  path: string | null,
  load: (path: string) => Promise<Answer>,
  version: unknown,
): Loaded<Answer> {
  const [state, setState] = useState<Loaded<Answer>>({ answer: null, error: null });
  useEffect(() => {
    if (path === null) return;
    let current = true;
    load(path).then(
      (answer) => current && setState({ answer, error: null }),
      (error: Error) => current && setState({ answer: null, error: error.message }),
    );
    return () => {
      current = false;
    };
  }, [path, version]);
  return state;
}

/** @param version - asks again when it changes */
export const useAnswer = <Answer>(path: string | null, version?: unknown): Loaded<Answer> =>
  useLoaded<Answer>(path, getJson, version);
/** Of several addresses, once all are there. */
export const useAllAnswers = <Answer>(paths: readonly string[]): Loaded<readonly Answer[]> =>
  useLoaded(
    paths.length === 0 ? null : paths.join(" "),
    (joined) => Promise.all(joined.split(" ").map(getJson<Answer>)),
    undefined,
  );
/** The same of bytes. */
export const useAllBytes = (paths: readonly string[]): Loaded<readonly Uint8Array[]> =>
  useLoaded(
    paths.length === 0 ? null : paths.join(" "),
    (joined) => Promise.all(joined.split(" ").map(getBytes)),
    undefined,
  );
export const useBytes = (path: string | null): Loaded<Uint8Array> => useLoaded(path, getBytes, undefined);
