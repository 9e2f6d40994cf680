import {
  always,
  and,
  type Expression,
  eq,
  failure,
  type Job,
  job,
  ne,
  or,
  outcomeOf,
  type Step,
  type Text,
} from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import type { Artifact } from "../../toolchains/index.ts";
import type { DeployFile } from "../plan.ts";
import type { Road, RoadStage } from "../road.ts";
import { auditAccess, recordAtEnd } from "./audit.ts";
import { begin } from "./begin.ts";
import { checkout } from "./checkout.ts";
import { decide } from "./decide.ts";
import { type Door, entryOf } from "./door.ts";
import { contextOf, innerChecks, languages, serviceNamed, setUp } from "./inner-checks.ts";
import { migrateSteps } from "./migrate.ts";
import { type PutUp, putUp, secretsOfHosts, signIn, toolsOf, trafficSteps } from "./put.ts";
import { type JobSecrets, secretsOf } from "./secrets.ts";
import { tell } from "./tell.ts";
import { addressesOf, goodSteps, readyMarks, smokeSteps, watchSteps } from "./verify.ts";

/** What a deploying job knows of its release. */
export interface Release {
  readonly sha: Expression;
  readonly needs: readonly AnyJob[];
  readonly if?: Expression | undefined;
  readonly artifacts: readonly Artifact[];
  /** The job that judged its migrations. */
  readonly judged?: AnyJob | undefined;
  readonly expedite?: Expression | undefined;
  /** What the job is called. Default: `Deploy`, with the stage where the workflow has several. */
  readonly title?: string | undefined;
}

/** A job that deploys. */
export type Deployed = Job<"untouched" | "signal">;

/**
 * One stage's deployment as one job, since GitHub would ask for each later job's approval again: decide, fetch the
 * release, prove who built it, change the stage, verify it, watch it, and only then call it good.
 */
export function deploymentJob(
  road: Road,
  stage: RoadStage,
  file: DeployFile,
  id: string,
  release: Release,
): Deployed {
  const door = entryOf(stage);
  const { sha, needs, artifacts } = release;
  const services = file.services.map((name) => serviceNamed(road, name));
  const gate = file.names.gate ?? "Pre-deployment checks";
  const decided = decide(road, door, { sha, name: gate, judged: release.judged });
  const database = file.migrations ? ["DATABASE_URL"] : [];
  const secrets = secretsOf(door, [...secretsOfHosts(services), ...database]);
  const put = putUp(road, door, file, { sha, artifacts, secrets });
  const smoke = smokeSteps(door, { names: file.names, sha, put });
  const migrations = file.migrations ? migrateSteps(door, secrets, file.backup) : undefined;
  const started = begin();
  const attached = [
    ...decided.records,
    ...(migrations?.records ?? []),
    ...["smoke.json", "health.json", "watch.json", "last-good.json"],
  ];
  return job(id, {
    name: release.title ?? (file.stages.length === 1 ? "Deploy" : `Deploy to ${stage.name}`),
    needs,
    if: release.if,
    runsOn: file.runner,
    timeoutMinutes: stage.limits.deployMinutes,
    environment: { environment: door.environment, url: urlOf(door) },
    // Deployments wait for each other, in order; a rollback waits in a line of its own.
    concurrency: { group: `deploy-${stage.name}`, queue: "max" },
    services: migrations?.services,
    outputs: {
      untouched: eq(outcomeOf(started), "skipped"),
      signal: or(and(or(...smoke.map((step) => eq(outcomeOf(step), "failure"))), "smoke"), "health"),
    },
    steps: [
      ...decided.steps,
      checkout(sha),
      ...preparation(road, file, door, sha, secrets),
      ...put.flatMap(({ fetch }) => fetch),
      ...(migrations ? [...migrations.before, ...auditAccess(door)] : []),
      decided.again,
      started,
      ...(migrations?.up ?? []),
      ...signIn(services, door),
      ...put.flatMap(({ steps }) => steps),
      ...smoke,
      ...afterwards(road, file, door, { sha, put, secrets, expedite: release.expedite }),
      ...endings(file, door, sha),
      ...recordAtEnd(door, { type: "deployment", sha, attach: attached }),
    ],
  });
}

/** What a job needs before it can deploy: languages, the hosts' tools, secrets, and the checks that belong to it. */
function preparation(road: Road, file: DeployFile, door: Door, sha: Expression, secrets: JobSecrets): Step[] {
  const context = contextOf(road, { publish: false, environment: door.stage.name, ref: sha });
  const checked = [...file.before, ...file.after].map(({ service }) => service);
  const others = file.tools.filter((name) => !checked.includes(name));
  return [
    ...languages(road, others, context),
    ...setUp(road, checked, context),
    ...toolsOf(file.services.map((name) => serviceNamed(road, name))),
    ...secrets.steps,
    ...innerChecks(road, file.before, context),
  ];
}

/** What follows the smoke tests: further suites against the stage, traffic, the watch, the mark of a good release. */
function afterwards(
  road: Road,
  file: DeployFile,
  door: Door,
  given: { sha: Expression; put: readonly PutUp[]; secrets: JobSecrets; expedite: Expression | undefined },
): Step[] {
  const { sha, secrets } = given;
  const context = contextOf(road, { publish: false, environment: door.stage.name, ref: sha });
  return [
    ...innerChecks(road, file.after, context, addressesOf(door)),
    ...trafficSteps(file, door, secrets, given),
    ...watchSteps(door, file.names, sha),
    ...goodSteps(road, door, sha),
    ...readyMarks(file.ready, sha),
  ];
}

function endings(file: DeployFile, door: Door, sha: Text): Step[] {
  return [
    tell(door, {
      name: file.names.notify ?? "Tell the team that it is done",
      id: "notify",
      event: "succeeded",
      sha,
      attach: ["smoke.json", "watch.json"],
    }),
    tell(door, {
      name: "Tell the team that it failed",
      id: "notify-failure",
      event: "failed",
      when: failure(),
      sha,
      attach: ["gate.json", "smoke.json"],
    }),
  ];
}

function urlOf(door: Door): Expression | undefined {
  const name = ["FRONTEND_URL", "BACKEND_URL"].find((one) => door.sets(one));
  return name === undefined ? undefined : door.variable(name);
}

/** Whether a deployment may have changed its stage and has to go back; a runner that was lost says nothing of itself. */
export function mustGoBack(deployed: Deployed): Expression {
  return and(
    always(),
    ne(deployed.result, "success"),
    ne(deployed.result, "skipped"),
    ne(deployed.outputs.untouched, "true"),
  );
}
