// What a shell needs to complete rhohat's words: verbs, options and fixed values stand in the script, so that a press of
// Tab starts nothing; for names of runs, experiments and figures it asks `rhohat completion`.

import type { Values } from "./declared.js";
import type { VerbEntry } from "./verb-table.js";

/** In quotes, for any of the shells; fish and the others write an apostrophe in their own ways. */
const quote = (text: string) => `'${text.replaceAll("'", "’")}'`;
/** Without what the shells of zsh's _describe take for a separator */
const described = (name: string, describe: string) => quote(`${name.replaceAll(":", "\\:")}:${describe}`);
const typed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

const ask = (kind: string) => `$(rhohat completion ${kind} 2>/dev/null)`;
const isAsked = (values: Values): values is Exclude<Values, readonly string[]> => typeof values === "string";

/** A line for each option that takes a value: what stands before the cursor, and what may come. */
function valueCases(table: readonly VerbEntry[], then: (values: Values) => string): string[] {
  return table.flatMap(({ verb, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(
        ({ names, values }) =>
          `    ${names.map((name) => quote(`${verb} ${typed(name)}`)).join("|")}) ${then(values)};;`,
      ),
  );
}

function bash(table: readonly VerbEntry[]): string {
  const words = (values: Values) => `words="${isAsked(values) ? ask(values) : values.join(" ")}"`;
  const options = ({ options: all }: VerbEntry) => all.flatMap(({ names }) => names.map(typed)).join(" ");
  return `# rhohat in bash: source <(rhohat completion bash)
_rhohat() {
  local word="\${COMP_WORDS[COMP_CWORD]}" verb="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${table.map(({ verb }) => verb).join(" ")} --help --version" -- "$word"))
    return
  fi
  case "$verb \${COMP_WORDS[COMP_CWORD-1]}" in
${valueCases(table, words).join("\n")}
    *) case "$verb $word" in
${table.map((entry) => `      ${quote(`${entry.verb} -`)}*) words="${options(entry)}";;`).join("\n")}
${table.map((entry) => `      ${quote(`${entry.verb} `)}*) ${words(entry.words)};;`).join("\n")}
    esac;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  case "\${COMPREPLY[0]}" in *=) compopt -o nospace 2>/dev/null;; esac # a value follows
}
complete -o default -F _rhohat rhohat
`;
}

function zsh(table: readonly VerbEntry[]): string {
  const add = (values: Values) =>
    values.length === 0
      ? "_files"
      : isAsked(values)
        ? `compadd${values === "keys" ? " -S ''" : ""} -- \${(f)"${ask(values)}"} || _files`
        : `compadd -- ${values.join(" ")}`;
  const options = ({ options: all }: VerbEntry) =>
    all.map(({ names, describe }) => described(typed(names[0]), describe)).join(" ");
  return `#compdef rhohat
# rhohat in zsh: source <(rhohat completion zsh), after compinit
_rhohat() {
  local verb="$words[2]" word="$words[CURRENT]"
  local -a found
  if (( CURRENT == 2 )); then
    found=(${table.map(({ verb, describe }) => described(verb, describe)).join(" ")})
    _describe verb found
    return
  fi
  case "$verb $words[CURRENT-1]" in
${valueCases(table, add).join("\n")}
    *) case "$verb $word" in
${table.map((entry) => `      ${quote(`${entry.verb} -`)}*) found=(${options(entry)}); _describe -o option found;;`).join("\n")}
${table.map((entry) => `      ${quote(`${entry.verb} `)}*) ${add(entry.words)};;`).join("\n")}
    esac;;
  esac
}
if [ "$funcstack[1]" = _rhohat ]; then _rhohat "$@"; else compdef _rhohat rhohat; fi
`;
}

function fish(table: readonly VerbEntry[]): string {
  const words = (values: Values) =>
    quote(isAsked(values) ? `(rhohat completion ${values} 2>/dev/null)` : values.join(" "));
  const lines = table.flatMap(({ verb, describe, options, words: own }) => {
    const seen = `complete -c rhohat -n '__fish_seen_subcommand_from ${verb}'`;
    return [
      `complete -c rhohat -f -n __fish_use_subcommand -a ${verb} -d ${quote(describe)}`,
      ...(own.length === 0 ? [] : [`${seen} -a ${words(own)}`]),
      ...options.map(({ names, describe: what, takesValue, values }) => {
        const forms = names.map((name) => `${name.length === 1 ? "-s" : "-l"} ${name}`).join(" ");
        const value = !takesValue ? "" : values.length === 0 ? " -r" : ` -x -a ${words(values)}`;
        return `${seen} ${forms}${value} -d ${quote(what)}`;
      }),
    ];
  });
  return `# rhohat in fish: rhohat completion fish | source\n${lines.join("\n")}\n`;
}

export const scripts: Readonly<Record<string, (table: readonly VerbEntry[]) => string>> = { bash, zsh, fish };
