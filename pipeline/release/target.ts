import type { PastRelease } from "../../platforms/hosts/host.ts";

export type Target =
  | { sha: string; leaving: string | undefined; why: string }
  | { none: string; todo: string };

/**
 * The release to go back to: the last that was recorded as good and is not the one that is left (S000-RB-02), or the
 * one that a person named, if it was ever good here (S004-RB-03).
 *
 * @param past newest first.
 * @param failed the release of a deployment that failed, which the ledger does not have yet.
 * @param asked a commit.
 */
export function targetOf(
  past: readonly PastRelease[],
  { failed, asked }: { failed?: string | undefined; asked?: string | undefined },
): Target {
  const leaving = failed ?? past[0]?.sha;
  const good = past.filter((release) => release.good);
  if (asked !== undefined) {
    if (good.some(({ sha }) => sha === asked)) {
      return { sha: asked, leaving, why: `${short(asked)} was asked for, and was good here.` };
    }
    return {
      none: `${short(asked)} was never a good release here.`,
      todo:
        good.length > 0
          ? `Name one of ${[...new Set(good.map(({ sha }) => short(sha)))].slice(0, 5).join(", ")}, or none.`
          : "There is none yet: mend it forward.",
    };
  }
  const found = good.find(({ sha }) => sha !== leaving);
  if (found) {
    return {
      sha: found.sha,
      leaving,
      why: `${short(found.sha)} is the last good release, of ${found.startedAt}.`,
    };
  }
  return {
    none: "There is no earlier good release here.",
    todo: "With none yet, there is nothing to go back to: mend it forward, by an override if the gates are closed.",
  };
}

const short = (sha: string): string => sha.slice(0, 12);
