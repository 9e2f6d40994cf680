import { createHash } from "node:crypto";
import { z } from "zod";
import type { Github, Place } from "./client.ts";
import { isRefusal } from "./refusal.ts";

/** A file of a commit. `kind` is other for a folder, a symbolic link or a submodule. */
export interface Entry {
  sha: string;
  mode: string;
  kind: "file" | "other";
  /** In bytes; 0 for what is no file. */
  size: number;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: readonly string[];
  message: string;
}

export interface Branch {
  commit: Commit;
  /** Whether GitHub calls it protected: by a ruleset or by classic protection. */
  isProtected: boolean;
}

/** The name that git gives a file's content. */
export function blobSha(content: string): string {
  const bytes = Buffer.from(content, "utf8");
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

const named = z.object({ sha: z.string() });

const branchAnswer = z.object({
  commit: z.object({
    sha: z.string(),
    commit: z.object({ message: z.string(), tree: named }),
    parents: z.array(named),
  }),
  protected: z.boolean(),
});

/** A branch; undefined when there is none, or the repository has no commit. */
export async function readBranch(github: Github, at: Place, branch: string): Promise<Branch | undefined> {
  try {
    const { data } = await github.ask(
      "GET /repos/{owner}/{repo}/branches/{branch}",
      { ...at, branch },
      branchAnswer,
    );
    const { sha, commit, parents } = data.commit;
    return {
      commit: { sha, tree: commit.tree.sha, parents: parents.map((one) => one.sha), message: commit.message },
      isProtected: data.protected,
    };
  } catch (error) {
    // An empty repository answers 409 to some of git's routes and 404 to others.
    if (isRefusal(error, 404, 409)) return undefined;
    throw error;
  }
}

/** Whether a repository has no branch, and so no commit. */
export async function isEmpty(github: Github, at: Place): Promise<boolean> {
  const { data } = await github.ask(
    "GET /repos/{owner}/{repo}/branches",
    { ...at, per_page: 1 },
    z.array(z.unknown()),
  );
  return data.length === 0;
}

/** The paths that a commit changed; the first 300 of them, as GitHub lists no more at once. */
export async function pathsOfCommit(github: Github, at: Place, sha: string): Promise<string[]> {
  const { data } = await github.ask(
    "GET /repos/{owner}/{repo}/commits/{ref}",
    { ...at, ref: sha },
    z.object({ files: z.array(z.object({ filename: z.string() })).default([]) }),
  );
  return data.files.map(({ filename }) => filename);
}

/** Whether a branch has everything that another has. */
export async function isUpToDate(github: Github, at: Place, base: string, head: string): Promise<boolean> {
  const { data } = await github.ask(
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { ...at, basehead: `${base}...${head}`, per_page: 1 },
    z.object({ behind_by: z.number() }),
  );
  return data.behind_by === 0;
}

const treeAnswer = z.object({
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.number().optional(),
    }),
  ),
  truncated: z.boolean().default(false),
});

async function readTree(github: Github, at: Place, tree: string, recursive: boolean) {
  const { data } = await github.ask(
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    { ...at, tree_sha: tree, ...(recursive ? { recursive: "1" } : {}) },
    treeAnswer,
  );
  return data;
}

/**
 * What a tree has at these paths, and at the folders above them. A tree too large for one answer (100,000 entries) is
 * read folder by folder, only along the paths.
 */
export async function readEntries(
  github: Github,
  at: Place,
  tree: string,
  paths: ReadonlySet<string>,
): Promise<Map<string, Entry>> {
  const wanted = new Set([...paths].flatMap(withFolders));
  const whole = await readTree(github, at, tree, true);
  const entries = whole.truncated ? await walk(github, at, tree, "", wanted) : whole.tree;
  return new Map(
    entries.flatMap(({ path, mode, type, sha, size = 0 }) =>
      wanted.has(path)
        ? [[path, { sha, mode, kind: type === "blob" && mode !== "120000" ? "file" : "other", size }]]
        : [],
    ),
  );
}

function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

async function walk(
  github: Github,
  at: Place,
  tree: string,
  prefix: string,
  wanted: ReadonlySet<string>,
): Promise<z.infer<typeof treeAnswer>["tree"]> {
  const { tree: entries } = await readTree(github, at, tree, false);
  const here = entries.map((entry) => ({ ...entry, path: `${prefix}${entry.path}` }));
  const below = here
    .filter(({ type, path }) => type === "tree" && wanted.has(path))
    .map(({ sha, path }) => walk(github, at, sha, `${path}/`, wanted));
  return [...here, ...(await Promise.all(below)).flat()];
}

/** A file's content as text. */
export async function readBlob(github: Github, at: Place, sha: string): Promise<string> {
  const { data } = await github.ask(
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
    { ...at, file_sha: sha },
    z.object({ content: z.string(), encoding: z.enum(["base64", "utf-8"]) }),
  );
  return data.encoding === "utf-8" ? data.content : Buffer.from(data.content, "base64").toString("utf8");
}
