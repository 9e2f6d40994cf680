import { z } from "zod";
import type { Issue, IssueComment, Repository } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { nextNumber, permissionOf, reaches, takeId } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  idParam,
  ok,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { commentView, issueView, pullAsIssue } from "../views/issues.ts";
import { labelView } from "./labels.ts";

function issuesOf(repository: Repository): Issue[] {
  if (!repository.settings.has_issues) throw new GithubError(410, "Issues are disabled for this repo");
  repository.issues ??= [];
  return repository.issues;
}

function issueAt(call: Call, repository: Repository): Issue {
  const number = idParam(call, "issue_number");
  const issue = issuesOf(repository).find((one) => one.number === number);
  if (!issue) throw notFound();
  return issue;
}

/** Labels, states and others' texts are for those who may triage; without that GitHub answers as if it were admins. */
function mayTriage(call: Call, repository: Repository): boolean {
  const permission = permissionOf(call.state, call.actor, repository);
  return permission !== undefined && reaches(permission, "triage");
}

/** The names as the repository has them; a label that there is not yet is made, in grey. */
function labelled(call: Call, repository: Repository, names: readonly string[]): string[] {
  return names.map((name) => {
    const found = repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
    if (found) return found.name;
    const id = takeId(call.state);
    repository.labels.push({ id, name, color: "ededed", description: null, default: false });
    return name;
  });
}

const labelNames = z.array(
  z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]),
);

const createBody = z.object({
  title: z.string().min(1),
  body: z.string().nullish(),
  labels: labelNames.default([]),
});

function create(call: Call, repository: Repository): Answer {
  const body = bodyOf(call, createBody);
  const issue: Issue = {
    id: takeId(call.state),
    number: nextNumber(repository),
    title: body.title,
    body: body.body ?? null,
    author: call.actor,
    // GitHub drops them without a word for those who may not set them.
    labels: mayTriage(call, repository) ? labelled(call, repository, body.labels) : [],
    state: "open",
    stateReason: null,
    comments: [],
    createdAt: call.now,
    updatedAt: call.now,
    closedAt: null,
    closedBy: null,
  };
  issuesOf(repository).push(issue);
  return created(issueView(call.state, repository, issue));
}

const changeBody = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullish(),
  labels: labelNames.optional(),
});

function change(call: Call, repository: Repository): Answer {
  const issue = issueAt(call, repository);
  const body = bodyOf(call, changeBody);
  const triages = mayTriage(call, repository);
  if (!triages && issue.author !== call.actor) {
    throw new GithubError(403, "Must have admin rights to Repository.");
  }
  if (body.title !== undefined) issue.title = body.title;
  if (body.body !== undefined) issue.body = body.body;
  if (body.labels !== undefined && triages) issue.labels = labelled(call, repository, body.labels);
  if (body.state !== undefined && body.state !== issue.state) {
    const closes = body.state === "closed";
    issue.state = body.state;
    issue.stateReason = closes ? (body.state_reason ?? "completed") : "reopened";
    issue.closedAt = closes ? call.now : null;
    issue.closedBy = closes ? call.actor : null;
  }
  issue.updatedAt = call.now;
  return ok(issueView(call.state, repository, issue));
}

/** Newest first, as GitHub has it without other wishes; `since` asks for what changed from then on. */
function list(call: Call, repository: Repository): Answer {
  const state = call.query.get("state") ?? "open";
  const since = call.query.get("since");
  const wanted = (call.query.get("labels") ?? "").split(",").filter(Boolean);
  const has = (labels: readonly string[]) =>
    wanted.every((name) => labels.some((one) => one.toLowerCase() === name.toLowerCase()));
  const fits = (one: { state: string; updatedAt: string; labels?: readonly string[] }) =>
    (state === "all" || one.state === state) &&
    (since === null || Date.parse(one.updatedAt) >= Date.parse(since)) &&
    has(one.labels ?? []);
  const found = [
    ...issuesOf(repository)
      .filter(fits)
      .map((one) => ({ number: one.number, view: issueView(call.state, repository, one) })),
    ...repository.pulls
      .filter(fits)
      .map((one) => ({ number: one.number, view: pullAsIssue(call.state, repository, one) })),
  ];
  return ok(found.sort((one, other) => other.number - one.number).map(({ view }) => view));
}

function comment(call: Call, repository: Repository): Answer {
  const issue = issueAt(call, repository);
  const { body } = bodyOf(call, z.object({ body: z.string().min(1) }));
  const id = takeId(call.state);
  const made: IssueComment = { id, login: call.actor, body, createdAt: call.now, updatedAt: call.now };
  issue.comments.push(made);
  issue.updatedAt = call.now;
  return created(commentView(call.state, repository, issue, made));
}

function addLabels(call: Call, repository: Repository): Answer {
  const issue = issueAt(call, repository);
  const { labels } = bodyOf(call, z.object({ labels: labelNames }));
  issue.labels = [...new Set([...issue.labels, ...labelled(call, repository, labels)])];
  issue.updatedAt = call.now;
  const set = repository.labels.filter(({ name }) => issue.labels.includes(name));
  return ok(set.map((label) => labelView(repository, label)));
}

export const issues: Route[] = [
  repositoryRoute("GET", "/issues", "read", list),
  repositoryRoute("POST", "/issues", "read", create),
  repositoryRoute("GET", "/issues/{issue_number}", "read", (call, one) =>
    ok(issueView(call.state, one, issueAt(call, one))),
  ),
  repositoryRoute("PATCH", "/issues/{issue_number}", "read", change),
  repositoryRoute("GET", "/issues/{issue_number}/comments", "read", (call, one) => {
    const issue = issueAt(call, one);
    return ok(issue.comments.map((each) => commentView(call.state, one, issue, each)));
  }),
  repositoryRoute("POST", "/issues/{issue_number}/comments", "read", comment),
  repositoryRoute("POST", "/issues/{issue_number}/labels", "triage", addLabels),
];
