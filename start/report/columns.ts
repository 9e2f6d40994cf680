/** Rows of two columns for a terminal; the second one is wrapped and hangs under itself. */
export function columns(rows: readonly (readonly [string, string])[], width = 100): string {
  const first = Math.min(34, Math.max(0, ...rows.map(([text]) => text.length)));
  return rows
    .map(([left, right]) => {
      const lines = wrap(right, Math.max(30, width - first - 4));
      const [head = "", ...rest] = lines;
      const hang = " ".repeat(first + 4);
      const begin = left.length > first ? `  ${left}\n${hang}${head}` : `  ${left.padEnd(first)}  ${head}`;
      return [begin, ...rest.map((line) => hang + line)].map((line) => line.trimEnd()).join("\n");
    })
    .join("\n");
}

/** Breaks at spaces; a word longer than the width (a URL) stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
