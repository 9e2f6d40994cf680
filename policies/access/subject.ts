import { isText, type Value } from "../form/value.ts";

/*
 * The subjects of GitHub's tokens: GitHub Docs, "OpenID Connect reference". Repositories made, renamed or transferred
 * after 2026-07-15 carry the ids of owner and repository (configure-aws-credentials #1888). A repository can have the
 * workflow in its subjects as well, by the claim job_workflow_ref, which holds names alone in every form. A colon inside a
 * name is escaped, so that none is left in it.
 */
const owner = "[A-Za-z0-9][A-Za-z0-9-]*";
const repository = "[A-Za-z0-9._-]+";
const whose = `repo:(?:${owner}/${repository}|${owner}@[1-9][0-9]*/${repository}@[1-9][0-9]*)`;
const environment = String.raw`(?! )[^\p{Cc}:%*?$]+(?<! )`;
const branch = String.raw`[^\s:*?$@]+`;
const workflow = String.raw`${owner}/${repository}/\.github/workflows/[\w.-]+\.ya?ml@refs/heads/${branch}`;

const ofSubject = new RegExp(
  `^${whose}:(?:environment:(?<environment>${environment})|ref:refs/heads/(?<branch>${branch}))` +
    `(?::job_workflow_ref:(?<workflow>${workflow}))?$`,
  "u",
);
const ofWorkflow = new RegExp(`^${workflow}$`, "u");

/** How messages write what a subject must look like. */
export const subjectForm = "repo:OWNER/REPO:environment:NAME";

/** A subject that names one environment of one repository, with or without the workflow. */
export function isEnvironmentSubject(value: Value | undefined): boolean {
  return environmentOf(value) !== undefined;
}

/** A subject that names one branch of one repository and no workflow: any workflow on that branch has it. */
export function isBranchSubject(value: Value | undefined): boolean {
  const { branch: found, workflow: bound } = partsOf(value);
  return found !== undefined && bound === undefined;
}

/** A subject that names one workflow file on one branch of one repository. */
export function isWorkflowSubject(value: Value | undefined): boolean {
  const { branch: found, workflow: bound } = partsOf(value);
  return found !== undefined && bound !== undefined;
}

/** One workflow file at one branch. */
export function isWorkflowRef(value: Value | undefined): boolean {
  return isText(value) && ofWorkflow.test(value);
}

/** AWS reads `*` and `?` as wildcards, and `${…}` as a variable. */
export function hasWildcard(value: Value | undefined): boolean {
  return isText(value) && /[*?]|\$\{/.test(value);
}

/** The environment that a full subject names; undefined for every other value. */
export function environmentOf(value: Value | undefined): string | undefined {
  return partsOf(value).environment;
}

function partsOf(value: Value | undefined): Partial<Record<"environment" | "branch" | "workflow", string>> {
  return (isText(value) && ofSubject.exec(value)?.groups) || {};
}
