import { z } from "zod";
import { hyphenated } from "../../protocol/naming.ts";
import type { CheckFailure, Live, Properties, ResourceType } from "../../protocol/resource-type.ts";
import { matching, oneOf, texts } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath } from "./client.ts";
import { pick, present } from "./values.ts";

const toggle = z.object({ status: z.string() });

const inputsSchema = z.object({
  name: z.string(),
  description: z.string().default(""),
  homepageUrl: z.string().default(""),
  visibility: z.string().optional(),
  private: z.boolean().optional(),
  topics: z.array(z.string()).optional(),
  hasIssues: z.boolean().default(false),
  hasProjects: z.boolean().default(false),
  hasWiki: z.boolean().default(false),
  hasDownloads: z.boolean().default(false),
  hasDiscussions: z.boolean().default(false),
  isTemplate: z.boolean().default(false),
  allowMergeCommit: z.boolean().default(true),
  allowSquashMerge: z.boolean().default(true),
  allowRebaseMerge: z.boolean().default(true),
  allowAutoMerge: z.boolean().default(false),
  allowUpdateBranch: z.boolean().default(false),
  allowForking: z.boolean().optional(),
  deleteBranchOnMerge: z.boolean().default(false),
  webCommitSignoffRequired: z.boolean().optional(),
  squashMergeCommitTitle: z.string().default("COMMIT_OR_PR_TITLE"),
  squashMergeCommitMessage: z.string().default("COMMIT_MESSAGES"),
  mergeCommitTitle: z.string().default("MERGE_MESSAGE"),
  mergeCommitMessage: z.string().default("PR_TITLE"),
  autoInit: z.boolean().default(false),
  gitignoreTemplate: z.string().default(""),
  licenseTemplate: z.string().default(""),
  archived: z.boolean().default(false),
  archiveOnDestroy: z.boolean().default(false),
  defaultBranch: z.string().optional(),
  vulnerabilityAlerts: z.boolean().optional(),
  securityAndAnalysis: z
    .object({ secretScanning: toggle.optional(), secretScanningPushProtection: toggle.optional() })
    .optional(),
  pages: z
    .object({
      buildType: z.string().default("legacy"),
      cname: z.string().optional(),
      source: z.object({ branch: z.string(), path: z.string().default("/") }).optional(),
    })
    .optional(),
  template: z
    .object({ owner: z.string(), repository: z.string(), includeAllBranches: z.boolean().default(false) })
    .optional(),
  fork: z.string().optional(),
  sourceOwner: z.string().optional(),
  sourceRepo: z.string().optional(),
});

type Inputs = z.infer<typeof inputsSchema>;

/** What the provider uses of a repository's answer (recorded/provider-calls.yaml, Repository read). */
const repositoryAnswer = z.object({
  id: z.number(),
  node_id: z.string(),
  name: z.string(),
  full_name: z.string(),
  private: z.boolean(),
  visibility: z.string(),
  html_url: z.string(),
  ssh_url: z.string(),
  clone_url: z.string(),
  git_url: z.string(),
  svn_url: z.string(),
  description: z.string().nullable(),
  homepage: z.string().nullable(),
  language: z.string().nullable(),
  fork: z.boolean(),
  default_branch: z.string(),
  archived: z.boolean(),
  is_template: z.boolean(),
  has_issues: z.boolean(),
  has_projects: z.boolean(),
  has_wiki: z.boolean(),
  has_downloads: z.boolean(),
  has_discussions: z.boolean(),
  has_pages: z.boolean(),
  allow_forking: z.boolean(),
  allow_merge_commit: z.boolean(),
  allow_squash_merge: z.boolean(),
  allow_rebase_merge: z.boolean(),
  allow_auto_merge: z.boolean(),
  allow_update_branch: z.boolean(),
  delete_branch_on_merge: z.boolean(),
  squash_merge_commit_title: z.string(),
  squash_merge_commit_message: z.string(),
  merge_commit_title: z.string(),
  merge_commit_message: z.string(),
  web_commit_signoff_required: z.boolean(),
  topics: z.array(z.string()),
  security_and_analysis: z.object({ secret_scanning: toggle, secret_scanning_push_protection: toggle }),
});

