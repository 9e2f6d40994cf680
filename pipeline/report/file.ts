import { readFileSync } from "node:fs";
import { Unreadable } from "./unreadable.ts";

/** @throws Unreadable where there is none */
export function readReport(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : String(error);
    throw new Unreadable(
      `there is no ${file} (${reason}): the step that writes it did not, or wrote elsewhere`,
    );
  }
}
