import { openGithub } from "../../platforms/github/client.ts";
import type { Contract } from "../contract/contract.ts";
import type { Source } from "../facts/tell.ts";
import { type Frame, WrongUse } from "./command.ts";

/**
 * GitHub as a job may ask it: with its own token, and where the contract's roles are read with one that may read teams.
 *
 * @throws WrongUse without a token.
 */
export function sourcesOf(
  { repository }: Contract,
  { environment, wait }: Pick<Frame, "environment" | "wait">,
): { source: Source; people: Source } {
  const token = environment["GITHUB_TOKEN"];
  if (!token) {
    throw new WrongUse("GITHUB_TOKEN is not set: hand the job's own token to the step, under env.");
  }
  const open = (own: string): Source => ({
    github: openGithub({
      token: own,
      baseUrl: environment["GITHUB_API_URL"],
      ...(wait ? { wait } : {}),
    }),
    at: { owner: repository.owner, repo: repository.name },
  });
  return { source: open(token), people: open(environment["GATEHOUSE_MEMBERS_TOKEN"] || token) };
}
