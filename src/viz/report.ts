// A run in one HTML file: nothing to fetch, nothing to run, to open or to send.

export interface ReportFigure {
  readonly title: string;
  readonly caption: string;
  /** An SVG text, or the bytes of a PNG */
  readonly content: string | Uint8Array;
}

export interface Report {
  readonly title: string;
  readonly question: string;
  readonly summary: readonly { readonly label: string; readonly value: string }[];
  readonly figures: readonly ReportFigure[];
  readonly config: unknown;
  /** The command that repeats the run */
  readonly repeat: string;
}

const escapeText = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const STYLE = `
:root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fff; --faint: #666; --line: #ddd; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #16171a; --faint: #aaa; --line: #3a3b40; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } .question { color: var(--faint); margin-top: .25rem; font-size: 1.1rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }
dl div { border-top: 2px solid var(--line); padding-top: .4rem; } dt { color: var(--faint); font-size: .85rem; }
dd { margin: 0; font-size: 1.15rem; overflow-wrap: anywhere; }
figure { margin: 2rem 0; } figure img { max-width: 100%; height: auto; image-rendering: pixelated; background: #fff; }
figure img.plot { image-rendering: auto; border-radius: 4px; } figcaption { color: var(--faint); }
pre { overflow: auto; border: 1px solid var(--line); border-radius: 6px; padding: 1rem; }`;

function figureHtml({ title, caption, content }: ReportFigure): string {
  const svg = typeof content === "string";
  const data = Buffer.from(content as string).toString("base64");
  const source = `data:image/${svg ? "svg+xml" : "png"};base64,${data}`;
  return `<figure><h2>${escapeText(title)}</h2><img${svg ? ' class="plot"' : ""} alt="${escapeText(title)}" src="${source}"><figcaption>${escapeText(caption)}</figcaption></figure>`;
}

/** The file's text. Everything that comes from outside is escaped. */
export function reportHtml({ title, question, summary, figures, config, repeat }: Report): string {
  const numbers = summary.map(
    ({ label, value }) => `<div><dt>${escapeText(label)}</dt><dd>${escapeText(value)}</dd></div>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeText(title)}</h1><p class="question">${escapeText(question)}</p>
<dl>${numbers.join("")}</dl>
${figures.map(figureHtml).join("\n")}
<h2>Repeat it</h2><pre>${escapeText(repeat)}</pre>
<h2>Config</h2><pre>${escapeText(JSON.stringify(config, null, 2))}</pre>
</body></html>
`;
}
