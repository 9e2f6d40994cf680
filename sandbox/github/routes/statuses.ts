import { z } from "zod";
import type { Value } from "../../protocol/resource-type.ts";
import type { CommitStatus, GithubDocument, Repository } from "../document.ts";
import { GithubError } from "../errors.ts";
import { resolve } from "../git/refs.ts";
import { takeId } from "../lookup.ts";
import { type Answer, bodyOf, type Call, created, ok, param, type Route, repositoryRoute } from "../route.ts";
import { loginView } from "../views/people.ts";
import { repositoryView } from "../views/repository.ts";
import { nodeId, repositoryUrl, web } from "../views/url.ts";

function statusView(repository: Repository, status: CommitStatus): { [key: string]: Value } {
  return {
    url: `${repositoryUrl(repository.owner, repository.name)}/statuses/${status.sha}`,
    avatar_url: `${web}/avatars/u/0`,
    id: status.id,
    node_id: nodeId("SC", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

const withCreator = (state: GithubDocument, repository: Repository, status: CommitStatus) => ({
  ...statusView(repository, status),
  creator: loginView(state, status.creator),
});

const statusBody = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string().default("default"),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

function create(call: Call, repository: Repository): Answer {
  const sha = param(call, "sha");
  const body = bodyOf(call, statusBody);
  if (repository.git.objects[sha]?.kind !== "commit") {
    throw new GithubError(422, `No commit found for SHA: ${sha}`);
  }
  const status: CommitStatus = {
    id: takeId(call.state),
    sha,
    context: body.context,
    state: body.state,
    description: body.description ?? null,
    targetUrl: body.target_url ?? null,
    creator: call.actor,
    createdAt: call.now,
  };
  repository.statuses.push(status);
  return created(withCreator(call.state, repository, status));
}

function commitNamed(call: Call, repository: Repository): string {
  const sha = resolve(repository, param(call, "ref"));
  if (sha === undefined) throw new GithubError(404, "Not Found");
  return sha;
}

function combined(call: Call, repository: Repository): Answer {
  const sha = commitNamed(call, repository);
  const all = repository.statuses.filter((status) => status.sha === sha);
  const latest = all.filter((one, at) => !all.slice(at + 1).some((later) => later.context === one.context));
  const failed = latest.some((one) => one.state === "failure" || one.state === "error");
  const done = latest.length > 0 && latest.every((one) => one.state === "success");
  const url = `${repositoryUrl(repository.owner, repository.name)}/commits/${sha}`;
  return ok({
    state: failed ? "failure" : done ? "success" : "pending",
    statuses: latest.map((status) => statusView(repository, status)),
    sha,
    total_count: latest.length,
    repository: repositoryView(call.state, repository),
    commit_url: url,
    url: `${url}/status`,
  });
}

export const statuses: Route[] = [
  repositoryRoute("POST", "/statuses/{sha}", "write", create),
  repositoryRoute("GET", "/commits/{ref}/status", "read", combined, { greedy: ["ref"] }),
  repositoryRoute(
    "GET",
    "/commits/{ref}/statuses",
    "read",
    (call, one) => {
      const sha = commitNamed(call, one);
      return ok(
        one.statuses
          .filter((status) => status.sha === sha)
          .toReversed()
          .map((status) => withCreator(call.state, one, status)),
      );
    },
    { greedy: ["ref"] },
  ),
];
