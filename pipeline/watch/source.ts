import { openGithub } from "../../platforms/github/client.ts";
import type { Environment } from "../cli/command.ts";
import type { Contract } from "../contract/contract.ts";
import { type Source, Untold } from "../facts/tell.ts";

/** Waits seconds before a question is asked again. */
export type Wait = (seconds: number) => Promise<unknown>;

/** GitHub's API for the contract's repository. @throws Untold where the job has no token. */
export function githubSource({ repository }: Contract, variables: Environment, wait?: Wait): Source {
  const token = variables["GITHUB_TOKEN"];
  if (!token) throw new Untold("GITHUB_TOKEN is not set: hand the job's own token to the step, under env.");
  const baseUrl = variables["GITHUB_API_URL"];
  return {
    github: openGithub({ token, baseUrl, ...(wait ? { wait } : {}) }),
    at: { owner: repository.owner, repo: repository.name },
  };
}
