import type { Repository } from "../document.ts";
import { commitOf } from "./objects.ts";

/** A commit and everything it builds on, nearest first. */
export function ancestry(repository: Repository, sha: string): string[] {
  const seen = new Set([sha]);
  for (const one of seen) for (const parent of commitOf(repository, one).parents) seen.add(parent);
  return [...seen];
}

/** Whether `old` can be moved to `next` without losing a commit. */
export function isFastForward(repository: Repository, old: string, next: string): boolean {
  return ancestry(repository, next).includes(old);
}

/** The nearest commit that both have. */
export function mergeBase(repository: Repository, one: string, other: string): string | undefined {
  const mine = new Set(ancestry(repository, one));
  return ancestry(repository, other).find((sha) => mine.has(sha));
}

/** The commits that `next` adds to `old`, oldest first. */
export function commitsBetween(repository: Repository, old: string | undefined, next: string): string[] {
  const known = new Set(old === undefined ? [] : ancestry(repository, old));
  return ancestry(repository, next)
    .filter((sha) => !known.has(sha))
    .toReversed();
}
