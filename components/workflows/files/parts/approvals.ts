import { environment } from "../../model/environment.ts";
import { type Expression, type Job, job, run } from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import type { RoadStage } from "../road.ts";

/**
 * The doors before a stage's entry, each a job that waits for one role. They deploy nothing; the entry, which the last
 * role opens, proves from the run's approvals that different people said yes.
 */
export function approvalJobs(
  stage: RoadStage,
  given: { needs: readonly AnyJob[]; if?: Expression | undefined; version: Expression },
): Job[] {
  const chain: Job[] = [];
  for (const door of stage.doors.filter(({ purpose }) => purpose === "approval")) {
    chain.push(
      job(door.name, {
        name: `Approval of ${stage.name} by ${door.role}`,
        needs: chain.length === 0 ? given.needs : chain.slice(-1),
        if: chain.length === 0 ? given.if : undefined,
        timeoutMinutes: 5,
        environment: { environment: environment(door.name), deployment: false },
        steps: [
          run("Say what was approved", {
            env: { VERSION: given.version, ROLE: door.role ?? "", STAGE: stage.name },
            run: [
              'printf "%s may enter %s: %s said yes to this run. Who it was is proven at the entry.\\n" \\',
              '  "$VERSION" "$STAGE" "$ROLE" >> "$GITHUB_STEP_SUMMARY"',
            ],
          }),
        ],
      }),
    );
  }
  return chain;
}
