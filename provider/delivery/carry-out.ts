import type { Github } from "../../platforms/github/client.ts";
import type { Commit } from "../../platforms/github/git.ts";
import {
  createBranch,
  createCommit,
  createFirstCommit,
  deleteBranch,
  type FileChange,
  moveBranch,
} from "../../platforms/github/git-write.ts";
import { changePull } from "../../platforms/github/pulls.ts";
import { isRefusal } from "../../platforms/github/refusal.ts";
import type { DeliveryInputs } from "./inputs.ts";
import type { DeliveryOutputs } from "./outputs.ts";
import { isSettled, type Plan, planDelivery } from "./plan.ts";
import { putPull } from "./proposal.ts";
import { assertPermissions, changesWorkflows, missingScopes, permissionMessage } from "./rights.ts";
import { type Last, modeOf, placeOf, type Survey, survey } from "./survey.ts";
import { closingBody, commitMessage } from "./words.ts";

/** How often the world may be other than it was seen before the run gives up. */
const mostRefusals = 4;

/** Looks, does the next step and looks again, so that it also ends well from wherever a run was cut. */
const mostRounds = 10;

/** @throws Error when the repository does not exist, cannot be written or has no room for the files. */
export async function surveyExisting(
  github: Github,
  inputs: DeliveryInputs,
  last: Last | undefined,
): Promise<Survey & { plan: Plan }> {
  const seen = await survey(github, inputs, last);
  const name = `${inputs.owner}/${inputs.repository}`;
  if (!seen) {
    throw new Error(
      `GitHub shows no repository ${name}: mend its name, or give the token in GITHUB_TOKEN access to it.`,
    );
  }
  const plan = planDelivery(seen.situation);
  if (seen.facts.isArchived && plan.way !== "none") {
    throw new Error(
      `${name} is archived and takes no changes: unarchive it, or take the delivery out of the settings.`,
    );
  }
  const lacking = missingScopes(seen.facts, plan);
  if (lacking !== undefined) throw new Error(lacking);
  return { ...seen, plan };
}

/** Brings the declared files on their way, and says what became of them. */
export async function deliver(
  github: Github,
  inputs: DeliveryInputs,
  last: Last | undefined,
): Promise<{ outputs: DeliveryOutputs; unsigned: boolean }> {
  let refusals = 0;
  let mayDo = false;
  let unsigned = false;
  let known = last;
  for (let round = 0; round < mostRounds; round++) {
    const seen = await surveyExisting(github, inputs, known);
    if (isSettled(seen.plan)) return { outputs: seen.plan.outcome, unsigned };
    if (!mayDo && seen.plan.way !== "none") {
      await assertPermissions(github, inputs, seen.facts, seen.plan);
      mayDo = true;
    }
    try {
      unsigned = (await step(github, inputs, seen)) || unsigned;
      // What is written from here on is this run's, and so are the words.
      known = { inputs, outputs: { ...seen.plan.outcome, liveChecks: last?.outputs.liveChecks ?? {} } };
    } catch (error) {
      // Somebody else was faster, or GitHub does not show yet what it has taken.
      const missing = workflowRefusal(error, inputs, seen.plan);
      if (missing) throw missing;
      if (!isRefusal(error, 409, 422) || ++refusals > mostRefusals) throw error;
      await github.wait(refusals);
    }
  }
  throw new Error(
    `${inputs.owner}/${inputs.repository} changes faster than files can be delivered: run again when it is quiet.`,
  );
}

/** Carries out one plan. @returns whether it made a commit that GitHub does not call verified. */
async function step(github: Github, inputs: DeliveryInputs, seen: Survey & { plan: Plan }): Promise<boolean> {
  const { plan, head } = seen;
  const at = placeOf(inputs);
  if (!head) {
    if (plan.way === "first-commit") await beginRepository(github, inputs, plan);
    return false;
  }
  let unsigned = false;
  if (plan.way === "direct") {
    const commit = await commitAll(github, inputs, head, plan);
    unsigned = !commit.verified;
    await moveBranch(github, at, inputs.base, commit.sha, { force: false });
  }
  if (plan.commits) unsigned = !(await propose(github, inputs, head, seen));
  const pull = plan.way === "pull-request" ? await putPull(github, inputs, seen) : undefined;
  for (const { number, body } of seen.pulls.filter((one) => plan.closes.includes(one.number))) {
    await changePull(github, at, number, { state: "closed", body: closingBody(body, pull) });
  }
  if (plan.removesBranch) await deleteBranch(github, at, inputs.branch);
  return unsigned;
}

async function beginRepository(github: Github, inputs: DeliveryInputs, { changes }: Plan): Promise<void> {
  const [first] = changes.slice(0, 1);
  const file = first && inputs.files[first.path];
  if (!first || !file) return;
  await createFirstCommit(
    github,
    placeOf(inputs),
    inputs.base,
    { path: first.path, content: file.content },
    commitMessage(inputs, [first]),
  );
}

function commitAll(github: Github, inputs: DeliveryInputs, head: Commit, { changes }: Plan) {
  const files = changes.map(({ path, kind }): FileChange => {
    const file = kind === "remove" ? undefined : inputs.files[path];
    return { path, ...(file ? { file: { content: file.content, mode: modeOf(file.executable) } } : {}) };
  });
  return createCommit(github, placeOf(inputs), head, files, commitMessage(inputs, changes));
}

/** Puts one commit with all changes on the delivery's branch. @returns whether its signature verifies. */
async function propose(
  github: Github,
  inputs: DeliveryInputs,
  head: Commit,
  { plan, situation }: Survey & { plan: Plan },
): Promise<boolean> {
  const at = placeOf(inputs);
  const { branch, pulls } = situation;
  if (branch && !branch.isOurs && !pulls.some((pull) => pull.isOurs)) {
    throw new Error(
      `Branch ${inputs.branch} of ${at.owner}/${at.repo} has a last commit that no delivery made. ` +
        "Delete the branch, or name another in the settings: it belongs to the delivery alone.",
    );
  }
  const commit = await commitAll(github, inputs, head, plan);
  if (branch) await moveBranch(github, at, inputs.branch, commit.sha, { force: true });
  else await createBranch(github, at, inputs.branch, commit.sha);
  return commit.verified;
}

/** GitHub's refusals of workflow files differ by kind of token and by route; the reason behind them is one. */
function workflowRefusal(error: unknown, inputs: DeliveryInputs, plan: Plan): Error | undefined {
  const isAboutWorkflows =
    isRefusal(error, 403, 404, 422) &&
    changesWorkflows(plan) &&
    (error.status === 404 || /workflows?\b.*\b(permission|scope)|not accessible by/i.test(error.reason));
  if (!isAboutWorkflows) return undefined;
  return new Error(`${permissionMessage(inputs, ["workflows: write"])} GitHub's words: ${error.reason}`);
}
