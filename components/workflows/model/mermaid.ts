import { type AnyJob, environmentOf, isCall } from "./job.ts";
import type { Triggers } from "./trigger.ts";
import type { Workflow } from "./workflow.ts";

/**
 * A workflow as a Mermaid graph: what starts it, its jobs, and before each job that names an environment the door that
 * people or rules open. A gate job passes the door without deploying, so its edge is dotted.
 */
export function mermaidOf({ on, jobs }: Workflow): string {
  return [
    "flowchart LR",
    `  start([${label(startsOf(on).join(", "))}])`,
    ...jobs.flatMap(nodeLines),
    ...jobs.flatMap(edgeLines),
    "",
  ].join("\n");
}

function nodeLines(job: AnyJob): string[] {
  const title = label(job.options.name ?? job.id);
  if (isCall(job)) return [`  ${idOf(job)}[[${title}]]`];
  const environment = environmentOf(job)?.environment.name;
  const door = environment === undefined ? [] : [`  ${doorOf(job)}{{${label(environment)}}}`];
  return [...door, `  ${idOf(job)}[${title}]`];
}

function edgeLines(job: AnyJob): string[] {
  const needs = job.options.needs ?? [];
  const from = needs.length === 0 ? ["start"] : needs.map(idOf);
  const use = isCall(job) ? undefined : environmentOf(job);
  const entry = use === undefined ? idOf(job) : doorOf(job);
  const conditional = job.options.if === undefined ? "-->" : `-->|${label(job.options.if.source)}|`;
  return [
    ...from.map((source) => `  ${source} ${conditional} ${entry}`),
    ...(use === undefined ? [] : [`  ${entry} ${use.deployment === false ? "-.->" : "==>"} ${idOf(job)}`]),
  ];
}

function startsOf(on: Triggers): string[] {
  return [
    ...(on.push ? [["push", ...(on.push.branches ?? on.push.tags ?? [])].join(" ")] : []),
    ...(on.pullRequest ? ["pull request"] : []),
    ...(on.mergeGroup ? ["merge queue"] : []),
    ...(on.deployment ? ["deployment"] : []),
    ...(on.schedule ?? []).map(({ cron, timezone }) => `${cron} ${timezone ?? "UTC"}`),
    ...(on.dispatch ? ["by hand"] : []),
    ...(on.call ? ["called"] : []),
  ];
}

/** Ids get a letter in front: `end` and `default` mean something to Mermaid. */
function idOf({ id }: AnyJob): string {
  return `j_${id}`;
}

function doorOf({ id }: AnyJob): string {
  return `door_${id}`;
}

/** Mermaid has its own escapes within quotes. */
function label(text: string): string {
  return `"${text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;")}"`;
}
