import { z } from "zod";
import { pullsOfCommitAnswer } from "../facts/github/approvals.ts";
import { askAll, askOne, momentOf, type Source } from "../facts/tell.ts";
import type { PullFacts } from "./facts.ts";

const person = z.object({ login: z.string() }).nullable();

/**
 * The pull request by which a commit came to a branch; null when it came by none.
 *
 * A commit is also shown with pull requests that merely had it among their own: what was merged must be among the commits
 * of this very change.
 */
export async function mergedPullOf(
  source: Source,
  commit: string,
  branch: string,
  pushed: readonly string[],
): Promise<number | null> {
  const pulls = await askAll(
    source,
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    { commit_sha: commit },
    pullsOfCommitAnswer,
    (page) => page,
  );
  const found = pulls.find(
    ({ base, merged_at, merge_commit_sha }) =>
      base.ref === branch && merged_at && merge_commit_sha !== null && pushed.includes(merge_commit_sha),
  );
  return found?.number ?? null;
}

export const labelledPullAnswer = z.object({
  number: z.int(),
  user: person,
  merged_at: z.iso.datetime({ offset: true }).nullable(),
});

export const issueLabelsAnswer = z.array(z.object({ name: z.string() }));

/** Events of a timeline have many forms; those of labels have these members. */
export const timelineAnswer = z.array(
  z.looseObject({
    event: z.string().optional(),
    actor: person.optional(),
    created_at: z.iso.datetime({ offset: true }).optional(),
    label: z.looseObject({ name: z.string() }).optional(),
  }),
);

/** A pull request with the labels that it has now, and who set each of them last. */
export async function readPull(source: Source, number: number): Promise<PullFacts> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { pull_number: number },
    labelledPullAnswer,
  );
  const issue = { issue_number: number };
  const labels = await askAll(
    source,
    "GET /repos/{owner}/{repo}/issues/{issue_number}/labels",
    issue,
    issueLabelsAnswer,
    (page) => page,
  );
  const timeline = await askAll(
    source,
    "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline",
    issue,
    timelineAnswer,
    (page) => page,
  );
  return {
    number,
    author: data.user?.login ?? "ghost",
    mergedAt: data.merged_at === null ? null : momentOf(data.merged_at),
    labels: labels.map(({ name }) => {
      const set = timeline.findLast(
        ({ event, label }) => event === "labeled" && label?.name.toLowerCase() === name.toLowerCase(),
      );
      return {
        name,
        by: set?.actor?.login ?? null,
        at: set?.created_at === undefined ? null : momentOf(set.created_at),
      };
    }),
  };
}

/** What somebody may do in the repository: admin, maintain, write, triage, read or none. */
export async function readPermission(source: Source, login: string): Promise<string> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    { username: login },
    z.object({ permission: z.string() }),
  );
  return data.permission;
}
