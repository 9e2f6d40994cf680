import { z } from "zod";
import type { Repository, RepositorySettings, Visibility } from "../document.ts";
import { GithubError, invalid, notFound } from "../errors.ts";
import { tip } from "../git/refs.ts";
import { findRepository, findUser } from "../lookup.ts";
import { addRepository, firstCommit } from "../new-repository.ts";
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
  route,
} from "../route.ts";
import { repositoryFull, repositoryView } from "../views/repository.ts";
import { repositoryPage, repositoryUrl } from "../views/url.ts";
import { assertOrganization } from "./people.ts";
import { teamsOf } from "./teams.ts";

const toggle = z.object({ status: z.enum(["enabled", "disabled"]) }).optional();

const settingsBody = z
  .object({
    name: z.string(),
    description: z.string().nullable(),
    homepage: z.string().nullable(),
    private: z.boolean(),
    visibility: z.enum(["public", "private", "internal"]),
    default_branch: z.string(),
    archived: z.boolean(),
    is_template: z.boolean(),
    has_issues: z.boolean(),
    has_projects: z.boolean(),
    has_wiki: z.boolean(),
    has_downloads: z.boolean(),
    has_discussions: z.boolean(),
    allow_forking: z.boolean(),
    allow_merge_commit: z.boolean(),
    allow_squash_merge: z.boolean(),
    allow_rebase_merge: z.boolean(),
    allow_auto_merge: z.boolean(),
    allow_update_branch: z.boolean(),
    delete_branch_on_merge: z.boolean(),
    web_commit_signoff_required: z.boolean(),
    squash_merge_commit_title: z.enum(["PR_TITLE", "COMMIT_OR_PR_TITLE"]),
    squash_merge_commit_message: z.enum(["PR_BODY", "COMMIT_MESSAGES", "BLANK"]),
    merge_commit_title: z.enum(["PR_TITLE", "MERGE_MESSAGE"]),
    merge_commit_message: z.enum(["PR_BODY", "PR_TITLE", "BLANK"]),
    // Strict: another scanner would be taken and then do nothing.
    security_and_analysis: z
      .strictObject({ secret_scanning: toggle, secret_scanning_push_protection: toggle })
      .nullable(),
    auto_init: z.boolean(),
    license_template: z.string(),
    gitignore_template: z.string(),
  })
  .partial();

type SettingsBody = z.infer<typeof settingsBody>;

function creationFailed(message: string): GithubError {
  return new GithubError(422, "Repository creation failed.", [
    { resource: "Repository", code: "custom", field: "name", message },
  ]);
}

/** GitHub turns what a name may not hold into hyphens and refuses only what is left impossible. */
function repositoryName(call: Call, owner: string, given: string, self?: Repository): string {
  const name = given.replace(/[^A-Za-z0-9._-]+/g, "-");
  if (name === "") throw creationFailed("name can't be blank");
  if (name.length > 100) throw creationFailed("name is too long (maximum is 100 characters)");
  if (/^\.{1,2}$|\.git$|\.wiki$/i.test(name)) throw creationFailed("name is reserved");
  const other = findRepository(call.state, owner, name);
  if (other && other !== self) throw creationFailed("name already exists on this account");
  return name;
}

function visibilityOf(body: SettingsBody): Visibility | undefined {
  if (body.visibility) return body.visibility;
  return body.private === undefined ? undefined : body.private ? "private" : "public";
}

function applySettings(call: Call, repository: Repository, body: SettingsBody): void {
  const { settings } = repository;
  const {
    name: _name,
    private: _private,
    auto_init: _init,
    license_template: _license,
    gitignore_template: _gitignore,
    security_and_analysis: security,
    visibility: _visibility,
    ...plain
  } = body;
  const visibility = visibilityOf(body);
  if (visibility === "internal" && call.state.organization.plan !== "enterprise") {
    throw invalid(
      "Repository",
      "visibility",
      "custom",
      "Only organizations associated with an enterprise can set visibility to internal",
    );
  }
  const branch = plain.default_branch;
  if (branch !== undefined && branch !== settings.default_branch && tip(repository, branch) === undefined) {
    throw invalid(
      "Repository",
      "default_branch",
      "invalid",
      `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`,
    );
  }
  const merges = { ...settings, ...plain };
  if (!merges.allow_merge_commit && !merges.allow_squash_merge && !merges.allow_rebase_merge) {
    throw invalid(
      "Repository",
      "merge_commit_allowed",
      "custom",
      "Sorry, you need to allow at least one merge strategy.",
    );
  }
  const given: Partial<RepositorySettings> = Object.fromEntries(
    Object.entries({
      ...plain,
      visibility,
      secret_scanning: security?.secret_scanning?.status,
      secret_scanning_push_protection: security?.secret_scanning_push_protection?.status,
    }).filter(([, value]) => value !== undefined),
  );
  Object.assign(settings, given);
  repository.updatedAt = call.now;
}

