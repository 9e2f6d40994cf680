import { z } from "zod";
import type { Run } from "../facts.ts";
import { askOne, momentOf, type Source } from "../tell.ts";

const person = z.object({ login: z.string() });

export const runAnswer = z.object({
  id: z.int(),
  run_attempt: z.int().min(1),
  event: z.string(),
  path: z.string(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  actor: person,
  triggering_actor: person,
  run_started_at: z.iso.datetime({ offset: true }),
});

export interface RunAndClock {
  run: Run;
  /** What GitHub's clock said when it answered, and the runner's at that moment. */
  clock: { runner: string; github: string } | undefined;
}

/** This attempt of this run, as GitHub has it: who set it in motion is no word of the job itself. */
export async function readRun(
  source: Source,
  run: { id: number; attempt: number },
  now: () => number,
): Promise<RunAndClock> {
  const { data, headers } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}",
    { run_id: run.id, attempt_number: run.attempt },
    runAnswer,
  );
  const runner = new Date(now()).toISOString();
  const date = Date.parse(headers["date"] ?? "");
  return {
    run: {
      id: data.id,
      attempt: data.run_attempt,
      event: data.event,
      // GitHub adds the ref of a reusable workflow's file.
      workflow: data.path.split("@")[0] ?? data.path,
      branch: data.head_branch,
      sha: data.head_sha,
      actor: data.actor.login,
      triggeringActor: data.triggering_actor.login,
      startedAt: momentOf(data.run_started_at),
    },
    clock: Number.isNaN(date) ? undefined : { runner, github: new Date(date).toISOString() },
  };
}
