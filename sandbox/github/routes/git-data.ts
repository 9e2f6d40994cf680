import { z } from "zod";
import type { Repository, Signature } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { type Files, filesOf, filesOfTree, writeFiles } from "../git/files.ts";
import { ancestry, commitsBetween, mergeBase } from "../git/history.ts";
import { assertNotEmpty, blobOf, commitOf, store } from "../git/objects.ts";
import { resolve } from "../git/refs.ts";
import { findUser } from "../lookup.ts";
import { type Answer, bodyOf, type Call, created, ok, param, type Route, repositoryRoute } from "../route.ts";
import {
  blobView,
  changesBetween,
  changeView,
  commitFull,
  commitView,
  gitCommitView,
  treeView,
} from "../views/git.ts";
import { repositoryPage, repositoryUrl } from "../views/url.ts";

const person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });

/** The signature of a commit: what the request says, or the actor. */
export function signatureOf(call: Call, given: z.infer<typeof person> | undefined): Signature {
  const login = findUser(call.state, call.actor)?.login ?? call.actor;
  return {
    name: given?.name ?? login,
    email: given?.email ?? `${login}@users.noreply.github.localhost`,
    date: given?.date ?? call.now,
  };
}

export const personBody = person.optional();

function createBlob(call: Call, repository: Repository): Answer {
  assertNotEmpty(repository);
  const { content, encoding } = bodyOf(
    call,
    z.object({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).default("utf-8") }),
  );
  const sha = store(repository, blobOf(Buffer.from(content, encoding === "utf-8" ? "utf8" : "base64")));
  return created({ url: `${repositoryUrl(repository.owner, repository.name)}/git/blobs/${sha}`, sha });
}

const treeBody = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
      type: z.enum(["blob", "tree", "commit"]).optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

/** A tree's name may also be a commit's, as git takes it. */
function treeNamed(repository: Repository, name: string): string {
  const object = repository.git.objects[name];
  if (object?.kind === "tree") return name;
  const commit = resolve(repository, name);
  if (commit === undefined) throw notFound();
  return commitOf(repository, commit).tree;
}

/** A folder goes with all that it holds. @throws 422 when there is nothing, in the words of GitHub's git server. */
function removeEntry(files: Files, path: string): void {
  const gone = [...files.keys()].filter((one) => one === path || one.startsWith(`${path}/`));
  if (gone.length === 0) throw new GithubError(422, "GitRPC::BadObjectState");
  for (const one of gone) files.delete(one);
}

function createTree(call: Call, repository: Repository): Answer {
  assertNotEmpty(repository);
  const body = bodyOf(call, treeBody);
  const files: Files =
    body.base_tree === undefined ? new Map() : filesOfTree(repository, treeNamed(repository, body.base_tree));
  for (const entry of body.tree) {
    if (/^\/|\/$|\/\/|(^|\/)\.{1,2}(\/|$)|(^|\/)\.git(\/|$)/.test(entry.path)) {
      throw new GithubError(422, "tree.path contains a malformed path component");
    }
    if (entry.sha === null) {
      removeEntry(files, entry.path);
      continue;
    }
    const sha = entry.sha ?? store(repository, blobOf(Buffer.from(entry.content ?? "")));
    const object = repository.git.objects[sha];
    if (object?.kind === "tree") {
      for (const [inner, file] of filesOfTree(repository, sha)) files.set(`${entry.path}/${inner}`, file);
    } else if (object?.kind === "blob") {
      files.set(entry.path, { mode: entry.mode, sha });
    } else throw new GithubError(422, `tree.sha ${sha} is not a valid object`);
  }
  return created(treeView(repository, writeFiles(repository, files), false));
}

const commitBody = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: personBody,
  committer: personBody,
});

