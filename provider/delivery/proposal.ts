import type { Github } from "../../platforms/github/client.ts";
import { readBranch } from "../../platforms/github/git.ts";
import { deleteBranch } from "../../platforms/github/git-write.ts";
import { changePull, createPull, openPullsFrom } from "../../platforms/github/pulls.ts";
import type { DeliveryInputs } from "./inputs.ts";
import type { Plan } from "./plan.ts";
import { placeOf, type Survey } from "./survey.ts";
import { closingBody, isOurCommit, isOurPull, pullBody } from "./words.ts";

/** Opens the pull request, or brings its words up to date. @returns its number. */
export async function putPull(
  github: Github,
  inputs: DeliveryInputs,
  { plan, situation }: Survey & { plan: Plan },
): Promise<number> {
  const at = placeOf(inputs);
  const before = situation.last?.pullRequest?.number;
  if (!plan.pull) {
    const body = pullBody(inputs, plan.changes, before);
    const { number } = await createPull(github, at, {
      title: inputs.title,
      body,
      head: inputs.branch,
      base: inputs.base,
    });
    return number;
  }
  const { number } = plan.pull;
  if (plan.rewrites) {
    const body = pullBody(inputs, plan.changes, before === number ? undefined : before);
    await changePull(github, at, number, { title: inputs.title, body });
  }
  return number;
}

/**
 * Closes the delivery's pull requests and removes its branch.
 *
 * @param instead the number of the pull request that goes on.
 */
export async function withdraw(github: Github, inputs: DeliveryInputs, instead?: number): Promise<void> {
  const at = placeOf(inputs);
  const [branch, pulls] = await Promise.all([
    readBranch(github, at, inputs.branch),
    openPullsFrom(github, at, inputs.branch),
  ]);
  const ours = pulls.filter(({ body }) => isOurPull(body, inputs.branch));
  for (const { number, body } of ours) {
    await changePull(github, at, number, { state: "closed", body: closingBody(body, instead) });
  }
  if (branch && (ours.length > 0 || isOurCommit(branch.commit.message, inputs.branch))) {
    await deleteBranch(github, at, inputs.branch);
  }
}
