import { z } from "zod";
import type { Passing, Promotion, Review } from "../../approvals/facts.ts";
import { askAll, askOne, momentOf, type Source } from "../tell.ts";
import { readDeployments } from "./deployments.ts";

/** Whose account is gone; GitHub shows such people under this name. */
const ghost = "ghost";

const person = z.object({ login: z.string() }).nullable();

export const approvalsAnswer = z.array(
  z.object({
    environments: z.array(z.object({ name: z.string().optional() })),
    state: z.enum(["approved", "rejected", "pending"]),
    user: person,
    comment: z.string(),
  }),
);

/** What people said at the doors of a run, in all its attempts. */
export async function readReviews(source: Source, run: number): Promise<Review[]> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals",
    { run_id: run },
    approvalsAnswer,
  );
  return data.map(({ environments, state, user, comment }) => ({
    doors: environments.flatMap(({ name }) => name ?? []),
    said: state,
    by: user?.login ?? ghost,
    comment,
  }));
}

/** The deployments that a run made at doors, in all its attempts. */
export async function readPassings(
  source: Source,
  run: { id: number; sha: string },
  doors: readonly string[],
): Promise<Passing[]> {
  const passings: Passing[] = [];
  for (const door of doors) {
    const found = await readDeployments(source, door, { sha: run.sha });
    passings.push(
      ...found
        .filter((deployment) => deployment.run === run.id)
        .map(({ createdAt, startedAt }) => ({ door, askedAt: createdAt, openedAt: startedAt })),
    );
  }
  return passings;
}

export const pullsOfCommitAnswer = z.array(
  z.object({
    number: z.int(),
    merged_at: z.string().nullish(),
    merge_commit_sha: z.string().nullable(),
    base: z.object({ ref: z.string() }),
  }),
);

export const pullAnswer = z.object({
  user: person,
  merged_by: person,
  merged_at: z.iso.datetime({ offset: true }),
  head: z.object({ sha: z.string() }),
});

export const reviewsAnswer = z.array(
  z.object({
    user: person,
    state: z.string(),
    body: z.string(),
    commit_id: z.string().nullable(),
    submitted_at: z.iso.datetime({ offset: true }).optional(),
  }),
);

const words: Record<string, Promotion["reviews"][number]["said"]> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes-requested",
  DISMISSED: "dismissed",
  COMMENTED: "commented",
};

/** The pull request whose merge to a branch made a commit; null when there is none. */
export async function readPromotion(source: Source, sha: string, branch: string): Promise<Promotion | null> {
  const pulls = await askAll(
    source,
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    { commit_sha: sha },
    pullsOfCommitAnswer,
    (page) => page,
  );
  const found = pulls.find(
    ({ base, merged_at, merge_commit_sha }) => base.ref === branch && merged_at && merge_commit_sha === sha,
  );
  if (!found) return null;
  const { number } = found;
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { pull_number: number },
    pullAnswer,
  );
  const reviews = await askAll(
    source,
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    { pull_number: number },
    reviewsAnswer,
    (page) => page,
  );
  return {
    number,
    author: data.user?.login ?? ghost,
    mergedBy: data.merged_by?.login ?? ghost,
    mergedAt: momentOf(data.merged_at),
    base: branch,
    head: data.head.sha,
    merge: sha,
    reviews: reviews.flatMap(({ user, state, body, commit_id, submitted_at }) => {
      const said = words[state];
      // A review that is still being written has neither a moment nor a word.
      if (said === undefined || submitted_at === undefined) return [];
      return [
        { by: user?.login ?? ghost, said, commit: commit_id, at: momentOf(submitted_at), comment: body },
      ];
    }),
  };
}
