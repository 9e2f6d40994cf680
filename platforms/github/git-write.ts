import { z } from "zod";
import type { Github, Place } from "./client.ts";
import { type Commit, readBranch } from "./git.ts";
import { isRefusal } from "./refusal.ts";

/** The modes of ordinary files. */
export type FileMode = "100644" | "100755";

/** A change to one file of a tree; without content the file is removed. */
export interface FileChange {
  path: string;
  file?: { content: string; mode: FileMode };
}

const named = z.object({ sha: z.string() });

/**
 * One commit with all changes on top of another. No author is named: GitHub then signs what an App commits.
 *
 * @returns the commit's name, and whether its signature verifies.
 */
export async function createCommit(
  github: Github,
  at: Place,
  parent: Commit,
  changes: readonly FileChange[],
  message: string,
): Promise<{ sha: string; verified: boolean }> {
  const { data: tree } = await github.ask(
    "POST /repos/{owner}/{repo}/git/trees",
    {
      ...at,
      base_tree: parent.tree,
      tree: changes.map(({ path, file }) => ({
        path,
        mode: file?.mode ?? "100644",
        type: "blob",
        ...(file ? { content: file.content } : { sha: null }),
      })),
    },
    named,
  );
  const { data: commit } = await github.ask(
    "POST /repos/{owner}/{repo}/git/commits",
    { ...at, message, tree: tree.sha, parents: [parent.sha] },
    named.extend({ verification: z.object({ verified: z.boolean() }).optional() }),
  );
  return { sha: commit.sha, verified: commit.verification?.verified ?? false };
}

/** The first commit of an empty repository: git's own routes answer 409 there, the contents route does not. */
export async function createFirstCommit(
  github: Github,
  at: Place,
  branch: string,
  file: { path: string; content: string },
  message: string,
): Promise<void> {
  await github.ask(
    "PUT /repos/{owner}/{repo}/contents/{path}",
    {
      ...at,
      path: file.path,
      branch,
      message,
      content: Buffer.from(file.content, "utf8").toString("base64"),
    },
    z.unknown(),
  );
}

export async function createBranch(github: Github, at: Place, branch: string, sha: string): Promise<void> {
  await github.ask(
    "POST /repos/{owner}/{repo}/git/refs",
    { ...at, ref: `refs/heads/${branch}`, sha },
    z.unknown(),
  );
}

/** @param force whether commits may get lost; only for a branch that is nobody else's. */
export async function moveBranch(
  github: Github,
  at: Place,
  branch: string,
  sha: string,
  { force }: { force: boolean },
): Promise<void> {
  await github.ask(
    "PATCH /repos/{owner}/{repo}/git/refs/{ref}",
    { ...at, ref: `heads/${branch}`, sha, force },
    z.unknown(),
  );
}

/** A branch that is gone already is as good as one removed now. */
export async function deleteBranch(github: Github, at: Place, branch: string): Promise<void> {
  try {
    await github.ask(
      "DELETE /repos/{owner}/{repo}/git/refs/{ref}",
      { ...at, ref: `heads/${branch}` },
      z.unknown(),
    );
  } catch (error) {
    if (!isRefusal(error, 404, 422) || (await readBranch(github, at, branch))) throw error;
  }
}
