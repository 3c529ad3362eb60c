// The state of the page is its address: what a link holds, a reload and the back button give again.

import { type Signal, signal } from "@preact/signals";

export interface Route {
  readonly parts: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** A part of an address as it was meant; as it stands where it cannot be read. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parse(hash: string): Route {
  const [path, search = ""] = hash.replace(/^#\/?/, "").split("?");
  return {
    parts: path
      .split("/")
      .filter((part) => part !== "")
      .map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** An address of this page; entries that are undefined or empty are left out. */
export function address(
  parts: readonly (string | number)[],
  query: Record<string, string | number | undefined> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") search.set(name, String(value));
  const text = search.toString();
  return `#/${parts.map((part) => encodeURIComponent(part)).join("/")}${text === "" ? "" : `?${text}`}`;
}

const start = document.getElementById("answers")?.dataset.start;
export const route: Signal<Route> = signal(parse(location.hash || (start === undefined ? "" : `#${start}`)));
addEventListener("hashchange", () => {
  route.value = parse(location.hash || (start === undefined ? "" : `#${start}`));
});

/** The same place with another query: what is not changed stays. */
export const withQuery = (
  parts: readonly (string | number)[],
  change: Record<string, string | number | undefined>,
): string => address(parts, { ...route.value.query, ...change });

/** Whether the page stands in another one, which has a bar of its own: ?embed=1. */
export const isEmbedded = (): boolean => route.value.query.embed !== undefined;

export function go(to: string): void {
  location.hash = to;
}

/** Goes there without a new entry in the history: the back button leads to where one was before. */
export function goInstead(to: string): void {
  history.replaceState(null, "", to);
  route.value = parse(to);
}

/** Changes part of the query, without a new entry in the history: sliders move often. */
export function setQuery(change: Record<string, string | number | undefined>): void {
  goInstead(withQuery(route.value.parts, change));
}
