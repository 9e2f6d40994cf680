/** A value as an outsider might choose it, and what would happen if a step took it for more than a text. */
export interface HostileValue {
  readonly title: string;
  readonly text: string;
}

/** Part of every value: a word of a command that has it has all of the value, or the value was split. */
export const mark = "outsider";

/** Begins the name of every variable and output that a value tries to set. */
export const injected = "INJECTED";

/** Branch names, titles, labels, messages and inputs; what they would run leaves a file in the folder. */
export function hostileValues(folder: string): HostileValue[] {
  const leave = (name: string) => `touch ${folder}/${name}`;
  return [
    {
      title: "substitutions, globs, options, a format and an expression",
      text: `${mark}$(${leave("dollar")})\`${leave("tick")}\` * ../../* --yes %s%n \\x24 \${{ github.token }} end`,
    },
    { title: "an index to count with", text: `${mark}[$(${leave("index")})]` },
    { title: "the end of a quoted text", text: `${mark}"; ${leave("quote")}; echo " end` },
    { title: "the end of a text in single quotes", text: `${mark}'; ${leave("single")}; echo ' end` },
    {
      title: "the end of a command",
      text: `${mark}; ${leave("semicolon")} && ${leave("and")} || ${leave("or")} | cat > ${folder}/redirect #end`,
    },
    { title: "more lines: a command", text: [mark, leave("line"), "end"].join("\n") },
    {
      title: "more lines: variables and outputs",
      text: [
        mark,
        `${injected}_LINE=yes`,
        `${injected}_HERE<<END`,
        "yes",
        "END",
        `${injected}_LAST=end`,
      ].join("\n"),
    },
    {
      title: "more lines: the usual end of a here-document",
      text: [mark, "EOF", `${injected}_EOF=yes`, `${injected}_REST<<EOF`, "end"].join("\n"),
    },
    {
      title: "commands for the runner",
      text: [
        mark,
        `::set-env name=${injected}_ENV::yes`,
        `::set-output name=${injected}_OUTPUT::yes`,
        `::add-path::${folder}`,
        "::add-mask::main",
        "::stop-commands::end",
        "end",
      ].join("\n"),
    },
    { title: "a command of old within a line", text: `${mark} ##[add-mask]main ##[stop-commands]end` },
    { title: "a path outside", text: `${folder}/${mark}-path` },
    {
      title: "letters that hide or turn what follows",
      text: `${mark}\u202e\u2066 ; ${leave("bidi")}\u2069\u200b\u00a0\u2028 end`,
    },
    {
      title: "a branch name that git takes",
      text: `${mark}$(${leave("branch").replace(" ", `\${IFS}`)})|&;end`,
    },
  ];
}
