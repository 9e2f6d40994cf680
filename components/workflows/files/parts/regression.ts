import { and, cancelled, failure, github, type Job, job, ne, not } from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import type { RequestFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { recordAtEnd } from "./audit.ts";
import { bringRuntime, checkout } from "./checkout.ts";
import type { Deployed } from "./deployment.ts";
import { entryOf } from "./door.ts";
import { contextOf, innerChecks, setUp } from "./inner-checks.ts";
import { runtime } from "./runtime.ts";
import { addressesOf } from "./verify.ts";

/** The regression against staging, in the specification's order; skipped components are as they were when they passed. */
export function regressionJob(
  road: Road,
  file: RequestFile,
  staging: RoadStage,
  needs: readonly AnyJob[],
  deployed: readonly Deployed[],
): Job {
  const door = entryOf(staging);
  const context = contextOf(road, { publish: false, environment: staging.name });
  const none = deployed.map(({ result }) => and(ne(result, "failure"), ne(result, "cancelled")));
  return job("regression", {
    name: "Regression",
    needs,
    if: and(not(cancelled()), not(failure()), ...none),
    timeoutMinutes: file.minutes.regression,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      checkout(github.sha),
      ...setUp(
        road,
        file.regression.map(({ service }) => service),
        context,
      ),
      runtime(
        "Validate that the deployment is ready",
        "smoke",
        { environment: staging.name, sha: github.sha },
        { id: "readiness", env: addressesOf(door), record: "smoke.json", timeoutMinutes: 3 },
      ),
      ...innerChecks(
        road,
        file.regression.map(({ name, service, check }) => ({ name, service, checks: [check] })),
        context,
        addressesOf(door),
      ),
      runtime(
        "Hold it against its SLAs",
        "monitor",
        { environment: staging.name, detailed: true },
        { id: "sla", env: addressesOf(door), record: "sla.json" },
      ),
      ...recordAtEnd(door, { type: "smoke", sha: github.sha, attach: ["smoke.json", "sla.json"] }),
    ],
  });
}
