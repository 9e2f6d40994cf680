import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedWorkflowTypes, NormalJob, Step, Workflow } from "@github-actions-workflow-ts/lib";
import { LogLevel, Project, type github as projen } from "projen";
import { GitHub, GithubWorkflow } from "projen/lib/github/index.js";
import { stringify } from "yaml";

/** A workflow file as data, in GitHub's words. */
export interface File {
  readonly name: string;
  readonly tree: Tree;
}

interface Tree extends Readonly<Record<string, unknown>> {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, JobTree>>;
}

interface JobTree extends Readonly<Record<string, unknown>> {
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

export function isTree(value: unknown): value is Tree {
  return (
    isObject(value) &&
    isObject(value["on"]) &&
    isObject(value["jobs"]) &&
    Object.values(value["jobs"]).every((job) => isObject(job) && Array.isArray(job["steps"]))
  );
}

/** Writes files with github-actions-workflow-ts, whose texts come out of the same YAML writer as ours. Milliseconds. */
export function byWorkflowTs(files: readonly File[], folder: string): number {
  const begin = performance.now();
  for (const { name, tree } of files) {
    const { jobs, ...top } = tree;
    const workflow = new Workflow(name, top);
    for (const [id, { steps, ...rest }] of Object.entries(jobs)) {
      if (!isNormalJob(rest)) throw new Error(`${name}: job ${id} runs on nothing`);
      const job = new NormalJob(id, rest);
      job.addSteps(steps.map((step) => new Step({ ...step })));
      workflow.addJob(job);
    }
    writeFileSync(join(folder, name), stringify(workflow.workflow, { lineWidth: 0 }));
  }
  return performance.now() - begin;
}

/** Writes files with projen, into the folder's .github/workflows. Milliseconds, without those of the project around them. */
export function byProjen(files: readonly File[], folder: string): number {
  const given = files.map(({ name, tree }) => ({ name, tree: camelKeys(tree), jobs: tree.jobs }));
  const project = new Project({ name: "bench", outdir: folder, logging: { level: LogLevel.OFF } });
  const own = new GitHub(project, { pullRequestLint: false, mergify: false });
  const begin = performance.now();
  for (const { name, tree, jobs } of given) {
    const workflow = new GithubWorkflow(own, String(tree["name"]), {
      fileName: name,
      ...concurrencyOf(tree),
    });
    if (typeof tree["runName"] === "string") workflow.runName = tree["runName"];
    if (isTriggers(tree["on"])) workflow.on(tree["on"]);
    for (const [id, job] of Object.entries(jobs)) workflow.addJob(id, projenJob(job));
    workflow.file?.synthesize();
  }
  return performance.now() - begin;
}

/** What projen's job can say of a job. */
function projenJob({ steps, ...job }: JobTree): projen.workflows.Job {
  const camel = camelKeys(job);
  const { needs, env, services, strategy, outputs, permissions, name, timeoutMinutes } = camel;
  return {
    runsOn: [String(job["runs-on"])],
    permissions: isObject(permissions) ? camelKeys(permissions) : {},
    steps: steps.map((step) => camelKeys(step)),
    environment: job["environment"],
    concurrency: job["concurrency"],
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof job["if"] === "string" ? { if: job["if"] } : {}),
    ...(typeof timeoutMinutes === "number" ? { timeoutMinutes } : {}),
    ...(Array.isArray(needs) ? { needs: needs.map(String) } : {}),
    ...(isTexts(env) ? { env } : {}),
    ...(isServices(services) ? { services } : {}),
    ...(isObject(strategy) ? { strategy: camelKeys(strategy) } : {}),
    ...(isTexts(outputs) ? { outputs: outputsOf(outputs) } : {}),
  };
}

/** Outputs of steps; projen knows no other. */
function outputsOf(outputs: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([name, source]) => {
      const [, stepId, outputName] = /^\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(source) ?? [];
      return stepId && outputName ? [[name, { stepId, outputName }]] : [];
    }),
  );
}

function concurrencyOf({ concurrency }: Readonly<Record<string, unknown>>) {
  if (!isObject(concurrency)) return {};
  const { group, "cancel-in-progress": cancels } = concurrency;
  return {
    limitConcurrency: true,
    concurrencyOptions: { group: String(group), cancelInProgress: cancels === true },
  };
}

/** The same with its own keys in projen's spelling: `runName` for `run-name`. */
function camelKeys(tree: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key.replaceAll(/[-_]([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
      key === "on" && isObject(value) ? camelKeys(value) : value,
    ]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((one) => typeof one === "string");
}

function isServices(value: unknown): value is Record<string, projen.workflows.ContainerOptions> {
  return (
    isObject(value) && Object.values(value).every((one) => isObject(one) && typeof one["image"] === "string")
  );
}

function isTriggers(value: unknown): value is projen.workflows.Triggers {
  return isObject(value);
}

function isNormalJob(value: object): value is GeneratedWorkflowTypes.NormalJob {
  return "runs-on" in value;
}
