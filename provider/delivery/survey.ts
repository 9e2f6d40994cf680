import type { Github, Place } from "../../platforms/github/client.ts";
import {
  type Branch,
  blobSha,
  type Commit,
  type Entry,
  isEmpty,
  isUpToDate,
  pathsOfCommit,
  readBranch,
  readEntries,
} from "../../platforms/github/git.ts";
import { openPullsFrom, type Pull } from "../../platforms/github/pulls.ts";
import { type RepositoryFacts, readRepository, rulesOf } from "../../platforms/github/repository.ts";
import type { DeliveryInputs } from "./inputs.ts";
import type { DeliveryOutputs } from "./outputs.ts";
import type { BaseBranch, DeliveryBranch, Situation, Version, Versions } from "./plan.ts";
import { isOurCommit, isOurPull } from "./words.ts";

/** What GitHub shows of everything that a delivery touches. Nothing is written for it. */
export interface Survey {
  facts: RepositoryFacts;
  situation: Situation;
  /** The last commit of the default branch; undefined when the repository has none. */
  head: Commit | undefined;
  /** What the default branch has at the delivery's paths. */
  present: ReadonlyMap<string, Entry>;
  pulls: readonly Pull[];
}

/** What the last run left. */
export interface Last {
  inputs: DeliveryInputs;
  outputs: DeliveryOutputs;
}

export const placeOf = ({ owner, repository }: DeliveryInputs): Place => ({ owner, repo: repository });

/**
 * Looks at a repository.
 *
 * @returns undefined when there is no such repository.
 * @throws Error when files cannot be delivered there as declared.
 */
export async function survey(
  github: Github,
  inputs: DeliveryInputs,
  last: Last | undefined,
): Promise<Survey | undefined> {
  const at = placeOf(inputs);
  const facts = await readRepository(github, at);
  if (!facts) return undefined;
  const [base, branch, pulls, rules] = await Promise.all([
    readBranch(github, at, inputs.base),
    readBranch(github, at, inputs.branch),
    openPullsFrom(github, at, inputs.branch),
    rulesOf(github, at, inputs.base),
  ]);
  if (!base && !(await isEmpty(github, at))) {
    throw new Error(
      `${at.owner}/${at.repo} has no branch ${JSON.stringify(inputs.base)}: name its default branch in the settings.`,
    );
  }
  const paths = new Set([...Object.keys(inputs.files), ...(last?.outputs.delivered ?? [])]);
  const [present, proposed] = await Promise.all([
    base ? readEntries(github, at, base.commit.tree, paths) : new Map<string, Entry>(),
    branch && base ? readEntries(github, at, branch.commit.tree, paths) : new Map<string, Entry>(),
  ]);
  assertFiles(inputs, present);
  const ours = pulls.map((pull) => ({ ...pull, isOurs: isOurPull(pull.body, inputs.branch) }));
  return {
    facts,
    head: base?.commit,
    present,
    pulls,
    situation: {
      desired: versionsOf(inputs),
      checks: Object.fromEntries(Object.entries(inputs.files).map(([path, { checks }]) => [path, checks])),
      last: last?.outputs,
      newWords: last !== undefined && wordsOf(last.inputs) !== wordsOf(inputs),
      base: base && (await baseOf(github, inputs, base, rules, present, last)),
      branch: branch && base && (await branchOf(github, inputs, base, branch, proposed)),
      pulls: ours,
      baseName: inputs.base,
    },
  };
}

async function baseOf(
  github: Github,
  inputs: DeliveryInputs,
  { commit, isProtected }: Branch,
  rules: readonly string[],
  present: ReadonlyMap<string, Entry>,
  last: Last | undefined,
): Promise<BaseBranch> {
  const known = new Set(last?.outputs.delivered);
  const isUnknown = Object.keys(inputs.files).some((path) => present.has(path) && !known.has(path));
  const isOurs = isUnknown && isOurCommit(commit.message, inputs.branch);
  return {
    files: filesOf(present),
    isProtected: isProtected || rules.length > 0,
    brought: new Set(isOurs ? await pathsOfCommit(github, placeOf(inputs), commit.sha) : []),
  };
}

async function branchOf(
  github: Github,
  inputs: DeliveryInputs,
  base: Branch,
  branch: Branch,
  entries: ReadonlyMap<string, Entry>,
): Promise<DeliveryBranch> {
  const { commit } = branch;
  return {
    files: filesOf(entries),
    // What the delivery made lies right on the default branch; only what others made of it since has to be compared.
    isUpToDate:
      commit.parents.includes(base.commit.sha) ||
      (await isUpToDate(github, placeOf(inputs), base.commit.sha, commit.sha)),
    isOurs: isOurCommit(commit.message, inputs.branch),
  };
}

/** @throws Error when a folder, a link or a submodule is where a file, or a file where its folder should be. */
function assertFiles(
  { owner, repository, base, files }: DeliveryInputs,
  present: ReadonlyMap<string, Entry>,
): void {
  for (const path of Object.keys(files)) {
    const parts = path.split("/");
    const above = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
    const file = above.find((folder) => present.get(folder)?.kind === "file");
    const problem =
      present.get(path)?.kind === "other"
        ? `${path} is a folder, a link or a submodule`
        : file && `${path} cannot be made, ${file} is a file`;
    if (problem) {
      throw new Error(
        `On branch ${base} of ${owner}/${repository}, ${problem}. Remove it there, or take ${path} out of the settings.`,
      );
    }
  }
}

/** Folders and links are nobody's to remove. */
function filesOf(entries: ReadonlyMap<string, Entry>): Versions {
  return new Map([...entries].filter(([, { kind }]) => kind === "file"));
}

function versionsOf({ files }: DeliveryInputs): Map<string, Version> {
  return new Map(
    Object.entries(files).map(([path, { content, executable }]) => [
      path,
      { sha: blobSha(content), mode: modeOf(executable) },
    ]),
  );
}

/** Git's mode of a file. */
export const modeOf = (executable: boolean): "100644" | "100755" => (executable ? "100755" : "100644");

const wordsOf = ({ title, reasons }: DeliveryInputs): string => JSON.stringify([title, reasons]);