function createCommit(call: Call, repository: Repository): Answer {
  assertNotEmpty(repository);
  const body = bodyOf(call, commitBody);
  if (repository.git.objects[body.tree]?.kind !== "tree")
    throw new GithubError(422, "Tree SHA does not exist");
  for (const parent of body.parents) {
    if (repository.git.objects[parent]?.kind !== "commit") {
      throw new GithubError(422, "Parent SHA does not exist or is not a commit object");
    }
  }
  const author = signatureOf(call, body.author);
  const sha = store(repository, {
    kind: "commit",
    tree: body.tree,
    parents: body.parents,
    author,
    committer: body.committer ? signatureOf(call, body.committer) : author,
    message: body.message,
    verified: false,
  });
  return created(gitCommitView(repository, sha));
}

function listCommits(call: Call, repository: Repository): Answer {
  const start = call.query.get("sha") ?? repository.settings.default_branch;
  const sha = resolve(repository, start);
  if (sha === undefined) {
    assertNotEmpty(repository);
    throw notFound();
  }
  const path = call.query.get("path");
  const touches = (commit: string): boolean => {
    if (path === null) return true;
    const [parent] = commitOf(repository, commit).parents;
    const entries = (one: string | undefined): string =>
      one === undefined
        ? "[]"
        : JSON.stringify(
            [...filesOf(repository, one)].filter(([name]) => name === path || name.startsWith(`${path}/`)),
          );
    return entries(commit) !== entries(parent);
  };
  return ok(
    ancestry(repository, sha)
      .filter(touches)
      .map((one) => commitView(call.state, repository, one)),
  );
}

/** Two commits of one history, named `base...head`. */
function compare(call: Call, repository: Repository): Answer {
  const [baseName = "", headName = ""] = param(call, "basehead").split("...");
  const [base, head] = [resolve(repository, baseName), resolve(repository, headName)];
  const common = base === undefined || head === undefined ? undefined : mergeBase(repository, base, head);
  if (base === undefined || head === undefined || common === undefined) throw notFound();
  const ahead = commitsBetween(repository, base, head);
  const behind = commitsBetween(repository, head, base).length;
  const rest = `compare/${baseName}...${headName}`;
  const page = `${repositoryPage(repository.owner, repository.name)}/${rest}`;
  return ok({
    url: `${repositoryUrl(repository.owner, repository.name)}/${rest}`,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: commitView(call.state, repository, base),
    merge_base_commit: commitView(call.state, repository, common),
    status:
      ahead.length === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged",
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: ahead.map((sha) => commitView(call.state, repository, sha)),
    files: changesBetween(repository, common, head).map((change) => changeView(repository, head, change)),
  });
}

export const gitData: Route[] = [
  repositoryRoute("POST", "/git/blobs", "write", createBlob),
  repositoryRoute("GET", "/git/blobs/{file_sha}", "read", (call, one) =>
    ok(blobView(one, param(call, "file_sha"))),
  ),
  repositoryRoute("POST", "/git/trees", "write", createTree),
  repositoryRoute(
    "GET",
    "/git/trees/{tree_sha}",
    "read",
    (call, one) =>
      ok(treeView(one, treeNamed(one, param(call, "tree_sha")), call.query.get("recursive") !== null)),
    { greedy: ["tree_sha"] },
  ),
  repositoryRoute("POST", "/git/commits", "write", createCommit),
  repositoryRoute("GET", "/git/commits/{commit_sha}", "read", (call, one) =>
    ok(gitCommitView(one, param(call, "commit_sha"))),
  ),
  repositoryRoute("GET", "/compare/{basehead}", "read", compare, { greedy: ["basehead"] }),
  repositoryRoute("GET", "/commits", "read", listCommits),
  repositoryRoute(
    "GET",
    "/commits/{ref}",
    "read",
    (call, one) => {
      const sha = resolve(one, param(call, "ref"));
      if (sha === undefined) throw new GithubError(422, `No commit found for SHA: ${param(call, "ref")}`);
      return ok(commitFull(call.state, one, sha));
    },
    { greedy: ["ref"] },
  ),
];