type RepositoryAnswer = z.infer<typeof repositoryAnswer>;

/** The fields that `getRepository` answers too. */
export function commonOutputs(answer: RepositoryAnswer): Properties {
  return present({
    repoId: answer.id,
    nodeId: answer.node_id,
    fullName: answer.full_name,
    private: answer.private,
    visibility: answer.visibility,
    htmlUrl: answer.html_url,
    sshCloneUrl: answer.ssh_url,
    httpCloneUrl: answer.clone_url,
    gitCloneUrl: answer.git_url,
    svnUrl: answer.svn_url,
    primaryLanguage: answer.language,
    defaultBranch: answer.default_branch,
    archived: answer.archived,
    isTemplate: answer.is_template,
    hasIssues: answer.has_issues,
    hasProjects: answer.has_projects,
    hasWiki: answer.has_wiki,
    hasDownloads: answer.has_downloads,
    hasDiscussions: answer.has_discussions,
    allowForking: answer.allow_forking,
    allowMergeCommit: answer.allow_merge_commit,
    allowSquashMerge: answer.allow_squash_merge,
    allowRebaseMerge: answer.allow_rebase_merge,
    allowAutoMerge: answer.allow_auto_merge,
    allowUpdateBranch: answer.allow_update_branch,
    deleteBranchOnMerge: answer.delete_branch_on_merge,
    squashMergeCommitTitle: answer.squash_merge_commit_title,
    squashMergeCommitMessage: answer.squash_merge_commit_message,
    mergeCommitTitle: answer.merge_commit_title,
    mergeCommitMessage: answer.merge_commit_message,
    topics: answer.topics,
    description: answer.description,
    homepageUrl: answer.homepage,
  });
}

export { repositoryAnswer };

/** The body of a POST or PATCH. `merge_commit_*` belong to merge commits only. */
function bodyOf(inputs: Inputs): Properties {
  return {
    name: inputs.name,
    description: inputs.description,
    homepage: inputs.homepageUrl,
    auto_init: inputs.autoInit,
    gitignore_template: inputs.gitignoreTemplate,
    license_template: inputs.licenseTemplate,
    has_issues: inputs.hasIssues,
    has_projects: inputs.hasProjects,
    has_wiki: inputs.hasWiki,
    has_discussions: inputs.hasDiscussions,
    is_template: inputs.isTemplate,
    allow_squash_merge: inputs.allowSquashMerge,
    allow_merge_commit: inputs.allowMergeCommit,
    allow_rebase_merge: inputs.allowRebaseMerge,
    allow_auto_merge: inputs.allowAutoMerge,
    allow_update_branch: inputs.allowUpdateBranch,
    delete_branch_on_merge: inputs.deleteBranchOnMerge,
    squash_merge_commit_title: inputs.squashMergeCommitTitle,
    squash_merge_commit_message: inputs.squashMergeCommitMessage,
    ...(inputs.allowMergeCommit
      ? { merge_commit_title: inputs.mergeCommitTitle, merge_commit_message: inputs.mergeCommitMessage }
      : {}),
  };
}

function patchOf(inputs: Inputs): Properties {
  const security = inputs.securityAndAnalysis;
  return {
    ...bodyOf(inputs),
    archived: inputs.archived,
    has_downloads: inputs.hasDownloads,
    ...(inputs.allowForking === undefined ? {} : { allow_forking: inputs.allowForking }),
    ...(inputs.webCommitSignoffRequired === undefined
      ? {}
      : { web_commit_signoff_required: inputs.webCommitSignoffRequired }),
    ...(inputs.defaultBranch === undefined ? {} : { default_branch: inputs.defaultBranch }),
    ...(security
      ? {
          security_and_analysis: {
            ...(security.secretScanning ? { secret_scanning: security.secretScanning } : {}),
            ...(security.secretScanningPushProtection
              ? { secret_scanning_push_protection: security.secretScanningPushProtection }
              : {}),
          },
        }
      : {}),
  };
}

