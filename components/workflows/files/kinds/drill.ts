import {
  dispatch,
  failure,
  github,
  type Job,
  job,
  text,
  type Workflow,
  WorkflowError,
  workflow,
} from "../../model/index.ts";
import { recordAtEnd } from "../parts/audit.ts";
import { bringRuntime, checkout } from "../parts/checkout.ts";
import { entryOf, stageNamed } from "../parts/door.ts";
import { serviceNamed } from "../parts/inner-checks.ts";
import { accessOf, secretsOfHosts, signIn } from "../parts/put.ts";
import { runtime } from "../parts/runtime.ts";
import { secretsOf } from "../parts/secrets.ts";
import { tell } from "../parts/tell.ts";
import { addressesOf } from "../parts/verify.ts";
import type { ClockFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { timed } from "./monitor.ts";

/** A rollback that nobody needs, so that the one that is needed works: never in production (S004-GOV-05). */
export function drillWorkflow(road: Road, file: ClockFile): Workflow {
  return workflow({
    file: file.file,
    name: file.name,
    on: { schedule: file.schedule.map(timed), dispatch: dispatch({}) },
    concurrency: { group: text`${github.workflow}-${github.ref}` },
    jobs: file.stages.map((name) => drillJob(road, stageNamed(road, name), file)),
  });
}

function drillJob(road: Road, stage: RoadStage, { services: names, stages, file }: ClockFile): Job {
  if (stage.tier === "production") {
    throw new WorkflowError(
      `${file}: a drill in ${stage.name}. Allowed: an environment that is not production.`,
    );
  }
  const door = entryOf(stage);
  const environment = stage.name;
  const services = names.map((name) => serviceNamed(road, name));
  const secrets = secretsOf({ ...door, stage: { ...stage, required: [] } }, secretsOfHosts(services));
  const reason = "Scheduled drill: the rollback is tried";
  return job(stages.length === 1 ? "drill" : `drill-${environment}`, {
    name: `Try the rollback in ${environment}`,
    timeoutMinutes: stage.limits.rollbackMinutes + 5,
    environment: door.environment,
    concurrency: { group: `deploy-${environment}`, queue: "max" },
    steps: [
      ...bringRuntime(),
      checkout(github.sha),
      ...secrets.steps,
      ...signIn(services, door),
      runtime(
        "Go back",
        "rollback",
        { environment, reason },
        {
          id: "rollback",
          env: {
            ...accessOf(
              services.map((service) => ({ service })),
              door,
              secrets.secret,
            ),
            ...addressesOf(door),
          },
          timeoutMinutes: stage.limits.rollbackMinutes,
          record: "rollback.json",
        },
      ),
      runtime(
        "Verify it with the smoke tests",
        "smoke",
        { environment },
        { id: "smoke", env: addressesOf(door), record: "smoke.json", timeoutMinutes: 3 },
      ),
      tell(door, {
        name: "Tell the team that the drill failed",
        id: "notify",
        event: "failed",
        when: failure(),
        attach: ["rollback.json", "smoke.json"],
      }),
      ...recordAtEnd(door, { type: "drill", reason, attach: ["rollback.json", "smoke.json"] }),
    ],
  });
}
