import type { Properties } from "../../protocol/resource-type.ts";
import type { Commit, GithubDocument, Repository, Signature } from "../document.ts";
import { changedPaths, filesOf } from "../git/files.ts";
import { blobAt, blobBytes, commitOf, treeOf } from "../git/objects.ts";
import { branchRef } from "../git/refs.ts";
import { rulesetsFor } from "../rules/enforce.ts";
import { userView } from "./people.ts";
import { escapePath, nodeId, repositoryPage, repositoryUrl } from "./url.ts";

const urlOf = (repository: Repository): string => repositoryUrl(repository.owner, repository.name);
const pageOf = (repository: Repository): string => repositoryPage(repository.owner, repository.name);
const objectNode = (prefix: string, repository: Repository, sha: string): string =>
  `${nodeId(prefix, repository.id)}${sha}`;

export function refView(repository: Repository, ref: string): Properties {
  const sha = repository.git.refs[ref] ?? "";
  const url = urlOf(repository);
  return {
    ref,
    node_id: `${nodeId("REF", repository.id)}${Buffer.from(ref).toString("base64url")}`,
    url: `${url}/git/${escapePath(ref)}`,
    object: { sha, type: "commit", url: `${url}/git/commits/${sha}` },
  };
}

const verification = (commit: Commit, at: string): Properties => ({
  verified: commit.verified,
  reason: commit.verified ? "valid" : "unsigned",
  signature: null,
  payload: null,
  verified_at: commit.verified ? at : null,
});

const signatureView = (who: Signature): Properties => ({ name: who.name, email: who.email, date: who.date });

function parentsView(repository: Repository, commit: Commit): Properties[] {
  return commit.parents.map((sha) => ({
    sha,
    url: `${urlOf(repository)}/commits/${sha}`,
    html_url: `${pageOf(repository)}/commit/${sha}`,
  }));
}

