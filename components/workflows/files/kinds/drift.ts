import {
  dispatch,
  failure,
  github,
  type Job,
  job,
  run,
  text,
  type Workflow,
  workflow,
} from "../../model/index.ts";
import { archive, auditAccess, recordAtEnd } from "../parts/audit.ts";
import { bringRuntime, checkout } from "../parts/checkout.ts";
import { rollbackOf, stageNamed } from "../parts/door.ts";
import { runtime } from "../parts/runtime.ts";
import { tell } from "../parts/tell.ts";
import type { ClockFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { timed } from "./monitor.ts";

/**
 * Looks by the clock whether the pipeline is still what was declared: the runtime is the one that its rules name,
 * and the chain of evidence is whole. Cloud resources are looked at where they are declared.
 */
export function driftWorkflow(road: Road, file: ClockFile): Workflow {
  return workflow({
    file: file.file,
    name: file.name,
    on: { schedule: file.schedule.map(timed), dispatch: dispatch({}) },
    concurrency: { group: text`${github.workflow}-${github.ref}` },
    jobs: file.stages.map((name) => driftJob(stageNamed(road, name), file)),
  });
}

function driftJob(stage: RoadStage, { stages }: ClockFile): Job {
  const door = rollbackOf(stage);
  return job(stages.length === 1 ? "drift" : `drift-${stage.name}`, {
    name: `Look for drift in ${stage.name}`,
    timeoutMinutes: 15,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      checkout(github.sha),
      run("Compare the runtime with its rules", {
        run: [
          'declared="$(jq --raw-output .runtime.sha256 "$RUNNER_TEMP/gatehouse/contract.json")"',
          'found="$(sha256sum "$RUNNER_TEMP/gatehouse/pipeline.mjs" | cut --delimiter=" " --fields=1)"',
          'if [ "$declared" != "$found" ]; then',
          '  echo "::error::The runtime is $found and its rules were written for $declared: somebody changed a file by hand"',
          "  exit 1",
          "fi",
        ],
      }),
      ...auditAccess(door),
      runtime("Verify the chain of evidence", "audit verify", {}, { id: "verify", env: archive(door) }),
      tell(door, {
        name: "Tell the team that it drifted",
        id: "notify",
        event: "failed",
        when: failure(),
        attach: [],
      }),
      ...recordAtEnd(door, { type: "drift", attach: [] }),
    ],
  });
}
