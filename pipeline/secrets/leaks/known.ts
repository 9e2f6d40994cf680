import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { day, text } from "../../contract/words.ts";
import { InputError } from "../../facts/declared.ts";

/** Findings that people looked at: what stays in the history after its secret was revoked, or never was one. */
export const knownLeaksFile = ".gatehouse/known-leaks.json";

const known = z.array(
  z.strictObject({
    fingerprint: z.string().regex(/^[0-9a-f]{16}$/, "a fingerprint, as `secrets leaks` prints it"),
    reason: text("why it is no danger"),
    /** The day on which somebody has to look again. */
    until: day,
  }),
);

export type KnownLeak = z.infer<typeof known>[number];

/** The accepted findings of a repository; none where it has no such file. @throws InputError where it cannot be used. */
export function readKnownLeaks(folder: string): KnownLeak[] {
  const file = join(folder, knownLeaksFile);
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new InputError(
      `${knownLeaksFile} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
  const result = known.safeParse(written);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`${knownLeaksFile}: ${issue?.path.join(".")}: needed: ${issue?.message}`);
}