const wordOf = (inputs: Inputs): string | undefined =>
  inputs.visibility ?? (inputs.private === undefined ? undefined : inputs.private ? "private" : "public");

function start(client: Client, inputs: Inputs): void {
  const { template } = inputs;
  if (template) {
    client.send("POST", `/repos/${template.owner}/${template.repository}/generate`, {
      name: inputs.name,
      owner: client.owner,
      description: inputs.description,
      include_all_branches: template.includeAllBranches,
      private: wordOf(inputs) === "private",
    });
  } else if (inputs.fork === "true") {
    client.send("POST", `/repos/${inputs.sourceOwner ?? ""}/${inputs.sourceRepo ?? ""}/forks`, {
      organization: client.owner,
      name: inputs.name,
    });
  } else {
    client.send("POST", `/orgs/${client.owner}/repos`, {
      ...bodyOf(inputs),
      visibility: wordOf(inputs) ?? "public",
    });
  }
}

function setPages(client: Client, path: string, pages: Inputs["pages"]): void {
  const there = client.has(`${path}/pages`);
  if (!pages) {
    if (there) client.send("DELETE", `${path}/pages`);
    return;
  }
  const body = {
    build_type: pages.buildType,
    ...(pages.source ? { source: pages.source } : {}),
    ...(pages.cname ? { cname: pages.cname } : {}),
  };
  client.send(there ? "PUT" : "POST", `${path}/pages`, body);
}

/** What follows the first request of a create and is all of an update, in the recorded order. */
function settle(client: Client, path: string, inputs: Inputs, managed: { pages: boolean }): void {
  if (managed.pages) setPages(client, path, inputs.pages);
  const name = client.ask(z.object({ name: z.string() }), "PATCH", path, patchOf(inputs)).name;
  const now = repositoryPath(client, name);
  if (inputs.topics) client.send("PUT", `${now}/topics`, { names: inputs.topics });
  if (inputs.vulnerabilityAlerts !== undefined) {
    client.send(inputs.vulnerabilityAlerts ? "PUT" : "DELETE", `${now}/vulnerability-alerts`);
  }
  const visibility = wordOf(inputs);
  const current = client.ask(repositoryAnswer, "GET", now).visibility;
  if (visibility !== undefined && visibility !== current) client.send("PATCH", now, { visibility });
}

const pagesAnswer = z.object({
  build_type: z.string(),
  cname: z.string().nullable(),
  source: z.object({ branch: z.string(), path: z.string() }).optional(),
});

function pagesInputs(client: Client, path: string): Properties | undefined {
  const pages = client.find(pagesAnswer, `${path}/pages`);
  return pages && present({ buildType: pages.build_type, cname: pages.cname, source: pages.source });
}

// A default of false is no default: the bridge leaves it out of the inputs (measured with the published provider).
const inputNames = inputRules({
  required: "name",
  optional: `allowAutoMerge allowUpdateBranch archived deleteBranchOnMerge description homepageUrl visibility private topics hasIssues hasProjects hasWiki hasDownloads
    hasDiscussions isTemplate allowForking webCommitSignoffRequired autoInit gitignoreTemplate licenseTemplate
    archiveOnDestroy defaultBranch vulnerabilityAlerts securityAndAnalysis pages template fork sourceOwner
    sourceRepo etag ignoreVulnerabilityAlertsDuringRead`,
  defaults: {
    allowMergeCommit: true,
    allowSquashMerge: true,
    allowRebaseMerge: true,
    mergeCommitMessage: "PR_TITLE",
    mergeCommitTitle: "MERGE_MESSAGE",
    squashMergeCommitMessage: "COMMIT_MESSAGES",
    squashMergeCommitTitle: "COMMIT_OR_PR_TITLE",
  },
});

