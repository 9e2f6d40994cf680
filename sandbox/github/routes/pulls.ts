import { z } from "zod";
import type { PullRequest, Repository, Review } from "../document.ts";
import { GithubError, invalid, notFound } from "../errors.ts";
import { commitsBetween, mergeBase } from "../git/history.ts";
import { type MergeMethod, mergeCommit, mergedTree } from "../git/merge.ts";
import { moveRef } from "../git/move.ts";
import { branchRef, tip } from "../git/refs.ts";
import { nextNumber, takeId } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  idParam,
  noContent,
  ok,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { enforce, violations } from "../rules/enforce.ts";
import { changesBetween, changeView, commitView } from "../views/git.ts";
import { pullFull, pullView, reviewView } from "../views/pulls.ts";
import { signatureOf } from "./git-data.ts";

function pullAt(call: Call, repository: Repository): PullRequest {
  const pull = repository.pulls.find((one) => one.number === idParam(call, "pull_number"));
  if (!pull) throw notFound();
  return pull;
}

/** Whether a merge would go through now: without conflict, and past the rules. */
function mergeability(call: Call, repository: Repository, pull: PullRequest): { ok: boolean; state: string } {
  // Merging is tried on a copy, because a read must not leave objects behind.
  const copy = structuredClone(repository);
  const tree = mergedTree(copy, pull);
  if (tree === undefined) return { ok: false, state: "dirty" };
  const found = violations(call.state, repository, {
    ref: branchRef(pull.base),
    before: pull.baseSha,
    after: pull.headSha,
    actor: call.actor,
    pull: { request: pull, method: "merge" },
  });
  return { ok: true, state: found.length > 0 ? "blocked" : pull.draft ? "draft" : "clean" };
}

const full = (call: Call, repository: Repository, pull: PullRequest) =>
  pullFull(call.state, repository, pull, mergeability(call, repository, pull));

const customError = (message: string): GithubError =>
  new GithubError(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);

/** The branch of `branch` or `owner:branch`. Heads in other repositories are not part of the sandbox. */
function branchOf(repository: Repository, head: string): string {
  const [owner = "", branch] = head.split(":");
  if (branch === undefined) return head;
  if (owner.toLowerCase() !== repository.owner.toLowerCase()) throw invalid("PullRequest", "head", "invalid");
  return branch;
}

const createBody = z.object({
  title: z.string().min(1),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  maintainer_can_modify: z.boolean().default(true),
  draft: z.boolean().default(false),
});

function create(call: Call, repository: Repository): Answer {
  const body = bodyOf(call, createBody);
  const head = branchOf(repository, body.head);
  const headSha = tip(repository, head);
  const baseSha = tip(repository, body.base);
  if (headSha === undefined) throw invalid("PullRequest", "head", "invalid");
  if (baseSha === undefined) throw invalid("PullRequest", "base", "invalid");
  if (commitsBetween(repository, baseSha, headSha).length === 0) {
    throw customError(`No commits between ${body.base} and ${head}`);
  }
  if (repository.pulls.some((one) => one.state === "open" && one.head === head && one.base === body.base)) {
    throw customError(`A pull request already exists for ${repository.owner}:${head}.`);
  }
  const pull: PullRequest = {
    id: takeId(call.state),
    number: nextNumber(repository),
    title: body.title,
    body: body.body ?? null,
    author: call.actor,
    head,
    base: body.base,
    headSha,
    baseSha,
    state: "open",
    draft: body.draft,
    maintainerCanModify: body.maintainer_can_modify,
    reviews: [],
    merge: null,
    createdAt: call.now,
    updatedAt: call.now,
    closedAt: null,
  };
  repository.pulls.push(pull);
  return created(full(call, repository, pull));
}

function list(call: Call, repository: Repository): Answer {
  const state = call.query.get("state") ?? "open";
  const head = call.query.get("head");
  const base = call.query.get("base");
  return ok(
    repository.pulls
      .filter((one) => state === "all" || one.state === state)
      .filter((one) => head === null || one.head === head.split(":").at(-1))
      .filter((one) => base === null || one.base === base)
      .toReversed()
      .map((one) => pullView(call.state, repository, one)),
  );
}

function change(call: Call, repository: Repository): Answer {
  const pull = pullAt(call, repository);
  const body = bodyOf(
    call,
    z.object({
      title: z.string().min(1).optional(),
      body: z.string().nullish(),
      state: z.enum(["open", "closed"]).optional(),
      base: z.string().optional(),
      maintainer_can_modify: z.boolean().optional(),
    }),
  );
  if (body.base !== undefined) {
    const sha = tip(repository, body.base);
    if (sha === undefined) throw invalid("PullRequest", "base", "invalid");
    Object.assign(pull, { base: body.base, baseSha: sha });
  }
  if (body.title !== undefined) pull.title = body.title;
  if (body.body !== undefined) pull.body = body.body ?? null;
  if (body.maintainer_can_modify !== undefined) pull.maintainerCanModify = body.maintainer_can_modify;
  if (body.state !== undefined && body.state !== pull.state) {
    if (body.state === "open" && (pull.merge || tip(repository, pull.head) === undefined)) {
      throw customError("state cannot be changed. The pull request cannot be reopened.");
    }
    Object.assign(pull, { state: body.state, closedAt: body.state === "closed" ? call.now : null });
  }
  pull.updatedAt = call.now;
  return ok(full(call, repository, pull));
}

