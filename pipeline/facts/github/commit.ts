import { z } from "zod";
import { askAll, askOne, type Source } from "../tell.ts";

export const commitAnswer = z.object({ tree: z.object({ sha: z.string() }) });

/** A commit's tree: two commits with one tree have the same content. */
export async function readTree(source: Source, sha: string): Promise<string> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
    { commit_sha: sha },
    commitAnswer,
  );
  return data.tree.sha;
}

export const compareAnswer = z.object({ status: z.enum(["ahead", "behind", "identical", "diverged"]) });

/** Whether a commit is part of a branch's history. */
export async function isOnBranch(source: Source, sha: string, branch: string): Promise<boolean> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    // One commit is enough: only the status is read.
    { basehead: `${sha}...${branch}`, per_page: 1 },
    compareAnswer,
  );
  return data.status === "ahead" || data.status === "identical";
}

export const checksAnswer = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      app: z.object({ slug: z.string().optional() }).nullable(),
      conclusion: z.string().nullable(),
      started_at: z.iso.datetime({ offset: true }).nullable(),
    }),
  ),
});

export interface Check {
  name: string;
  app: string;
  conclusion: string | null;
  startedAt: string | null;
}

/** The newest check runs of a commit, each with the app that ran it. */
export async function readChecks(source: Source, sha: string): Promise<Check[]> {
  const found = await askAll(
    source,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { ref: sha, filter: "latest" },
    checksAnswer,
    ({ check_runs }) => check_runs,
  );
  return found.map(({ name, app, conclusion, started_at }) => ({
    name,
    app: app?.slug ?? "",
    conclusion,
    startedAt: started_at === null ? null : new Date(started_at).toISOString(),
  }));
}
