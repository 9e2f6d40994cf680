import {
  dispatch,
  type Expression,
  eq,
  github,
  type Job,
  job,
  text,
  type Workflow,
  workflow,
} from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import { verification } from "../../toolchains/index.ts";
import { requestJob } from "../parts/ask.ts";
import { changedSince } from "../parts/changed.ts";
import { bringRuntime, checkout } from "../parts/checkout.ts";
import { type Deployed, deploymentJob, mustGoBack } from "../parts/deployment.ts";
import { entryOf, stageNamed } from "../parts/door.ts";
import { failedRun, rollbackJob } from "../parts/going-back.ts";
import { contextOf, serviceNamed } from "../parts/inner-checks.ts";
import { regressionJob } from "../parts/regression.ts";
import { runtime } from "../parts/runtime.ts";
import { addressesOf } from "../parts/verify.ts";
import type { DeployFile, RequestFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";

/**
 * What changed goes to staging, a component whose last deployment failed too; then the regression; and only when all of
 * it passed, production is asked for by one deployment that waits for its approval (S004-STG-01 to 06).
 */
export function requestWorkflow(road: Road, file: RequestFile): Workflow {
  const staging = stageNamed(road, file.staging);
  const changes = changesJob(road, file, staging);
  const jobs: AnyJob[] = [changes];
  const deployed: Deployed[] = [];
  for (const name of file.services) {
    const changed = changes.outputs[name];
    if (changed === undefined) continue;
    const build = buildJobs(road, file, name, changes, changed);
    const put = deploymentJob(
      road,
      { ...staging, limits: { ...staging.limits, deployMinutes: file.minutes.deploy } },
      deploymentOf(file, name),
      `deploy-${name}`,
      {
        sha: github.sha,
        needs: [changes, ...build.last, ...build.artifacts.map((artifact) => artifact.job)].filter(isFirst),
        artifacts: build.artifacts,
        title: `Deploy ${name}`,
      },
    );
    const back = rollbackJob(staging, {
      id: `rollback-${name}`,
      name: `Roll back ${name}`,
      needs: [put],
      if: mustGoBack(put),
      services: [serviceNamed(road, name)],
      sha: github.sha,
      migrations: false,
      order: { reason: failedRun(github.sha), automatic: put.outputs.signal },
      mayBeRefused: false,
    });
    jobs.push(...build.jobs, put, back);
    deployed.push(put);
  }
  const regression = regressionJob(road, file, staging, [changes, ...deployed], deployed);
  const request = requestJob(road, file, staging, regression);
  const hand = dispatch({});
  return workflow({
    file: file.file,
    name: file.name,
    on: { push: { branches: file.push }, dispatch: hand },
    concurrency: { group: text`${github.workflow}-${github.runId}` },
    jobs: [...jobs, regression, request],
  });
}

function isFirst<Item>(item: Item, index: number, all: readonly Item[]): boolean {
  return all.indexOf(item) === index;
}

/** A deployment of one component, as the other deploying files have it. */
function deploymentOf(file: RequestFile, name: string): DeployFile {
  return {
    kind: "deploy",
    file: file.file,
    name: file.name,
    push: file.push,
    dispatch: true,
    deployments: false,
    verify: true,
    services: [name],
    stages: [file.staging],
    names: { deploy: `Deploy ${name}` },
    before: [],
    after: [],
    tools: [],
    migrations: false,
    backup: false,
  };
}

function changesJob(road: Road, file: RequestFile, staging: RoadStage): Job {
  const services = file.services.map((name) => serviceNamed(road, name));
  const step = changedSince(
    file.file,
    services.map(({ name, checked }) => ({ name, folder: checked.toolchain.folder, job: `Deploy ${name}` })),
  );
  const door = entryOf(staging);
  return job("changes", {
    name: "Pre-deployment checks",
    timeoutMinutes: file.minutes.checks,
    environment: { environment: door.environment, deployment: false },
    outputs: Object.fromEntries(
      file.services.flatMap((name) => {
        const output = step.outputs[name];
        return output === undefined ? [] : [[name, output]];
      }),
    ),
    steps: [
      ...bringRuntime(),
      checkout(github.sha, { depth: 0 }),
      step,
      runtime(
        "Run quick smoke tests",
        "monitor",
        { environment: staging.name },
        { id: "quick-smoke", env: addressesOf(door), record: "quick-smoke.json" },
      ),
    ],
  });
}

function buildJobs(road: Road, file: RequestFile, name: string, changes: Job, changed: Expression) {
  const service = serviceNamed(road, name);
  const { stages } = service.checked.toolchain;
  const building = stages
    .filter(({ checks }) => checks.some((check) => check === "build" || check === "image"))
    .map((stage) => ({ ...stage, minutes: file.minutes.build }));
  const checked = { ...service.checked, toolchain: { ...service.checked.toolchain, stages: building } };
  const context = contextOf(road, { publish: true, environment: file.staging, needs: [changes] });
  const made = verification([checked], context);
  onlyIf(eq(changed, "true"), made.jobs);
  return made;
}

/** Jobs of a component that run only where it changed: the first ones have the condition, the others wait for them. */
function onlyIf(condition: Expression, jobs: readonly Job[]): void {
  const first = jobs.filter(
    (one) => !(one.options.needs ?? []).some((need) => jobs.some((other) => other === need)),
  );
  // Handles know a job by identity, so it is given its condition in place.
  for (const one of first) Object.assign(one, { options: { ...one.options, if: condition } });
}
