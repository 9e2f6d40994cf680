import { z } from "zod";
import { askOne, type Source, Untold } from "../facts/tell.ts";

const treeAnswer = z.object({
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
  truncated: z.boolean().default(false),
});

/** Path to what is there: mode and name of the content. Folders are left out, submodules are not. */
export type Snapshot = ReadonlyMap<string, string>;

/** All that a commit has. Two of them tell every change, renames and modes included, however many there are. */
export async function readSnapshot(source: Source, commit: string): Promise<Snapshot> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    { tree_sha: commit, recursive: "1" },
    treeAnswer,
  );
  if (data.truncated) {
    throw new Untold(
      `${commit.slice(0, 12)} has more files than GitHub gives at once (100,000): what changed cannot be told.`,
    );
  }
  const entries = data.tree.filter(({ type }) => type !== "tree");
  return new Map(entries.map(({ path, mode, sha }) => [path, `${mode} ${sha}`]));
}

/** The paths that two snapshots do not have in common. */
export function changedPaths(before: Snapshot, after: Snapshot): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** A file of a snapshot as text; undefined when it has none there, or what is there is no file. */
export async function readText(
  source: Source,
  snapshot: Snapshot,
  path: string,
): Promise<string | undefined> {
  const [mode, sha] = snapshot.get(path)?.split(" ") ?? [];
  if (sha === undefined || !mode?.startsWith("100")) return undefined;
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
    { file_sha: sha },
    z.object({ content: z.string(), encoding: z.enum(["base64", "utf-8"]) }),
  );
  return data.encoding === "utf-8" ? data.content : Buffer.from(data.content, "base64").toString("utf8");
}

const commitAnswer = z.object({ parents: z.array(z.object({ sha: z.string() })) });

async function firstParent(source: Source, commit: string): Promise<string | null> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
    { commit_sha: commit },
    commitAnswer,
  );
  return data.parents[0]?.sha ?? null;
}

/** More commits than one push of a pipeline has. */
const mostSteps = 100;

/**
 * The commits from a base to a head by first parents, the oldest first, each with the one before it. A merge stands for
 * all that it brought. A base that is no ancestor by first parents (a forced push) makes the change one step.
 *
 * @param base null: there was nothing before. Undefined: the head's first parent.
 */
export async function stepsBetween(
  source: Source,
  base: string | null | undefined,
  head: string,
): Promise<{ commit: string; before: string | null }[]> {
  if (base === undefined) return [{ commit: head, before: await firstParent(source, head) }];
  if (base === null) return [{ commit: head, before: null }];
  const steps: { commit: string; before: string }[] = [];
  let commit = head;
  while (commit !== base) {
    const before = await firstParent(source, commit);
    if (before === null || steps.length >= mostSteps) return [{ commit: head, before: base }];
    steps.unshift({ commit, before });
    commit = before;
  }
  return steps;
}

/** Where a pull request's own changes begin: the last commit that both sides have. */
export async function mergeBase(source: Source, base: string, head: string): Promise<string> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { basehead: `${base}...${head}`, per_page: 1 },
    z.object({ merge_base_commit: z.object({ sha: z.string() }) }),
  );
  return data.merge_base_commit.sha;
}
