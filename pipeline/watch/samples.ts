import { appendFileSync, writeFileSync } from "node:fs";
import { Untold } from "../facts/tell.ts";
import type { Sample } from "./run.ts";

/**
 * Keeps samples as JSON lines, each as soon as it is there: a watch that is killed has kept what it saw.
 *
 * @throws Untold where the file cannot be written.
 */
export function keepIn(file: string | undefined, masked: (text: string) => string): (sample: Sample) => void {
  if (file === undefined) return () => undefined;
  const write = (how: () => void) => {
    try {
      how();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Untold(
        `The samples could not be kept in ${file}: ${reason}. Nothing is watched without them.`,
      );
    }
  };
  write(() => writeFileSync(file, ""));
  return ({ at, signal, reading }) =>
    write(() =>
      appendFileSync(file, `${JSON.stringify({ at, signal, ...reading, why: masked(reading.why) })}\n`),
    );
}
