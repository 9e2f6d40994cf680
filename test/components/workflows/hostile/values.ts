/** A value as an outsider might choose it, and what would happen if a step took it for more than a text. */
export interface HostileValue {
  readonly title: string;
  readonly text: string;
}

/** Begins every value: a word of a command that holds it holds all of it, or the value was split. */
export const mark = "outsider-";

/** Begins the name of every variable and output that a value tries to set. */
export const injected = "INJECTED";

/** Branch names, titles, labels, messages and inputs; what they would run leaves a file in the folder. */
export function hostileValues(folder: string): HostileValue[] {
  const leave = (name: string) => `touch ${folder}/${name}`;
  return [
    {
      title: "substitutions, globs, options, a format, an index and an expression",
      text: `${mark}$(${leave("dollar")})\`${leave("tick")}\` x[$(${leave("index")})] * ../../* --yes %s%n \\x24 \${{ github.token }} end`,
    },
    { title: "the end of a quoted text", text: `${mark}"; ${leave("quote")}; echo " end` },
    { title: "the end of a text in single quotes", text: `${mark}'; ${leave("single")}; echo ' end` },
    {
      title: "the end of a command",
      text: `${mark}; ${leave("semicolon")} & ${leave("and")} | ${leave("pipe")} > ${folder}/redirect #end`,
    },
    {
      title: "more lines: a command, variables, outputs and ends of here-documents",
      text: [
        mark,
        leave("line"),
        `${injected}_LINE=yes`,
        ...["EOF", "PYTHON", "ghadelimiter"].flatMap((end) => [end, `${injected}_${end}=yes`]),
        `${injected}_HERE<<EOF`,
        "yes",
        "EOF",
        "end",
      ].join("\n"),
    },
    {
      title: "commands for the runner",
      text: [
        mark,
        `::set-env name=${injected}_ENV::yes`,
        `::set-output name=${injected}_OUTPUT::yes`,
        `::add-path::${folder}`,
        "::add-mask::main",
        "##[add-mask]staging",
        "::stop-commands::end",
        "end",
      ].join("\n"),
    },
    {
      title: "letters that hide or turn what follows",
      text: `${mark}\u202e\u2066 ; ${leave("bidi")}\u2069\u200b\u00a0\u2028 end`,
    },
    {
      title: "a branch name that git takes",
      text: `${mark}"$(${leave("branch").replace(" ", `\${IFS}`)})\`'|;&end`,
    },
  ];
}
