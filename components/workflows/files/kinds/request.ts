import {
  always,
  and,
  cancelled,
  dispatch,
  type Expression,
  eq,
  failure,
  github,
  type Job,
  job,
  ne,
  not,
  or,
  run,
  success,
  text,
  type Workflow,
  workflow,
} from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import { verification } from "../../toolchains/index.ts";
import { writingToken } from "../parts/app.ts";
import { recordAtEnd } from "../parts/audit.ts";
import { changedSince } from "../parts/changed.ts";
import { bringRuntime, checkout } from "../parts/checkout.ts";
import { type Deployed, deploymentJob, mustGoBack } from "../parts/deployment.ts";
import { entryOf, stageNamed } from "../parts/door.ts";
import { failedRun, rollbackJob } from "../parts/going-back.ts";
import { contextOf, innerChecks, serviceNamed, setUp } from "../parts/inner-checks.ts";
import { runtime } from "../parts/runtime.ts";
import { tell } from "../parts/tell.ts";
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

/** Jobs of a component that run only where it changed: the first has the condition, the others wait for it. */
function onlyIf(condition: Expression, [first]: readonly Job[]): void {
  // Its handles know the job by identity, so it is given its condition in place.
  if (first) Object.assign(first, { options: { ...first.options, if: condition } });
}

/** The regression against staging, in the specification's order; skipped components are as they were when they passed. */
function regressionJob(
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

/** One deployment of production for one commit, pending until somebody says yes; made by the app, so that it starts one. */
function requestJob(road: Road, file: RequestFile, staging: RoadStage, regression: Job): Job {
  const door = entryOf(staging);
  const passed = eq(regression.result, "success");
  const { steps, token } = writingToken(road.app, door, "deployments", passed);
  return job("request-production", {
    name: "Ask for production",
    needs: [regression],
    if: and(always(), ne(regression.result, "skipped"), ne(regression.result, "cancelled")),
    timeoutMinutes: 5,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      ...steps,
      run("Create the deployment", {
        id: "request",
        if: passed,
        env: {
          GH_TOKEN: token ?? github.token,
          SHA: github.sha,
          STAGE: file.production,
          TASK: "deploy",
        },
        ...(token === undefined ? { permissions: { deployments: "write" } } : {}),
        run: [
          'known="$(gh api --method GET "repos/$GITHUB_REPOSITORY/deployments" \\',
          '  --raw-field sha="$SHA" --raw-field environment="$STAGE" --raw-field task="$TASK" --jq length)"',
          'if [ "$known" -gt 0 ]; then',
          '  echo "Production was asked for with $SHA before: nothing to do." >> "$GITHUB_STEP_SUMMARY"',
          "  exit 0",
          "fi",
          'id="$(gh api --method POST "repos/$GITHUB_REPOSITORY/deployments" \\',
          '  --raw-field ref="$SHA" --raw-field environment="$STAGE" --raw-field task="$TASK" \\',
          '  --raw-field description="Staging passed in run $GITHUB_RUN_ID" \\',
          '  --field auto_merge=false --field production_environment=true --jq .id)"',
          'gh api --method POST "repos/$GITHUB_REPOSITORY/deployments/$id/statuses" \\',
          '  --raw-field state=pending --raw-field description="Waits for approval" --silent',
          'echo "Production is asked for: deployment $id waits for its approval." >> "$GITHUB_STEP_SUMMARY"',
        ],
      }),
      tell(door, {
        name: "Tell the team that staging did not pass",
        id: "notify-failure",
        event: "failed",
        when: or(failure(), ne(regression.result, "success")),
        sha: github.sha,
      }),
      tell(door, {
        name: "Tell the team that production waits",
        id: "notify",
        event: "succeeded",
        when: and(success(), passed),
        sha: github.sha,
      }),
    ],
  });
}
