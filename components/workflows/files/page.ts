import { mermaidOf, type Workflow } from "../model/index.ts";
import { type AnyJob, environmentOf, isCall } from "../model/job.ts";

/** A workflow for people: a graph of its jobs, gates and environments, and what each job does, step by step. */
export function pageOf(workflow: Workflow): string {
  return [
    `# ${workflow.name}`,
    "",
    `\`.github/workflows/${workflow.file}\`, generated from the pipeline's settings. A box with six sides is an`,
    "environment: its rules and people open it. A dotted line passes the door and deploys nothing.",
    "",
    "```mermaid",
    mermaidOf(workflow).trimEnd(),
    "```",
    "",
    "| Job | Waits for | Environment | Minutes | May |",
    "| --- | --- | --- | --- | --- |",
    ...workflow.jobs.map(row),
    "",
    ...workflow.jobs.flatMap(steps),
  ].join("\n");
}

function row(job: AnyJob): string {
  const needs = (job.options.needs ?? []).map(({ id }) => id).join(", ") || "its start";
  const environment = isCall(job) ? "" : (environmentOf(job)?.environment.name ?? "");
  const minutes = isCall(job) ? "" : `${job.options.timeoutMinutes}`;
  const may = job.permissions.map(({ scope, level }) => `${scope}: ${level}`).join(", ") || "nothing";
  return `| ${cell(job.options.name ?? job.id)} | ${needs} | ${environment} | ${minutes} | ${may} |`;
}

function steps(job: AnyJob): string[] {
  if (isCall(job)) return [];
  return [
    `## ${job.options.name ?? job.id}`,
    "",
    ...job.options.steps.map(({ name }, index) => `${index + 1}. ${name}`),
    "",
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
