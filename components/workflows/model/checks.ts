import type { Expression } from "./expression.ts";
import { type AnyJob, isCall } from "./job.ts";
import { jobsOfMatrix } from "./matrix.ts";
import { githubLimits } from "./refusals/limits.ts";
import type { Workflow } from "./workflow.ts";

/** A check that a workflow's runs leave on a commit, under the name that a ruleset requires it by. */
export interface CheckContext {
  /** `lint`, `test (22, linux)`, `ci / lint`. */
  readonly context: string;
  readonly file: string;
  /** The job's id; of a called workflow, after the calling job's: `ci/lint`. */
  readonly job: string;
  /** Whether it appears on every pull request to the branch; a required check that does not holds them up for ever. */
  readonly onEveryPullRequest: boolean;
  /** Why it does not appear, or may appear as skipped, which GitHub counts as passed. */
  readonly reasons: readonly string[];
}

/** The checks of a workflow, and what a pull request to `branch` sees of them. */
export function checksOf(workflow: Workflow, branch: string): CheckContext[] {
  const absent = absenceOf(workflow, branch);
  return checksOfJobs(workflow.jobs, { name: "", path: "", lost: absent, skipped: [] }).map(
    ({ context, job, lost, skipped }) => ({
      context,
      file: workflow.file,
      job,
      onEveryPullRequest: lost.length === 0,
      reasons: [...lost, ...skipped],
    }),
  );
}

/** What holds for jobs by those around them, or for one check. */
interface Chances {
  /** Why there may be no check under this name. */
  readonly lost: readonly string[];
  /** Why it may be there as skipped. */
  readonly skipped: readonly string[];
}

function checksOfJobs(
  jobs: readonly AnyJob[],
  around: Chances & { name: string; path: string },
): ({ context: string; job: string } & Chances)[] {
  return jobs.flatMap((job) => {
    const name = `${around.name}${job.options.name ?? job.id}`;
    const path = `${around.path}${job.id}`;
    const conditions = conditionsOf(job);
    const failures = [...around.skipped, ...failuresOf(job)];
    // What is skipped leaves one check under its bare name: its matrix, or the called workflow, was never looked at.
    const unexpanded = { lost: [...around.lost, ...conditions], skipped: failures };
    if (isCall(job)) {
      return checksOfJobs(job.options.workflow.jobs, { name: `${name} / `, path: `${path}/`, ...unexpanded });
    }
    const { matrix } = job.options;
    if (matrix === undefined) {
      return [{ context: cut(name), job: path, lost: around.lost, skipped: [...conditions, ...failures] }];
    }
    return jobsOfMatrix(matrix).map(({ named }) => ({
      context: cut(`${name}${suffixOf(named)}`),
      job: path,
      ...unexpanded,
    }));
  });
}

/** As GitHub names jobs of a matrix; empty values leave no trace. */
function suffixOf(named: Readonly<Record<string, string | number | boolean>>): string {
  const segments = Object.values(named)
    .map(String)
    .filter((segment) => segment !== "");
  return segments.length === 0 ? "" : ` (${segments.join(", ")})`;
}

/** GitHub cuts off what is longer. (actions/runner, Conversion/JobNameBuilder.cs) */
function cut(name: string): string {
  return name.length > githubLimits.name ? `${name.slice(0, githubLimits.name - 3)}...` : name;
}

/** Why a job may be skipped on a pull request where nothing failed: its own condition, or one of a job that it needs. */
function conditionsOf(job: AnyJob): string[] {
  const own = job.options.if;
  if (own !== undefined && isAlways(own)) return [];
  return [
    ...(own === undefined ? [] : [`job ${job.id} is skipped unless ${own.source}`]),
    ...(goesOnAfterSkip(own) ? [] : (job.options.needs ?? []).flatMap(conditionsOf)),
  ];
}

/** Why a job may be skipped because another failed; the other has to be required too. */
function failuresOf(job: AnyJob): string[] {
  const needs = job.options.needs ?? [];
  if (needs.length === 0 || goesOnAfterSkip(job.options.if)) return [];
  return [`job ${job.id} is skipped when ${needs.map(({ id }) => id).join(" or ")} fails: require that too`];
}

function isAlways({ source }: Expression): boolean {
  return source === "always()" || source === "!cancelled()";
}

/** Without a status function GitHub runs a job only when all that it needs succeeded. */
function goesOnAfterSkip(condition: Expression | undefined): boolean {
  return condition?.references.some(({ kind, name }) => kind === "status" && name !== "success") ?? false;
}

const usualTypes = ["opened", "synchronize", "reopened"];

/** Why a workflow does not run on every pull request to a branch. */
function absenceOf({ on }: Workflow, branch: string): string[] {
  const { pullRequest } = on;
  if (pullRequest === undefined) return ["the workflow does not run on pull requests"];
  const { branches, types = usualTypes, paths } = pullRequest;
  const missing = usualTypes.filter((type) => !types.includes(type));
  return [
    ...(paths === undefined ? [] : [`the workflow runs only where ${paths.join(", ")} changed`]),
    ...(branches === undefined || matchesBranch(branches, branch)
      ? []
      : [`the workflow runs on pull requests to ${branches.join(", ")} only`]),
    ...(missing.length === 0
      ? []
      : [`the workflow does not run when a pull request is ${missing.join(", ")}`]),
  ];
}

/** GitHub's filter: `*` stays within a segment, `**` does not, a later pattern overrules, `!` takes out. */
export function matchesBranch(patterns: readonly string[], branch: string): boolean {
  return patterns.reduce((matched, pattern) => {
    const negative = pattern.startsWith("!");
    const glob = negative ? pattern.slice(1) : pattern;
    return globRegExp(glob).test(branch) ? !negative : matched;
  }, false);
}

function globRegExp(glob: string): RegExp {
  const body = glob
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${body}$`);
}
