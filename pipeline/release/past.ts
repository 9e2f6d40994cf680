import { z } from "zod";
import type { PastRelease } from "../../platforms/hosts/host.ts";
import { moment, sha } from "../contract/words.ts";
import type { Written } from "../facts/evidence.ts";

const deployed = z.object({
  commit: z.object({ sha }),
  execution: z.object({ startedAt: moment, outcome: z.string() }),
});

const corrected = z.object({ to: sha, startedAt: moment, outcome: z.literal("success") });

/**
 * What ran in an environment, newest first. A rollback that succeeded put a release there again; one that failed tells
 * nothing of what runs.
 *
 * @param records newest first.
 */
export function pastOf(records: readonly Written[]): PastRelease[] {
  return records.flatMap(({ type, body }): PastRelease[] => {
    if (type === "deployment") {
      const found = deployed.safeParse(body).data;
      if (!found) return [];
      const { startedAt, outcome } = found.execution;
      return [{ sha: found.commit.sha, startedAt, good: outcome === "success" }];
    }
    if (type !== "SYSTEM CORRECTION EVENT") return [];
    const found = corrected.safeParse(body).data;
    return found ? [{ sha: found.to, startedAt: found.startedAt, good: true }] : [];
  });
}