/** A commit of `/git/commits`. */
export function gitCommitView(repository: Repository, sha: string): Properties {
  const commit = commitOf(repository, sha);
  return {
    sha,
    node_id: objectNode("C", repository, sha),
    url: `${urlOf(repository)}/git/commits/${sha}`,
    html_url: `${pageOf(repository)}/commit/${sha}`,
    author: signatureView(commit.author),
    committer: signatureView(commit.committer),
    tree: { sha: commit.tree, url: `${urlOf(repository)}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: parentsView(repository, commit),
    verification: verification(commit, commit.committer.date),
  };
}

export interface FileChange {
  path: string;
  status: "added" | "removed" | "modified";
  sha: string | null;
  additions: number;
  deletions: number;
}

function linesOf(repository: Repository, sha: string | undefined): number {
  if (sha === undefined) return 0;
  const text = blobBytes(blobAt(repository, sha)).toString("utf8");
  return text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
}

/** The files that changed between two commits. Lines are counted as if a changed file were written anew. */
export function changesBetween(
  repository: Repository,
  before: string | undefined,
  after: string,
): FileChange[] {
  const old = before === undefined ? new Map() : filesOf(repository, before);
  const now = filesOf(repository, after);
  return changedPaths(old, now).map((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    return {
      path,
      status: was ? (is ? "modified" : "removed") : "added",
      sha: is?.sha ?? was?.sha ?? null,
      additions: linesOf(repository, is?.sha),
      deletions: linesOf(repository, was?.sha),
    };
  });
}

export function changeView(repository: Repository, commit: string, change: FileChange): Properties {
  const path = escapePath(change.path);
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${pageOf(repository)}/blob/${commit}/${path}`,
    raw_url: `${pageOf(repository)}/raw/${commit}/${path}`,
    contents_url: `${urlOf(repository)}/contents/${path}?ref=${commit}`,
  };
}

/** A commit as lists show it. */
export function commitView(state: GithubDocument, repository: Repository, sha: string): Properties {
  const commit = commitOf(repository, sha);
  const byName = (who: Signature) => {
    const user = state.users.find((one) => one.login === who.name);
    return user ? userView(user) : null;
  };
  return {
    sha,
    node_id: objectNode("C", repository, sha),
    url: `${urlOf(repository)}/commits/${sha}`,
    html_url: `${pageOf(repository)}/commit/${sha}`,
    comments_url: `${urlOf(repository)}/commits/${sha}/comments`,
    commit: {
      url: `${urlOf(repository)}/git/commits/${sha}`,
      author: signatureView(commit.author),
      committer: signatureView(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${urlOf(repository)}/git/trees/${commit.tree}` },
      comment_count: 0,
      verification: verification(commit, commit.committer.date),
    },
    author: byName(commit.author),
    committer: byName(commit.committer),
    parents: parentsView(repository, commit),
  };
}

/** A commit by itself, with its files. */
export function commitFull(state: GithubDocument, repository: Repository, sha: string): Properties {
  const changes = changesBetween(repository, commitOf(repository, sha).parents[0], sha);
  const sum = (key: "additions" | "deletions"): number => changes.reduce((total, one) => total + one[key], 0);
  return {
    ...commitView(state, repository, sha),
    stats: {
      additions: sum("additions"),
      deletions: sum("deletions"),
      total: sum("additions") + sum("deletions"),
    },
    files: changes.map((change) => changeView(repository, sha, change)),
  };
}

export function treeView(repository: Repository, sha: string, recursive: boolean): Properties {
  const walk = (tree: string, prefix: string): Properties[] =>
    treeOf(repository, tree).entries.flatMap((entry) => {
      const folder = entry.mode === "040000";
      const object = repository.git.objects[entry.sha];
      const view: Properties = {
        path: `${prefix}${entry.name}`,
        mode: entry.mode,
        type: folder ? "tree" : "blob",
        sha: entry.sha,
        ...(object?.kind === "blob" ? { size: blobBytes(object).length } : {}),
        url: `${urlOf(repository)}/git/${folder ? "trees" : "blobs"}/${entry.sha}`,
      };
      return folder && recursive ? [view, ...walk(entry.sha, `${prefix}${entry.name}/`)] : [view];
    });
  return { sha, url: `${urlOf(repository)}/git/trees/${sha}`, tree: walk(sha, ""), truncated: false };
}

/** GitHub breaks base64 into lines of 60 characters. */
const wrapped = (bytes: Buffer): string => bytes.toString("base64").replace(/.{1,60}/g, "$&\n");

export function blobView(repository: Repository, sha: string): Properties {
  const bytes = blobBytes(blobAt(repository, sha));
  return {
    sha,
    node_id: objectNode("B", repository, sha),
    size: bytes.length,
    url: `${urlOf(repository)}/git/blobs/${sha}`,
    content: wrapped(bytes),
    encoding: "base64",
  };
}

/** An entry of a folder, and the common part of a file's own view. */
export function entryView(
  repository: Repository,
  path: string,
  ref: string,
  entry: { sha: string; type: "file" | "dir" },
): Properties {
  const url = `${urlOf(repository)}/contents/${escapePath(path)}?ref=${encodeURIComponent(ref)}`;
  const folder = entry.type === "dir";
  const page = `${pageOf(repository)}/${folder ? "tree" : "blob"}/${escapePath(ref)}/${escapePath(path)}`;
  const git = `${urlOf(repository)}/git/${folder ? "trees" : "blobs"}/${entry.sha}`;
  return {
    type: entry.type,
    name: path.split("/").at(-1) ?? path,
    path,
    sha: entry.sha,
    size: folder ? 0 : blobBytes(blobAt(repository, entry.sha)).length,
    url,
    html_url: page,
    git_url: git,
    download_url: folder ? null : `${pageOf(repository)}/raw/${escapePath(ref)}/${escapePath(path)}`,
    _links: { self: url, git, html: page },
  };
}

export function fileView(repository: Repository, path: string, ref: string, sha: string): Properties {
  const bytes = blobBytes(blobAt(repository, sha));
  return {
    ...entryView(repository, path, ref, { sha, type: "file" }),
    content: wrapped(bytes),
    encoding: "base64",
  };
}

const isProtected = (repository: Repository, branch: string): boolean =>
  rulesetsFor(repository, branchRef(branch)).some((ruleset) => ruleset.target === "branch");

export function branchShort(repository: Repository, branch: string): Properties {
  const sha = repository.git.refs[branchRef(branch)] ?? "";
  return {
    name: branch,
    commit: { sha, url: `${urlOf(repository)}/commits/${sha}` },
    protected: isProtected(repository, branch),
  };
}

export function branchView(state: GithubDocument, repository: Repository, branch: string): Properties {
  const self = `${urlOf(repository)}/branches/${escapePath(branch)}`;
  return {
    name: branch,
    commit: commitFull(state, repository, repository.git.refs[branchRef(branch)] ?? ""),
    _links: { self, html: `${pageOf(repository)}/tree/${escapePath(branch)}` },
    protected: isProtected(repository, branch),
    // Classic branch protection is not part of the sandbox; rulesets make a branch protected without it.
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${self}/protection`,
  };
}
