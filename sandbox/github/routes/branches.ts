import { z } from "zod";
import type { Repository } from "../document.ts";
import { GithubError, invalid, notFound } from "../errors.ts";
import { isFastForward } from "../git/history.ts";
import { moveRef, renameBranch } from "../git/move.ts";
import { assertNotEmpty } from "../git/objects.ts";
import { branchesOf, branchRef, isRefName, tip } from "../git/refs.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { enforce } from "../rules/enforce.ts";
import { branchShort, branchView, refView } from "../views/git.ts";

function assertCommit(repository: Repository, sha: string): void {
  if (repository.git.objects[sha]?.kind !== "commit") throw new GithubError(422, "Object does not exist");
}

function rename(call: Call, repository: Repository): Answer {
  const from = param(call, "branch");
  const { new_name: to } = bodyOf(call, z.object({ new_name: z.string() }));
  const sha = tip(repository, from);
  if (sha === undefined) throw notFound();
  if (!isRefName(to)) throw invalid("Branch", "new_name", "invalid");
  if (tip(repository, to) !== undefined) throw new GithubError(422, "New branch already exists");
  // A rename makes one ref and removes another: rules on either bind.
  enforce(
    call.state,
    repository,
    { ref: branchRef(from), before: sha, after: undefined, actor: call.actor },
    422,
  );
  enforce(
    call.state,
    repository,
    { ref: branchRef(to), before: undefined, after: sha, actor: call.actor },
    422,
  );
  renameBranch(call, repository, from, to);
  return created(branchView(call.state, repository, to));
}

function getRef(call: Call, repository: Repository): Answer {
  const ref = `refs/${param(call, "ref")}`;
  if (!Object.hasOwn(repository.git.refs, ref)) throw notFound();
  return ok(refView(repository, ref));
}

function createRef(call: Call, repository: Repository): Answer {
  assertNotEmpty(repository);
  const { ref, sha } = bodyOf(call, z.object({ ref: z.string(), sha: z.string() }));
  if (!/^refs\/(heads|tags)\/./.test(ref) || !isRefName(ref)) {
    throw new GithubError(
      422,
      "Reference name must start with 'refs/' and contain at least three slash-separated parts.",
    );
  }
  if (Object.hasOwn(repository.git.refs, ref)) throw new GithubError(422, "Reference already exists");
  assertCommit(repository, sha);
  enforce(call.state, repository, { ref, before: undefined, after: sha, actor: call.actor }, 422);
  moveRef(call, repository, ref, sha);
  return created(refView(repository, ref));
}

function updateRef(call: Call, repository: Repository): Answer {
  const ref = `refs/${param(call, "ref")}`;
  const { sha, force } = bodyOf(call, z.object({ sha: z.string(), force: z.boolean().default(false) }));
  const before = repository.git.refs[ref];
  if (before === undefined) throw new GithubError(422, "Reference does not exist");
  assertCommit(repository, sha);
  if (!force && !isFastForward(repository, before, sha)) {
    throw new GithubError(422, "Update is not a fast forward");
  }
  enforce(call.state, repository, { ref, before, after: sha, actor: call.actor }, 422);
  moveRef(call, repository, ref, sha);
  return ok(refView(repository, ref));
}

function deleteRef(call: Call, repository: Repository): Answer {
  const ref = `refs/${param(call, "ref")}`;
  const before = repository.git.refs[ref];
  if (before === undefined) throw new GithubError(422, "Reference does not exist");
  if (ref === branchRef(repository.settings.default_branch)) {
    throw new GithubError(422, "Cannot delete the default branch");
  }
  enforce(call.state, repository, { ref, before, after: undefined, actor: call.actor }, 422);
  moveRef(call, repository, ref, undefined);
  return noContent;
}

export const branches: Route[] = [
  repositoryRoute("GET", "/branches", "read", (_, one) =>
    ok(branchesOf(one).map((name) => branchShort(one, name))),
  ),
  repositoryRoute(
    "GET",
    "/branches/{branch}",
    "read",
    (call, one) => {
      const name = param(call, "branch");
      if (tip(one, name) === undefined) throw new GithubError(404, "Branch not found");
      return ok(branchView(call.state, one, name));
    },
    { greedy: ["branch"] },
  ),
  repositoryRoute("POST", "/branches/{branch}/rename", "admin", rename, { greedy: ["branch"] }),
  repositoryRoute("GET", "/git/ref/{ref}", "read", getRef, { greedy: ["ref"] }),
  repositoryRoute(
    "GET",
    "/git/matching-refs/{ref}",
    "read",
    (call, one) =>
      ok(
        Object.keys(one.git.refs)
          .filter((ref) => ref.startsWith(`refs/${param(call, "ref")}`))
          .toSorted()
          .map((ref) => refView(one, ref)),
      ),
    { greedy: ["ref"] },
  ),
  repositoryRoute("POST", "/git/refs", "write", createRef),
  repositoryRoute("PATCH", "/git/refs/{ref}", "write", updateRef, { greedy: ["ref"] }),
  repositoryRoute("DELETE", "/git/refs/{ref}", "write", deleteRef, { greedy: ["ref"] }),
];