function createIn(call: Call, owner: string): Answer {
  const body = bodyOf(call, settingsBody.extend({ name: z.string() }));
  if (body.license_template || body.gitignore_template) {
    throw new GithubError(422, "The sandbox has none of GitHub's license and gitignore templates.");
  }
  const name = repositoryName(call, owner, body.name);
  const repository = addRepository(call.state, owner, name, visibilityOf(body) ?? "public", call.now);
  applySettings(call, repository, body);
  if (body.auto_init) firstCommit(repository, { "README.md": `# ${name}\n` }, call.actor, call.now);
  return created(repositoryFull(call.state, repository));
}

function createInOrganization(call: Call): Answer {
  assertOrganization(call);
  if ((findUser(call.state, call.actor)?.role ?? "none") === "none") {
    throw new GithubError(
      403,
      "You need at least member access to create a repository in this organization.",
    );
  }
  return createIn(call, call.state.organization.login);
}

function copyOf(call: Call, source: Repository, kind: "fork" | "template", owner: string, name: string) {
  const copy = addRepository(
    call.state,
    owner,
    repositoryName(call, owner, name),
    source.settings.visibility,
    call.now,
  );
  copy.settings.default_branch = source.settings.default_branch;
  copy.source = { kind, fullName: `${source.owner}/${source.name}` };
  copy.git = structuredClone(source.git);
  return copy;
}

function generate(call: Call): Answer {
  const source = findRepository(call.state, param(call, "template_owner"), param(call, "template_repo"));
  if (!source?.settings.is_template) throw notFound();
  const body = bodyOf(
    call,
    z.object({
      name: z.string(),
      owner: z.string().optional(),
      description: z.string().optional(),
      include_all_branches: z.boolean().default(false),
      private: z.boolean().default(false),
    }),
  );
  const copy = copyOf(call, source, "template", body.owner ?? call.actor, body.name);
  copy.settings.visibility = body.private ? "private" : "public";
  copy.settings.description = body.description ?? null;
  if (!body.include_all_branches) {
    const main = `refs/heads/${copy.settings.default_branch}`;
    copy.git.refs = Object.fromEntries(Object.entries(copy.git.refs).filter(([ref]) => ref === main));
  }
  return created(repositoryFull(call.state, copy));
}

function fork(call: Call, source: Repository): Answer {
  const body = bodyOf(call, z.object({ organization: z.string().optional(), name: z.string().optional() }));
  const copy = copyOf(call, source, "fork", body.organization ?? call.actor, body.name ?? source.name);
  return { status: 202, body: repositoryFull(call.state, copy) };
}

function change(call: Call, repository: Repository): Answer {
  const body = bodyOf(call, settingsBody);
  const unarchives = body.archived === false;
  if (repository.settings.archived && !unarchives && !body.archived) {
    throw new GithubError(403, "Repository was archived so is read-only.");
  }
  if (body.name !== undefined)
    repository.name = repositoryName(call, repository.owner, body.name, repository);
  applySettings(call, repository, body);
  return ok(repositoryFull(call.state, repository));
}

function remove(call: Call, repository: Repository): Answer {
  call.state.repositories = call.state.repositories.filter((one) => one !== repository);
  for (const team of call.state.teams) {
    team.repositories = team.repositories.filter((one) => one.id !== repository.id);
  }
  return noContent;
}

const topicName = /^[a-z0-9][a-z0-9-]{0,49}$/;

function putTopics(call: Call, repository: Repository): Answer {
  const { names } = bodyOf(call, z.object({ names: z.array(z.string()) }));
  const bad = names.find((name) => !topicName.test(name.toLowerCase()));
  if (bad !== undefined || names.length > 20) {
    throw new GithubError(422, "Validation Failed", [
      bad === undefined
        ? "A repository cannot have more than 20 topics."
        : "Topics must start with a lowercase letter or number, consist of 50 characters or less, and can include hyphens.",
    ]);
  }
  repository.topics = names.map((name) => name.toLowerCase());
  return ok({ names: repository.topics });
}

