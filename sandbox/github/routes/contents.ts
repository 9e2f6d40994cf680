import { z } from "zod";
import type { Repository, TreeEntry } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { type Files, filesOf, writeFiles } from "../git/files.ts";
import { moveRef } from "../git/move.ts";
import { blobOf, commitOf, store, treeOf } from "../git/objects.ts";
import { branchRef, resolve, tip } from "../git/refs.ts";
import { type Answer, bodyOf, type Call, ok, param, type Route, repositoryRoute } from "../route.ts";
import { enforce } from "../rules/enforce.ts";
import { entryView, fileView, gitCommitView } from "../views/git.ts";
import { personBody, signatureOf } from "./git-data.ts";

function treeAt(repository: Repository, root: string, path: string): string | undefined {
  let tree: string | undefined = root;
  for (const name of path.split("/").filter(Boolean)) {
    const entries: TreeEntry[] = tree === undefined ? [] : treeOf(repository, tree).entries;
    const entry = entries.find((one) => one.name === name);
    tree = entry?.mode === "040000" ? entry.sha : undefined;
  }
  return tree;
}

function get(call: Call, repository: Repository): Answer {
  const path = (call.params["path"] ?? "").replace(/^\/+|\/+$/g, "");
  const ref = call.query.get("ref") ?? repository.settings.default_branch;
  const commit = resolve(repository, ref);
  if (commit === undefined) throw new GithubError(404, `No commit found for the ref ${ref}`);
  const file = filesOf(repository, commit).get(path);
  if (file) return ok(fileView(repository, path, ref, file.sha));
  const tree = treeAt(repository, commitOf(repository, commit).tree, path);
  if (tree === undefined) throw notFound();
  return ok(
    treeOf(repository, tree).entries.map((entry) =>
      entryView(repository, path === "" ? entry.name : `${path}/${entry.name}`, ref, {
        sha: entry.sha,
        type: entry.mode === "040000" ? "dir" : "file",
      }),
    ),
  );
}

const writeBody = z.object({
  message: z.string(),
  branch: z.string().optional(),
  sha: z.string().optional(),
  author: personBody,
  committer: personBody,
});

/** The branch that a write goes to and what is there now. */
function target(repository: Repository, given: string | undefined) {
  const branch = given ?? repository.settings.default_branch;
  const before = tip(repository, branch);
  // Only an empty repository may get its first commit this way.
  if (before === undefined && Object.keys(repository.git.refs).length > 0) {
    throw new GithubError(404, `Branch ${branch} not found`);
  }
  const files: Files = before === undefined ? new Map() : filesOf(repository, before);
  return { branch, before, files };
}

function commit(
  call: Call,
  repository: Repository,
  body: z.infer<typeof writeBody>,
  to: ReturnType<typeof target>,
): string {
  const author = signatureOf(call, body.author ?? body.committer);
  const sha = store(repository, {
    kind: "commit",
    tree: writeFiles(repository, to.files),
    parents: to.before === undefined ? [] : [to.before],
    author,
    committer: body.committer ? signatureOf(call, body.committer) : author,
    message: body.message,
    // GitHub signs what it commits itself, unless the request names another committer.
    verified: body.committer === undefined,
  });
  const ref = branchRef(to.branch);
  enforce(call.state, repository, { ref, before: to.before, after: sha, actor: call.actor }, 409);
  moveRef(call, repository, ref, sha);
  return sha;
}

const stale = (path: string, sha: string): GithubError =>
  new GithubError(409, `${path} does not match ${sha}`);

function put(call: Call, repository: Repository): Answer {
  const path = param(call, "path");
  const body = bodyOf(call, writeBody.extend({ content: z.base64() }));
  const to = target(repository, body.branch);
  const old = to.files.get(path);
  if (old && body.sha === undefined) {
    throw new GithubError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  }
  if (body.sha !== undefined && body.sha !== old?.sha) throw stale(path, body.sha);
  const blob = store(repository, blobOf(Buffer.from(body.content, "base64")));
  to.files.set(path, { mode: old?.mode ?? "100644", sha: blob });
  const sha = commit(call, repository, body, to);
  const { content: _content, encoding: _encoding, ...content } = fileView(repository, path, to.branch, blob);
  return { status: old ? 200 : 201, body: { content, commit: gitCommitView(repository, sha) } };
}

function remove(call: Call, repository: Repository): Answer {
  const path = param(call, "path");
  const body = bodyOf(call, writeBody.extend({ sha: z.string() }));
  const to = target(repository, body.branch);
  const old = to.files.get(path);
  if (!old) throw notFound();
  if (old.sha !== body.sha) throw stale(path, body.sha);
  to.files.delete(path);
  return ok({ content: null, commit: gitCommitView(repository, commit(call, repository, body, to)) });
}

export const contents: Route[] = [
  repositoryRoute("GET", "/contents/{path}", "read", get, { greedy: ["path"] }),
  repositoryRoute("PUT", "/contents/{path}", "write", put, { greedy: ["path"] }),
  repositoryRoute("DELETE", "/contents/{path}", "write", remove, { greedy: ["path"] }),
];
