import { sha256Hex } from "../../canonical.ts";
import type { Added } from "./history.ts";
import { findIn, type LeakRule } from "./rules.ts";

/** A secret in the history. The secret itself is nowhere in it. */
export interface Leak {
  rule: string;
  /** The beginning of the secret's SHA-256: the same secret is found again by it. */
  fingerprint: string;
  /** Where it was found first, and how often in all. */
  commit: string;
  path: string | null;
  line: number;
  times: number;
}

/** What was looked at and what was found. */
export interface Scan {
  commits: number;
  lines: number;
  leaks: Leak[];
}

/**
 * Looks through added lines.
 *
 * @param values secrets that the job itself has, by name: they are found in whatever form.
 */
export async function scan(
  added: AsyncIterable<Added>,
  rules: readonly LeakRule[],
  values: ReadonlyMap<string, string>,
): Promise<Scan> {
  const leaks = new Map<string, Leak>();
  const commits = new Set<string>();
  let lines = 0;
  for await (const { commit, path, line, text } of added) {
    commits.add(commit);
    lines++;
    for (const { rule, secret } of findIn(text, rules, values)) {
      const fingerprint = sha256Hex(secret).slice(0, 16);
      const known = leaks.get(fingerprint);
      // Git tells the newest first; where it came in is what people look for.
      leaks.set(fingerprint, {
        rule: known?.rule ?? rule,
        fingerprint,
        commit,
        path: path ?? null,
        line,
        times: (known?.times ?? 0) + 1,
      });
    }
  }
  return { commits: commits.size, lines, leaks: [...leaks.values()] };
}
