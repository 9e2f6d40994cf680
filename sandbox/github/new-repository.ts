import sodium from "libsodium-wrappers";
import type { GithubDocument, Label, Repository, RepositorySettings, Visibility } from "./document.ts";
import { type Files, writeFiles } from "./git/files.ts";
import { blobOf, store } from "./git/objects.ts";
import { branchRef } from "./git/refs.ts";
import { takeId } from "./lookup.ts";

await sodium.ready;

/** The labels that GitHub gives every new repository. */
const defaultLabels: [name: string, color: string, description: string][] = [
  ["bug", "d73a4a", "Something isn't working"],
  ["documentation", "0075ca", "Improvements or additions to documentation"],
  ["duplicate", "cfd3d7", "This issue or pull request already exists"],
  ["enhancement", "a2eeef", "New feature or request"],
  ["good first issue", "7057ff", "Good for newcomers"],
  ["help wanted", "008672", "Extra attention is needed"],
  ["invalid", "e4e669", "This doesn't seem right"],
  ["question", "d876e3", "Further information is requested"],
  ["wontfix", "ffffff", "This will not be worked on"],
];

const defaults: RepositorySettings = {
  description: null,
  homepage: null,
  visibility: "public",
  default_branch: "main",
  archived: false,
  is_template: false,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_downloads: true,
  has_discussions: false,
  allow_forking: false,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
  web_commit_signoff_required: false,
  squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  squash_merge_commit_message: "COMMIT_MESSAGES",
  merge_commit_title: "MERGE_MESSAGE",
  merge_commit_message: "PR_TITLE",
  secret_scanning: "disabled",
  secret_scanning_push_protection: "disabled",
};

/** Adds an empty repository with GitHub's defaults to the state. */
export function addRepository(
  state: GithubDocument,
  owner: string,
  name: string,
  visibility: Visibility,
  now: string,
): Repository {
  const keys = sodium.crypto_box_keypair("base64");
  const labels: Label[] = defaultLabels.map(([label, color, description]) => ({
    id: takeId(state),
    name: label,
    color,
    description,
    default: true,
  }));
  const id = takeId(state);
  const repository: Repository = {
    id,
    owner,
    name,
    settings: { ...defaults, visibility },
    topics: [],
    vulnerabilityAlerts: false,
    automatedSecurityFixes: false,
    pages: null,
    source: null,
    collaborators: [],
    invitations: [],
    git: { objects: {}, refs: {}, pushers: {} },
    labels,
    rulesets: [],
    environments: [],
    secretsKey: {
      id: String(568250167242549743n + BigInt(id)),
      publicKey: asStandard(keys.publicKey),
      privateKey: asStandard(keys.privateKey),
    },
    secrets: [],
    variables: [],
    actions: {
      enabled: true,
      allowedActions: "all",
      shaPinningRequired: false,
      selected: { githubOwned: false, verified: false, patterns: [] },
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
      oidcClaimKeys: null,
    },
    properties: [],
    pulls: [],
    statuses: [],
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  state.repositories.push(repository);
  return repository;
}

/** libsodium's own base64 is the URL-safe one without padding. */
const asStandard = (text: string): string => Buffer.from(text, "base64url").toString("base64");

/** Gives a repository its first commit, on its default branch. */
export function firstCommit(
  repository: Repository,
  files: Record<string, string>,
  author: string,
  now: string,
): string {
  const tree: Files = new Map(
    Object.entries(files).map(([path, text]) => [
      path,
      { mode: "100644", sha: store(repository, blobOf(Buffer.from(text))) },
    ]),
  );
  const who = { name: author, email: `${author}@users.noreply.github.localhost`, date: now };
  const sha = store(repository, {
    kind: "commit",
    tree: writeFiles(repository, tree),
    parents: [],
    author: who,
    committer: who,
    message: "Initial commit",
    verified: true,
  });
  const ref = branchRef(repository.settings.default_branch);
  repository.git.refs[ref] = sha;
  repository.git.pushers[ref] = author;
  return sha;
}
