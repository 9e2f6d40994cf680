import { isText, type Value } from "../form/value.ts";

/*
 * The subjects of GitHub's tokens: GitHub Docs, "OpenID Connect reference". Repositories made, renamed or transferred
 * after 2026-07-15 carry the ids of owner and repository (configure-aws-credentials #1888). A colon inside a name is
 * escaped, so that none is left in it.
 */
const owner = "[A-Za-z0-9][A-Za-z0-9-]*";
const repository = "[A-Za-z0-9._-]+";
const whose = `repo:(?:${owner}/${repository}|${owner}@[0-9]+/${repository}@[0-9]+)`;
const plainText = String.raw`[^\s:*?$]`;

const ofEnvironment = new RegExp(`^${whose}:environment:${plainText}(?:[^:*?$]*${plainText})?$`);
const ofBranch = new RegExp(`^${whose}:ref:refs/heads/${plainText}+$`);
const workflow = new RegExp(
  String.raw`^${owner}/${repository}/\.github/workflows/[\w.-]+\.ya?ml@refs/heads/${plainText}+$`,
);

/** How messages write what a subject must look like. */
export const subjectForm = "repo:OWNER/REPO:environment:NAME";

/** A subject that names one environment of one repository. */
export function isEnvironmentSubject(value: Value | undefined): boolean {
  return isText(value) && ofEnvironment.test(value);
}

/** A subject that names one branch of one repository: any workflow on that branch has it. */
export function isBranchSubject(value: Value | undefined): boolean {
  return isText(value) && ofBranch.test(value);
}

/** One workflow file at one branch. */
export function isWorkflowRef(value: Value | undefined): boolean {
  return isText(value) && workflow.test(value);
}

/** AWS reads `*` and `?` as wildcards, and `${…}` as a variable. */
export function hasWildcard(value: Value | undefined): boolean {
  return isText(value) && /[*?]|\$\{/.test(value);
}

/** The environment that a full subject names; undefined for every other value. */
export function environmentOf(value: Value | undefined): string | undefined {
  return isText(value) && isEnvironmentSubject(value) ? /:environment:(.+)$/.exec(value)?.[1] : undefined;
}
