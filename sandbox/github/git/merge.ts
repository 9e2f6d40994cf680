import type { PullRequest, Repository, Signature } from "../document.ts";
import { filesOf, mergeFiles, writeFiles } from "./files.ts";
import { commitsBetween, mergeBase } from "./history.ts";
import { commitOf, store } from "./objects.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

/** The tree that merging a pull request gives. Undefined when it conflicts or shares no history. */
export function mergedTree(repository: Repository, pull: PullRequest): string | undefined {
  const base = mergeBase(repository, pull.baseSha, pull.headSha);
  if (base === undefined) return undefined;
  const files = mergeFiles(
    filesOf(repository, base),
    filesOf(repository, pull.baseSha),
    filesOf(repository, pull.headSha),
  );
  return files && writeFiles(repository, files);
}

/** Replays the commits of a pull request on its base; undefined when one conflicts. */
function rebase(repository: Repository, pull: PullRequest, committer: Signature): string | undefined {
  let onto = pull.baseSha;
  for (const sha of commitsBetween(repository, pull.baseSha, pull.headSha)) {
    const commit = commitOf(repository, sha);
    const [parent] = commit.parents;
    if (parent === undefined || commit.parents.length > 1) return undefined;
    const files = mergeFiles(
      filesOf(repository, parent),
      filesOf(repository, onto),
      filesOf(repository, sha),
    );
    if (!files) return undefined;
    // GitHub cannot sign for the author, so a rebased commit is unsigned.
    const tree = writeFiles(repository, files);
    onto = store(repository, { ...commit, tree, parents: [onto], committer, verified: false });
  }
  return onto;
}

/** The commit that a merge puts on the base branch; undefined when it cannot be made. */
export function mergeCommit(
  repository: Repository,
  pull: PullRequest,
  method: MergeMethod,
  committer: Signature,
  message: string,
): string | undefined {
  if (method === "rebase") return rebase(repository, pull, committer);
  const tree = mergedTree(repository, pull);
  if (tree === undefined) return undefined;
  const parents = method === "merge" ? [pull.baseSha, pull.headSha] : [pull.baseSha];
  return store(repository, {
    kind: "commit",
    tree,
    parents,
    author: committer,
    committer,
    message,
    verified: true,
  });
}
