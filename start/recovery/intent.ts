import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Creation } from "../engine/tally.ts";

const intent = z.object({
  creations: z.array(
    z.object({
      urn: z.string(),
      type: z.string(),
      parent: z.string(),
      provider: z.string(),
      inputs: z.record(z.string(), z.unknown()),
    }),
  ),
});

/**
 * What a run is about to do to a stack, on disk while it does it. The engine's own pending operations do not tell
 * enough: when this process dies first, and the sandbox's clouds with it, the engine takes a create that had reached
 * its cloud for a failed one, and forgets it.
 */
export interface Intents {
  /** Writes down the resources that an operation will create and that no cloud has yet. */
  declare(stack: string, creations: readonly Creation[]): void;
  /** The operation came to an end, good or bad, with the state in order. */
  done(stack: string): void;
  /** What a run that never came to its end had declared; undefined when the last one ended. */
  left(stack: string): readonly Creation[] | undefined;
}

/** @param folder the sandbox's folder. */
export function openIntents(folder: string): Intents {
  const place = join(folder, "intents");
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const fileOf = (stack: string) => join(place, `${encodeURIComponent(stack)}.json`);
  return {
    declare(stack, creations) {
      const next = `${fileOf(stack)}.next`;
      writeFileSync(next, JSON.stringify({ creations }), { mode: 0o600 });
      renameSync(next, fileOf(stack));
    },
    done: (stack) => rmSync(fileOf(stack), { force: true }),
    left(stack) {
      const text = read(fileOf(stack));
      return text === undefined ? undefined : intent.parse(JSON.parse(text)).creations;
    },
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