const methodNames: Record<
  MergeMethod,
  [setting: "allow_merge_commit" | "allow_squash_merge" | "allow_rebase_merge", word: string]
> = {
  merge: ["allow_merge_commit", "Merge commits"],
  squash: ["allow_squash_merge", "Squash merges"],
  rebase: ["allow_rebase_merge", "Rebase merges"],
};

function messageOf(
  repository: Repository,
  pull: PullRequest,
  method: MergeMethod,
  given: { title: string | undefined; message: string | undefined },
): string {
  const title =
    given.title ??
    (method === "squash"
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${repository.owner}/${pull.head}`);
  const text = given.message ?? (method === "merge" ? pull.title : "");
  return text === "" ? title : `${title}\n\n${text}`;
}

function merge(call: Call, repository: Repository): Answer {
  const pull = pullAt(call, repository);
  const body = bodyOf(
    call,
    z.object({
      commit_title: z.string().optional(),
      commit_message: z.string().optional(),
      sha: z.string().optional(),
      merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
    }),
  );
  const [setting, word] = methodNames[body.merge_method];
  if (pull.state !== "open" || pull.draft) throw new GithubError(405, "Pull Request is not mergeable");
  if (!repository.settings[setting]) {
    throw new GithubError(405, `${word} are not allowed on this repository.`);
  }
  if (body.sha !== undefined && body.sha !== pull.headSha) {
    throw new GithubError(409, "Head branch was modified. Review and try the merge again.");
  }
  const message = messageOf(repository, pull, body.merge_method, {
    title: body.commit_title,
    message: body.commit_message,
  });
  const sha = mergeCommit(repository, pull, body.merge_method, signatureOf(call, undefined), message);
  if (sha === undefined) throw new GithubError(405, "Pull Request is not mergeable");
  const ref = branchRef(pull.base);
  const request = { request: pull, method: body.merge_method };
  enforce(
    call.state,
    repository,
    { ref, before: pull.baseSha, after: sha, actor: call.actor, pull: request },
    405,
  );
  // Closed first, so that it keeps the commits it was merged with.
  Object.assign(pull, {
    state: "closed",
    closedAt: call.now,
    updatedAt: call.now,
    merge: { sha, login: call.actor, at: call.now },
  });
  moveRef(call, repository, ref, sha);
  if (repository.settings.delete_branch_on_merge) moveRef(call, repository, branchRef(pull.head), undefined);
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}

const events = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

function review(call: Call, repository: Repository): Answer {
  const pull = pullAt(call, repository);
  const body = bodyOf(
    call,
    z.object({
      event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
      body: z.string().default(""),
      commit_id: z.string().optional(),
    }),
  );
  if (pull.author === call.actor && body.event !== "COMMENT") {
    const what = body.event === "APPROVE" ? "approve" : "request changes on";
    throw new GithubError(422, "Unprocessable Entity", [`Can not ${what} your own pull request`]);
  }
  const given: Review = {
    id: takeId(call.state),
    login: call.actor,
    state: events[body.event],
    body: body.body,
    commit: body.commit_id ?? pull.headSha,
    submittedAt: call.now,
  };
  pull.reviews.push(given);
  return ok(reviewView(call.state, repository, pull, given));
}

const one = "/pulls/{pull_number}";

export const pulls: Route[] = [
  repositoryRoute("GET", "/pulls", "read", list),
  repositoryRoute("POST", "/pulls", "read", create),
  repositoryRoute("GET", one, "read", (call, repository) =>
    ok(full(call, repository, pullAt(call, repository))),
  ),
  repositoryRoute("PATCH", one, "write", change),
  repositoryRoute("GET", `${one}/files`, "read", (call, repository) => {
    const pull = pullAt(call, repository);
    const base = mergeBase(repository, pull.baseSha, pull.headSha);
    return ok(
      changesBetween(repository, base, pull.headSha).map((file) =>
        changeView(repository, pull.headSha, file),
      ),
    );
  }),
  repositoryRoute("GET", `${one}/commits`, "read", (call, repository) => {
    const pull = pullAt(call, repository);
    const list = commitsBetween(repository, pull.baseSha, pull.headSha);
    return ok(list.map((sha) => commitView(call.state, repository, sha)));
  }),
  repositoryRoute("GET", `${one}/merge`, "read", (call, repository) => {
    if (!pullAt(call, repository).merge) throw notFound();
    return noContent;
  }),
  repositoryRoute("PUT", `${one}/merge`, "write", merge),
  repositoryRoute("GET", `${one}/reviews`, "read", (call, repository) => {
    const pull = pullAt(call, repository);
    return ok(pull.reviews.map((given) => reviewView(call.state, repository, pull, given)));
  }),
  repositoryRoute("POST", `${one}/reviews`, "read", review),
];
