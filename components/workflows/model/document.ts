import { images } from "../actions/images.ts";
import { pinned } from "../actions/index.ts";
import type { Expression, Value } from "./expression.ts";
import { type AnyJob, type Concurrency, environmentOf, isCall, type Job } from "./job.ts";
import type { Matrix } from "./matrix.ts";
import type { Grant } from "./permissions.ts";
import { sourceOf } from "./source.ts";
import type { Step } from "./step.ts";
import { triggersOf } from "./triggers.ts";
import type { Workflow } from "./workflow.ts";
import { Block, Commented, type Tree } from "./yaml.ts";

type Entries = { readonly [key: string]: Tree | undefined };

/** What a workflow's file says, in GitHub's words and in the usual order of its keys. */
export function documentOf(workflow: Workflow): Entries {
  return {
    name: workflow.name,
    "run-name": workflow.runName === undefined ? undefined : sourceOf(workflow.runName),
    on: triggersOf(workflow),
    // Each job is given what it uses; a job that were forgotten gets nothing.
    permissions: {},
    concurrency: concurrencyOf(workflow.concurrency),
    // Bash named so runs with -e and -o pipefail; GitHub's default has no pipefail.
    defaults: workflow.jobs.some((job) => !isCall(job)) ? { run: { shell: "bash" } } : undefined,
    jobs: Object.fromEntries(workflow.jobs.map((job) => [job.id, jobOf(job)])),
  };
}

/**
 * GitHub's newer `$/` means the same for a called workflow, the caller's own commit, and actionlint 1.7.12 does not know
 * it (rhysd/actionlint #711).
 */
const sameCommit = "zizmor: ignore[self-repository] a called workflow is of the caller's own commit";

function jobOf(job: AnyJob): Entries {
  const { name, needs = [], if: condition, concurrency } = job.options;
  const common = {
    name: name ?? job.id,
    needs: needs.length === 0 ? undefined : needs.map(({ id }) => id),
    if: conditionOf(condition),
    permissions: grantsOf(job.permissions),
  };
  return isCall(job)
    ? {
        ...common,
        uses: new Commented(`./.github/workflows/${job.options.workflow.file}`, sameCommit),
        with: valuesOf(job.options.with),
        concurrency: concurrencyOf(concurrency),
      }
    : ownJob(job, common);
}

function ownJob(job: Job, { permissions, ...common }: Entries): Entries {
  const { runsOn = "ubuntu-24.04", timeoutMinutes, concurrency, matrix, failFast, services } = job.options;
  return {
    ...common,
    "runs-on": sourceOf(runsOn),
    "timeout-minutes": timeoutMinutes,
    environment: environmentTree(job),
    permissions,
    concurrency: concurrencyOf(concurrency),
    strategy: matrix && { "fail-fast": failFast ?? false, matrix: matrixOf(matrix) },
    services:
      services &&
      Object.fromEntries(
        Object.entries(services).map(([id, { image, env, ports, options }]) => [
          id,
          { image: `${image}@${images[image]}`, env, ports, options },
        ]),
      ),
    env: valuesOf(job.options.env),
    outputs: valuesOf(job.options.outputs),
    steps: job.options.steps.map(stepOf),
  };
}

function stepOf(step: Step): Entries {
  const common = { name: step.name, id: step.id, if: conditionOf(step.if) };
  const rest = { env: valuesOf(step.env), "timeout-minutes": step.timeoutMinutes };
  if ("run" in step) {
    return { ...common, ...rest, "working-directory": step.workingDirectory, run: new Block(step.run) };
  }
  const { reference, version, fixed } = pinned(step.uses);
  return {
    ...common,
    uses: new Commented(reference, version),
    with: valuesOf({ ...step.with, ...fixed }),
    ...rest,
  };
}

function environmentTree(job: Job): Tree | undefined {
  const use = environmentOf(job);
  if (use === undefined) return undefined;
  const { environment, deployment, url } = use;
  if (deployment === undefined && url === undefined) return environment.name;
  return { name: environment.name, url: url === undefined ? undefined : sourceOf(url), deployment };
}

/** Always says whether a newer run cancels: GitHub's default depends on where the key stands. */
function concurrencyOf(concurrency: Concurrency | undefined): Entries | undefined {
  if (concurrency === undefined) return undefined;
  return {
    group: sourceOf(concurrency.group),
    "cancel-in-progress": concurrency.cancelInProgress ?? false,
    queue: "queue" in concurrency ? concurrency.queue : undefined,
  };
}

function matrixOf({ vectors, include }: Matrix): Entries {
  return { ...vectors, include: include.length === 0 ? undefined : include };
}

/** Each permission with what it is for. */
function grantsOf(grants: readonly Grant[]): Entries {
  return Object.fromEntries(
    grants.map(({ scope, level, for: names }) => [scope, new Commented(level, names.join(", "))]),
  );
}

function conditionOf(condition: Expression | undefined): string | undefined {
  return condition?.source;
}

function valuesOf(values: Readonly<Record<string, Value>> | undefined): Entries | undefined {
  const entries = Object.entries(values ?? {}).map(([name, value]) => [name, sourceOf(value)] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