/** Rules of the provider itself (recorded/provider-calls.yaml, Repository: refused_before_any_request). */
function check(inputs: Properties): CheckFailure[] {
  return [
    ...matching(
      "name",
      inputs["name"],
      /^[-a-zA-Z0-9_.]{1,100}$/,
      "must include only alphanumeric characters, underscores or hyphens and consist of 100 characters or less",
    ),
    ...oneOf("visibility", inputs["visibility"], ["public", "private", "internal"]),
    ...texts(inputs, "topics").flatMap((topic) =>
      matching(
        "topics",
        topic,
        /^[a-z0-9][a-z0-9-]{0,49}$/,
        "must include only lowercase alphanumeric characters or hyphens and cannot start with a hyphen and consist of 50 characters or less",
      ),
    ),
  ];
}

export function repositoryType(client: Client): ResourceType {
  function live(name: string, state: Properties): Live | undefined {
    const path = repositoryPath(client, name);
    const answer = client.find(repositoryAnswer, path);
    if (!answer) return undefined;
    const security = answer.security_and_analysis;
    const common = commonOutputs(answer);
    const all: Properties = {
      ...common,
      ...pick(state, ["archiveOnDestroy", "autoInit", "gitignoreTemplate", "licenseTemplate", "template"]),
      ...pick(state, ["ignoreVulnerabilityAlertsDuringRead", "sourceOwner", "sourceRepo"]),
      name: answer.name,
      fork: String(answer.fork),
      webCommitSignoffRequired: answer.web_commit_signoff_required,
      vulnerabilityAlerts: client.has(`${path}/vulnerability-alerts`),
      securityAndAnalysis: {
        secretScanning: security.secret_scanning,
        secretScanningPushProtection: security.secret_scanning_push_protection,
      },
    };
    const pages = answer.has_pages ? pagesInputs(client, path) : undefined;
    if (pages) all["pages"] = pages;
    const known = Object.entries(all).filter(([key]) => key in inputNames);
    const blank = { homepageUrl: "", primaryLanguage: "", sourceOwner: "", sourceRepo: "" };
    return { inputs: Object.fromEntries(known), outputs: { ...blank, ...all } };
  }

  const outputsOf = (name: string, inputs: Properties): Properties => live(name, inputs)?.outputs ?? {};

  return {
    token: "github:index/repository:Repository",
    inputs: inputNames,
    computed:
      `fullName gitCloneUrl htmlUrl httpCloneUrl nodeId repoId sshCloneUrl svnUrl fork private visibility topics
      defaultBranch allowForking vulnerabilityAlerts securityAndAnalysis webCommitSignoffRequired`.split(
        /\s+/,
      ),
    autoName: hyphenated("name", { maxLength: 100 }),
    check,
    create(properties) {
      const inputs = inputsSchema.parse(properties);
      if (inputs.defaultBranch !== undefined && inputs.defaultBranch !== "main") {
        throw new Error("cannot set the default branch on a new repository to something other than 'main'");
      }
      start(client, inputs);
      const { defaultBranch: _main, ...first } = inputs;
      settle(client, repositoryPath(client, inputs.name), first, { pages: inputs.pages !== undefined });
      return { id: inputs.name, outputs: outputsOf(inputs.name, properties) };
    },
    read: live,
    update(id, properties, old) {
      const inputs = inputsSchema.parse(properties);
      settle(client, repositoryPath(client, id), inputs, { pages: "pages" in properties || "pages" in old });
      return outputsOf(inputs.name, properties);
    },
    delete(id, state) {
      const path = repositoryPath(client, id);
      if (state["archiveOnDestroy"] === true) client.send("PATCH", path, { archived: true });
      else client.send("DELETE", path);
    },
    find: (inputs) => {
      const name = inputs["name"];
      return typeof name === "string" && client.has(repositoryPath(client, name)) ? name : undefined;
    },
  };
}
