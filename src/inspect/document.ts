// The page as one HTML document: its script and style inside, and for a report the answers too.

import { createHash } from "node:crypto";
import { script, style } from "./page-bundle.js";

/** Answers by the address the page would ask the server for: JSON, or bytes. */
export type EmbeddedAnswers = Readonly<Record<string, unknown>>;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Only the page's own script and style run, known by their hashes; nothing is fetched from elsewhere. */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const escapeText = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** JSON that may stand inside a <script>: bytes become { base64 }. */
export function embeddedText(answers: EmbeddedAnswers): string {
  const text = JSON.stringify(answers, (_key, value) =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value,
  );
  return text.replace(/</g, "\\u003c");
}

/** The policy of a page that asks no server. @param scripts - where else scripts may come from: nowhere unless given */
const policyAlone = (scripts: string) =>
  contentSecurityPolicy
    .replace("connect-src 'self'", "connect-src 'none'")
    .replace("; style-src", `${scripts}; style-src`);

/**
 * The HTML text. Without `answers` the page asks the server it came from; with them it is a report: it works from a
 * file and asks nobody.
 *
 * @param start - where the page opens: the part of its address behind the #
 * @param scripts - where further scripts may come from, as a policy has it
 */
export function pageDocument(title: string, answers?: EmbeddedAnswers, start = "", scripts = ""): string {
  const policy =
    answers === undefined
      ? ""
      : `<meta http-equiv="Content-Security-Policy" content="${escapeText(policyAlone(scripts))}">`;
  const data =
    answers === undefined
      ? ""
      : `<script type="application/json" id="answers" data-start="${escapeText(start)}">${embeddedText(answers)}</script>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">${policy}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><div id="page"><noscript>This page draws its pictures with JavaScript.</noscript></div>${data}<script type="module">${script}</script></body></html>
`;
}

/** A page of one sentence: what a browser's window shows where there is nothing else. */
export function plainDocument(title: string, sentence: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><div id="page"><header class="bar"><span class="brand">ρ̂ rhohat</span></header><main><p role="alert">${escapeText(sentence)}</p></main></div></body></html>
`;
}
