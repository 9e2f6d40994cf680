import {
  dispatch,
  type Expression,
  eq,
  failure,
  github,
  type Input,
  type Job,
  job,
  ne,
  or,
  text,
  type Workflow,
  workflow,
} from "../../model/index.ts";
import { recordAtEnd } from "../parts/audit.ts";
import { bringRuntime } from "../parts/checkout.ts";
import { rollbackOf, stageNamed } from "../parts/door.ts";
import { records, runtime } from "../parts/runtime.ts";
import { tell } from "../parts/tell.ts";
import { addressesOf } from "../parts/verify.ts";
import type { MonitorFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";

/** Health by the clock and by hand. What must be seen sooner than GitHub's clock goes, the cloud's own checks see. */
export function monitorWorkflow(road: Road, file: MonitorFile): Workflow {
  const hand = dispatch(inputsOf(file));
  const chosen = hand.inputs["environment"];
  const detailed = hand.inputs["detailed_check"];
  const jobs = file.stages.map((name) => {
    const only =
      chosen === undefined || file.stages.length === 1
        ? undefined
        : or(ne(github.eventName, "workflow_dispatch"), eq(chosen, name));
    return monitorJob(file, stageNamed(road, name), only, detailed);
  });
  return workflow({
    file: file.file,
    name: file.name,
    on: { schedule: file.schedule.map(timed), dispatch: hand },
    // A pass that hangs does not hold up the next ones.
    concurrency: { group: text`${github.workflow}-${github.runId}` },
    jobs,
  });
}

/** A schedule without its empty keys. */
export function timed({ cron, timezone }: { readonly cron: string; readonly timezone?: string | undefined }) {
  return timezone === undefined ? { cron } : { cron, timezone };
}

function inputsOf({ stages }: MonitorFile): Record<string, Input> {
  const [first = "production", ...others] = stages;
  return {
    environment: {
      description: "Which environment is looked at",
      type: "choice",
      options: [first, ...others],
      default: first,
    },
    detailed_check: { description: "Every probe, not availability alone", type: "boolean", default: false },
  };
}

function monitorJob(
  { stages, service }: MonitorFile,
  stage: RoadStage,
  condition: Expression | undefined,
  detailed: Expression | undefined,
): Job {
  // The door that waits for nobody: it has the stage's addresses, and the monitor asks for no cloud's access there.
  const door = rollbackOf(stage);
  const environment = stage.name;
  return job(stages.length === 1 ? "monitor" : `monitor-${environment}`, {
    name: `Monitor ${environment}`,
    if: condition,
    timeoutMinutes: 5,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      runtime(
        `Look at ${environment}`,
        "monitor",
        { environment, ...(detailed ? { detailed } : {}), ...(service === undefined ? {} : { service }) },
        { id: "monitor", env: addressesOf(door), record: "monitor.json" },
      ),
      runtime(
        "Open or update the incident",
        "incident",
        {
          environment,
          action: "open",
          title: `${environment} is unhealthy`,
          reason: "The scheduled monitor found it",
          attach: records("monitor.json"),
        },
        { id: "incident", if: failure(), record: "incident.json" },
      ),
      tell(door, {
        name: "Tell the team that it is unhealthy",
        id: "notify",
        event: "unhealthy",
        when: failure(),
        attach: ["monitor.json"],
      }),
      ...recordAtEnd(door, { type: "monitor", attach: ["monitor.json", "incident.json"] }),
    ],
  });
}
