import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./harness.ts";

/**
 * How many things of each kind the clouds hold: two sandboxes that were declared alike have the same census,
 * whatever ids the clouds gave.
 */
export function censusOf({ folder }: Place): Record<string, number> {
  const counts: Record<string, number> = {};
  const clouds = join(folder, "clouds");
  for (const name of readdirSync(clouds).filter((file) => file.endsWith(".json"))) {
    count(counts, name, JSON.parse(readFileSync(join(clouds, name), "utf8")));
  }
  return counts;
}

function count(counts: Record<string, number>, path: string, value: unknown): void {
  if (Array.isArray(value)) {
    add(counts, path, value.length);
    for (const item of value) count(counts, `${path}[]`, item);
  } else if (typeof value === "object" && value !== null) {
    // Below `resources.TYPE`, and where git keeps its objects, the keys are ids; elsewhere names of properties.
    const ids = /\.resources\.[^.]+$|\.git\.objects$/.test(path);
    add(counts, path, Object.keys(value).length);
    for (const [key, item] of Object.entries(value)) count(counts, `${path}.${ids ? "*" : key}`, item);
  }
}

function add(counts: Record<string, number>, path: string, size: number): void {
  counts[path] = (counts[path] ?? 0) + size;
}
