/** Where things stand in a JSON text: the line of a key or of a list's item. */
export type Lines = ReadonlyMap<string, number>;

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+|\n/g;

interface Level {
  kind: "object" | "list";
  /** The key or index that is being read. */
  at: string | number;
}

/**
 * Finds the line of every key and item of a JSON text that parses, by its path as `keyOf` writes it. JSON.parse tells
 * where a text breaks, and not where a key stands that a schema refuses.
 */
export function linesOf(json: string): Lines {
  const lines = new Map<string, number>();
  const levels: Level[] = [];
  let line = 1;
  const note = () => {
    const path = keyOf(levels.map(({ at }) => at));
    if (!lines.has(path)) lines.set(path, line);
  };
  for (const [token] of json.matchAll(tokens)) {
    const level = levels.at(-1);
    if (token === "\n") line++;
    else if (token === "{") levels.push({ kind: "object", at: "" });
    else if (token === "[") levels.push({ kind: "list", at: 0 });
    else if (token === "}" || token === "]") levels.pop();
    else if (token === "," && level) level.at = typeof level.at === "number" ? level.at + 1 : "";
    else if (token.startsWith('"') && level?.kind === "object" && level.at === "") {
      level.at = String(JSON.parse(token));
      note();
    }
    const opened = levels.at(-2);
    if ((token === "{" || token === "[") && opened?.kind === "list") {
      const path = keyOf(levels.slice(0, -1).map(({ at }) => at));
      if (!lines.has(path)) lines.set(path, line);
    } else if (level?.kind === "list" && !/^[{}[\],\n]/.test(token)) note();
  }
  return lines;
}

/** A path as people write it: `environments.production.doors[0].role`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === "number" ? `${key}[${part}]` : key ? `${key}.${String(part)}` : String(part),
    "",
  );
}
