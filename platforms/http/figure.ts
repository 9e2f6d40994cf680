import type { z } from "zod";
import { askHttp, type HttpAsk, isFailure } from "./ask.ts";

/** A number that a metrics service gave, or why it gave none; `empty`: it answered, and has none for that time. */
export type Figure = { value: number } | { missing: string; empty?: true };

/** From one moment up to another, in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** Milliseconds for an answer of a metrics service. */
const answerMs = 15_000;

/** Asks for JSON and reads it by a schema; what goes wrong is a missing figure. */
export async function askJson<Schema extends z.ZodType>(
  ask: Omit<HttpAsk, "withinMs">,
  schema: Schema,
): Promise<{ data: z.output<Schema> } | { missing: string }> {
  const result = await askHttp({ withinMs: answerMs, redirects: 0, ...ask });
  const where = new URL(ask.url).host;
  if (isFailure(result)) return { missing: `${where}: ${result.reason}` };
  if (result.status !== 200) return { missing: `${where} answered ${result.status}` };
  const parsed = schema.safeParse(jsonOf(result.body));
  if (parsed.success) return { data: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    missing: `${where} answered what is no figure: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is refused by every schema, like any other wrong answer.
    return undefined;
  }
}

/** How the points of a span become one figure. */
export type Combination = "sum" | "mean" | "largest" | "smallest";

export function combined(points: readonly number[], by: Combination): number | undefined {
  if (points.length === 0) return undefined;
  const sum = points.reduce((one, other) => one + other, 0);
  return { sum, mean: sum / points.length, largest: Math.max(...points), smallest: Math.min(...points) }[by];
}

/** A figure as its share of another one, in percent; nothing of nothing is no share. */
export function shareOf(part: Figure, whole: Figure): Figure {
  if ("missing" in whole) return whole;
  if (whole.value === 0) return { missing: "there were no requests", empty: true };
  // Services leave out a count that is zero.
  return { value: (100 * ("value" in part ? part.value : 0)) / whole.value };
}
