import { rotationVariable } from "../../../secrets/rotation.ts";
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
import { setUpSteps, stepsOf } from "../../toolchains/index.ts";
import { recordAtEnd } from "../parts/audit.ts";
import { bringRuntime, checkout } from "../parts/checkout.ts";
import { rollbackOf, stageNamed } from "../parts/door.ts";
import { contextOf, serviceNamed } from "../parts/inner-checks.ts";
import { runtime } from "../parts/runtime.ts";
import { tell } from "../parts/tell.ts";
import type { ClockFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { timed } from "./monitor.ts";

const workflowAudit = "zizmor==1.32.0";

/** Every day: weaknesses of dependencies, of the workflows, secrets that are missing or old, and those in the history. */
export function secretsWorkflow(road: Road, file: ClockFile): Workflow {
  return workflow({
    file: file.file,
    name: file.name,
    on: { schedule: file.schedule.map(timed), dispatch: dispatch({}) },
    concurrency: { group: text`${github.workflow}-${github.ref}` },
    jobs: [
      ...file.services.map((name) => dependencyJob(road, name, file)),
      workflowJob(),
      historyJob(),
      ...file.stages.map((name) => presenceJob(stageNamed(road, name))),
    ],
  });
}

function dependencyJob(road: Road, name: string, { stages }: ClockFile): Job {
  const { checked } = serviceNamed(road, name);
  const context = contextOf(road, { publish: false, environment: stages[0] ?? "" });
  return job(`dependencies-${name}`, {
    name: `Dependencies of ${name}`,
    timeoutMinutes: 15,
    steps: [
      checkout(github.sha),
      ...setUpSteps(checked, ["audit"], context),
      ...stepsOf(checked, ["audit"], context).steps,
    ],
  });
}

function workflowJob(): Job {
  return job("workflows", {
    name: "Weaknesses of the workflows",
    timeoutMinutes: 10,
    steps: [
      checkout(github.sha),
      run("Audit the workflows", {
        run: `pipx run --spec ${workflowAudit} zizmor --offline --pedantic --no-progress .github/workflows`,
      }),
    ],
  });
}

function historyJob(): Job {
  return job("history", {
    name: "Secrets in the history",
    timeoutMinutes: 15,
    steps: [
      ...bringRuntime(),
      checkout(github.sha, { depth: 0 }),
      runtime("Look for secrets in the history", "secrets leaks", {}, { id: "leaks", record: "leaks.json" }),
    ],
  });
}

function presenceJob(stage: RoadStage): Job {
  const door = rollbackOf(stage);
  const environment = stage.name;
  return job(`secrets-${environment}`, {
    name: `Secrets of ${environment}`,
    timeoutMinutes: 10,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      runtime(
        "Look how old the secrets are",
        "secrets age",
        { environment },
        { id: "age", record: "age.json", env: rotation(stage) },
      ),
      tell(door, {
        name: "Tell the team what was found",
        id: "notify",
        event: "failed",
        when: failure(),
        attach: ["age.json"],
      }),
      ...recordAtEnd(door, { type: "security-scan", attach: ["age.json"] }),
    ],
  });

  function rotation({ variables }: RoadStage) {
    const name = rotationVariable;
    return variables.rollback.includes(name) ? { [name]: door.variable(name) } : {};
  }
}
