import type { Value } from "./value.ts";

/** The value that a text of JSON stands for; undefined where the text is none. */
export function fromJson(text: string): Value | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
