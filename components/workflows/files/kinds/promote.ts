import {
  and,
  type Expression,
  eq,
  failure,
  github,
  type Job,
  job,
  or,
  outcomeOf,
  text,
  type Workflow,
  WorkflowError,
  workflow,
} from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import { verification } from "../../toolchains/index.ts";
import { approvalJobs } from "../parts/approvals.ts";
import { recordAtEnd } from "../parts/audit.ts";
import { begin } from "../parts/begin.ts";
import { bringRuntime, checkout } from "../parts/checkout.ts";
import { decide } from "../parts/decide.ts";
import { hosts } from "../parts/deploy/index.ts";
import { promoteByCommand } from "../parts/deploy/vercel.ts";
import { type Deployed, mustGoBack } from "../parts/deployment.ts";
import { type Door, entryOf, stageNamed } from "../parts/door.ts";
import { failedRun, rollbackJob } from "../parts/going-back.ts";
import { guardJobs } from "../parts/guards.ts";
import { contextOf, serviceNamed } from "../parts/inner-checks.ts";
import { runtime } from "../parts/runtime.ts";
import { secretsOf } from "../parts/secrets.ts";
import { tell } from "../parts/tell.ts";
import { goodSteps, watchSteps } from "../parts/verify.ts";
import type { PromoteFile } from "../plan.ts";
import type { Road, RoadService } from "../road.ts";

/**
 * Lint, build, test, deploy, verify on staging, promote (S000-FE-01): the build is staged once without its domain, and
 * what was verified is what gets it. Nothing is built in between.
 */
export function promoteWorkflow(road: Road, file: PromoteFile): Workflow {
  const service = serviceNamed(road, file.service);
  if (service.host !== "vercel") {
    throw new WorkflowError(
      `${file.file}: kind promote. Allowed: a service on vercel, which stages builds without traffic.`,
    );
  }
  const guards = guardJobs(road);
  const staging = stageNamed(road, file.staging);
  const production = stageNamed(road, file.production);
  const context = { publish: true, environment: file.staging, needs: guards.slice(-1) };
  const { jobs, last } = verification([service.checked], contextOf(road, context));
  const staged = stagingJob(road, service, file, last);
  const verified = verifyJob(file, entryOf(staging), staged);
  const chain = approvalJobs(production, { needs: [verified], version: github.sha });
  const promoted = promotionJob(road, service, file, staged, [
    ...(chain.length > 0 ? chain.slice(-1) : [verified]),
    staged,
  ]);
  const back = rollbackJob(production, {
    id: "rollback",
    name: "Roll back",
    needs: [promoted],
    if: mustGoBack(promoted),
    services: [service],
    sha: github.sha,
    migrations: false,
    order: { reason: failedRun(github.sha), automatic: promoted.outputs.signal },
    mayBeRefused: production.doors.some(({ role }) => role !== undefined),
  });
  const own: AnyJob[] = [...guards, ...jobs, staged, verified, ...chain, promoted, back];
  return workflow({
    file: file.file,
    name: file.name,
    on: { push: { branches: file.push }, ...(file.dispatch ? { dispatch: noInputs } : {}) },
    concurrency: { group: text`${github.workflow}-${github.runId}` },
    jobs: own,
  });
}

const noInputs = { declared: {}, inputs: {} };

function stagingJob(road: Road, service: RoadService, file: PromoteFile, needs: readonly Job[]): Job<"url"> {
  const door = entryOf(stageNamed(road, file.staging));
  const secrets = secretsOf(door, hosts.vercel.secrets);
  const put = hosts.vercel.deploy({
    door,
    service,
    // The build that is promoted belongs to the project that it is promoted in.
    hostedAs: service.hostedAs[file.production],
    sha: github.sha,
    artifact: undefined,
    secret: secrets.secret,
    name: "Stage the build without traffic",
  });
  if (put.candidate === undefined || typeof put.candidate === "string" || !("source" in put.candidate)) {
    throw new WorkflowError(`${file.file}: the host gives a staged build no address`);
  }
  return job("deploy", {
    name: "Deploy",
    needs,
    timeoutMinutes: door.stage.limits.deployMinutes,
    environment: door.environment,
    concurrency: { group: `deploy-${door.stage.name}-${service.name}`, queue: "max" },
    outputs: { url: put.candidate },
    steps: [...bringRuntime(), checkout(github.sha), ...secrets.steps, ...put.steps],
  });
}

function verifyJob(file: PromoteFile, door: Door, staged: Job<"url">): Job {
  const environment = door.stage.name;
  return job("verify-staging", {
    name: "Verify on staging",
    needs: [staged],
    timeoutMinutes: 15,
    environment: { environment: door.environment, deployment: false },
    steps: [
      ...bringRuntime(),
      checkout(github.sha),
      runtime(
        "Run the smoke tests",
        "smoke",
        { environment, sha: github.sha, service: file.service, target: staged.outputs.url },
        { id: "smoke", record: "smoke.json", timeoutMinutes: 3 },
      ),
      ...recordAtEnd(door, { type: "smoke", sha: github.sha, attach: ["smoke.json"] }),
    ],
  });
}

function promotionJob(
  road: Road,
  service: RoadService,
  file: PromoteFile,
  staged: Job<"url">,
  needs: readonly AnyJob[],
): Deployed {
  const door = entryOf(stageNamed(road, file.production));
  const { name: environment, limits } = door.stage;
  const sha = github.sha;
  const decided = decide(road, door, { sha, name: "Pre-deployment checks" });
  const secrets = secretsOf(door, hosts.vercel.secrets);
  const started = begin();
  const smoke = runtime(
    "Run the smoke tests",
    "smoke",
    { environment, sha, service: service.name },
    { id: "smoke", env: frontendAddress(door), record: "smoke.json", timeoutMinutes: 3 },
  );
  return job("promote", {
    name: "Promote to production",
    needs: [...new Set(needs)],
    timeoutMinutes: limits.deployMinutes,
    environment: {
      environment: door.environment,
      ...(door.sets("FRONTEND_URL") ? { url: door.variable("FRONTEND_URL") } : {}),
    },
    concurrency: { group: `deploy-${environment}-${service.name}`, queue: "max" },
    outputs: {
      untouched: eq(outcomeOf(started), "skipped"),
      signal: or(and(eq(outcomeOf(smoke), "failure"), "smoke"), "health"),
    },
    steps: [
      ...decided.steps,
      checkout(sha),
      ...secrets.steps,
      decided.again,
      started,
      promoteByCommand({
        ...hosts.vercel.access(door, secrets.secret),
        DEPLOYMENT: staged.outputs.url,
      }),
      smoke,
      ...watchSteps(door, {}, sha),
      ...goodSteps(road, door, sha),
      tell(door, {
        name: "Tell the team that it is done",
        id: "notify",
        event: "succeeded",
        sha,
        attach: ["smoke.json"],
      }),
      tell(door, {
        name: "Tell the team that it failed",
        id: "notify-failure",
        event: "failed",
        when: failure(),
        sha,
        attach: ["gate.json", "smoke.json"],
      }),
      ...recordAtEnd(door, {
        type: "deployment",
        sha,
        attach: [...decided.records, "smoke.json", "health.json", "watch.json", "last-good.json"],
      }),
    ],
  });
}

function frontendAddress(door: Door): Record<string, Expression> {
  return door.sets("FRONTEND_URL") ? { FRONTEND_URL: door.variable("FRONTEND_URL") } : {};
}