const pagesBody = z.object({
  build_type: z.enum(["legacy", "workflow"]).optional(),
  source: z.object({ branch: z.string(), path: z.enum(["/", "/docs"]).default("/") }).optional(),
  cname: z.string().nullish(),
});

function pagesView(repository: Repository): Answer {
  const { pages, owner, name } = repository;
  if (!pages) throw notFound();
  return ok({
    url: `${repositoryUrl(owner, name)}/pages`,
    status: null,
    cname: pages.cname,
    custom_404: false,
    html_url: `${repositoryPage(owner, name)}/pages`,
    build_type: pages.buildType,
    ...(pages.source ? { source: { ...pages.source } } : {}),
    public: repository.settings.visibility === "public",
  });
}

function createPages(call: Call, repository: Repository): Answer {
  const body = bodyOf(call, pagesBody);
  if (repository.pages) throw new GithubError(409, "GitHub Pages is already enabled.");
  if (repository.settings.visibility !== "public" && call.state.organization.plan === "free") {
    throw new GithubError(422, "Your current plan does not support GitHub Pages for this repository.");
  }
  repository.pages = {
    buildType: body.build_type ?? "legacy",
    source: body.source ?? { branch: repository.settings.default_branch, path: "/" },
    cname: body.cname ?? null,
  };
  return { ...pagesView(repository), status: 201 };
}

function changePages(call: Call, repository: Repository): Answer {
  if (!repository.pages) throw notFound();
  const body = bodyOf(call, pagesBody);
  if (body.build_type) repository.pages.buildType = body.build_type;
  if (body.source) repository.pages.source = body.source;
  if (body.cname !== undefined) repository.pages.cname = body.cname;
  return noContent;
}

/** A switch that GitHub serves as PUT and DELETE without a body. */
const switchTo =
  (key: "vulnerabilityAlerts" | "automatedSecurityFixes", on: boolean) =>
  (_call: Call, repository: Repository): Answer => {
    repository[key] = on;
    return noContent;
  };

export const repositories: Route[] = [
  route("POST", "/orgs/{org}/repos", createInOrganization),
  route("GET", "/orgs/{org}/repos", (call) => {
    assertOrganization(call);
    const { login } = call.state.organization;
    return ok(
      call.state.repositories
        .filter((one) => one.owner === login)
        .map((one) => repositoryView(call.state, one)),
    );
  }),
  route("POST", "/user/repos", (call) => createIn(call, call.actor)),
  route("POST", "/repos/{template_owner}/{template_repo}/generate", generate),
  repositoryRoute("POST", "/forks", "read", fork),
  repositoryRoute("GET", "", "read", (call, one) => ok(repositoryFull(call.state, one))),
  repositoryRoute("PATCH", "", "admin", change, { archived: true }),
  repositoryRoute("DELETE", "", "admin", remove, { archived: true }),
  repositoryRoute("GET", "/topics", "read", (_, one) => ok({ names: one.topics })),
  repositoryRoute("PUT", "/topics", "admin", putTopics),
  repositoryRoute("GET", "/teams", "read", (call, one) => ok(teamsOf(call.state, one))),
  repositoryRoute("GET", "/vulnerability-alerts", "read", (_, one) => {
    if (!one.vulnerabilityAlerts) throw notFound();
    return noContent;
  }),
  repositoryRoute("PUT", "/vulnerability-alerts", "admin", switchTo("vulnerabilityAlerts", true)),
  repositoryRoute("DELETE", "/vulnerability-alerts", "admin", switchTo("vulnerabilityAlerts", false)),
  repositoryRoute("GET", "/automated-security-fixes", "read", (_, one) =>
    ok({ enabled: one.automatedSecurityFixes, paused: false }),
  ),
  repositoryRoute("PUT", "/automated-security-fixes", "admin", switchTo("automatedSecurityFixes", true)),
  repositoryRoute("DELETE", "/automated-security-fixes", "admin", switchTo("automatedSecurityFixes", false)),
  repositoryRoute("GET", "/pages", "read", (_, one) => pagesView(one)),
  repositoryRoute("POST", "/pages", "admin", createPages),
  repositoryRoute("PUT", "/pages", "admin", changePages),
  repositoryRoute("DELETE", "/pages", "admin", (_, one) => {
    if (!one.pages) throw notFound();
    one.pages = null;
    return noContent;
  }),
];
