import type { Rule } from "./rules/schema.ts";

/** The state of the GitHub part: what `github.json` in the sandbox's folder holds. Times are ISO 8601 in UTC. */
export interface GithubDocument {
  /** The next number for anything that GitHub counts. */
  nextId: number;
  organization: Organization;
  users: User[];
  teams: Team[];
  repositories: Repository[];
  installations: { id: number; repositories: number[] }[];
  /** Custom property definitions of the organization. */
  properties: PropertyDefinition[];
  tokens: Token[];
  /** GitHub Apps that are installed; absent in a state of before they were served. */
  apps?: App[];
}

export interface Token {
  sha256: string;
  login: string;
  /** The scopes of a classic token; absent for any other kind. */
  scopes?: string[];
  /** A token of an installation that was issued for reading alone. */
  readOnly?: boolean;
}

export interface App {
  id: number;
  slug: string;
  clientId: string;
  /** PEM of the key whose other half signs the app's tokens. */
  publicKey: string;
  installation: {
    id: number;
    permissions: Record<string, "read" | "write" | "admin">;
    repositories: "all" | string[];
    suspendedAt: string | null;
  };
}

export type Plan = "free" | "team" | "enterprise";

export interface Organization {
  id: number;
  login: string;
  plan: Plan;
  createdAt: string;
}

export interface User {
  id: number;
  login: string;
  /** The role in the organization; `none` is an outsider. */
  role: "admin" | "member" | "none";
  createdAt: string;
}

export type Permission = "read" | "triage" | "write" | "maintain" | "admin";
export type TeamRole = "member" | "maintainer";

export interface Team {
  id: number;
  slug: string;
  name: string;
  description: string;
  privacy: "closed" | "secret";
  notificationSetting: "notifications_enabled" | "notifications_disabled";
  parentId: number | null;
  members: { login: string; role: TeamRole }[];
  repositories: { id: number; permission: Permission }[];
  createdAt: string;
  updatedAt: string;
}

export type Visibility = "public" | "private" | "internal";

/** The settings that `PATCH /repos/{owner}/{repo}` changes, under GitHub's own names. */
export interface RepositorySettings {
  description: string | null;
  homepage: string | null;
  visibility: Visibility;
  default_branch: string;
  archived: boolean;
  is_template: boolean;
  has_issues: boolean;
  has_projects: boolean;
  has_wiki: boolean;
  has_downloads: boolean;
  has_discussions: boolean;
  allow_forking: boolean;
  allow_merge_commit: boolean;
  allow_squash_merge: boolean;
  allow_rebase_merge: boolean;
  allow_auto_merge: boolean;
  allow_update_branch: boolean;
  delete_branch_on_merge: boolean;
  web_commit_signoff_required: boolean;
  squash_merge_commit_title: "PR_TITLE" | "COMMIT_OR_PR_TITLE";
  squash_merge_commit_message: "PR_BODY" | "COMMIT_MESSAGES" | "BLANK";
  merge_commit_title: "PR_TITLE" | "MERGE_MESSAGE";
  merge_commit_message: "PR_BODY" | "PR_TITLE" | "BLANK";
  secret_scanning: Toggle;
  secret_scanning_push_protection: Toggle;
}

export type Toggle = "enabled" | "disabled";

export interface Repository {
  id: number;
  owner: string;
  name: string;
  settings: RepositorySettings;
  topics: string[];
  vulnerabilityAlerts: boolean;
  automatedSecurityFixes: boolean;
  pages: Pages | null;
  /** The repository that a fork or a generated repository was made from. */
  source: { kind: "fork" | "template"; fullName: string } | null;
  collaborators: { login: string; permission: Permission }[];
  invitations: Invitation[];
  git: GitStore;
  labels: Label[];
  rulesets: Ruleset[];
  environments: Environment[];
  /** The key pair of the sealed boxes. Nothing that it can open is ever kept. */
  secretsKey: { id: string; publicKey: string; privateKey: string };
  secrets: Secret[];
  variables: Variable[];
  actions: ActionsSettings;
  properties: { name: string; value: string | string[] }[];
  pulls: PullRequest[];
  /** Absent in a state of before they were served. */
  issues?: Issue[];
  statuses: CommitStatus[];
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

export interface Pages {
  buildType: "legacy" | "workflow";
  source: { branch: string; path: string } | null;
  cname: string | null;
}

export interface Invitation {
  id: number;
  login: string;
  inviter: string;
  permission: Permission;
  createdAt: string;
}

export interface GitStore {
  /** Objects by their SHA-1, computed as git does. */
  objects: Record<string, GitObject>;
  /** Full ref name to commit. */
  refs: Record<string, string>;
  /** Full ref name to the login that moved it last. */
  pushers: Record<string, string>;
}

export type GitObject = Blob | Tree | Commit;

export interface Blob {
  kind: "blob";
  encoding: "utf8" | "base64";
  content: string;
}

export interface TreeEntry {
  mode: string;
  name: string;
  sha: string;
}

export interface Tree {
  kind: "tree";
  entries: TreeEntry[];
}

export interface Signature {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  kind: "commit";
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
  /** Whether GitHub shows it as verified: what GitHub itself commits is, an unsigned upload is not. */
  verified: boolean;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
  default: boolean;
}

export type Enforcement = "disabled" | "active" | "evaluate";
export type RulesetTarget = "branch" | "tag" | "push";
export type BypassMode = "always" | "pull_request" | "exempt";

export interface BypassActor {
  actor_id: number | null;
  actor_type: "Integration" | "OrganizationAdmin" | "RepositoryRole" | "Team" | "DeployKey" | "User";
  bypass_mode: BypassMode;
}

export interface Ruleset {
  id: number;
  name: string;
  target: RulesetTarget;
  enforcement: Enforcement;
  bypassActors: BypassActor[];
  conditions: { include: string[]; exclude: string[] } | null;
  rules: Rule[];
  createdAt: string;
  updatedAt: string;
}

export interface Reviewer {
  type: "User" | "Team";
  id: number;
}

export interface BranchPolicy {
  id: number;
  name: string;
  type: "branch" | "tag";
}

export interface Environment {
  id: number;
  name: string;
  waitTimer: number;
  reviewers: Reviewer[];
  preventSelfReview: boolean;
  canAdminsBypass: boolean;
  /** Null: any branch may deploy. */
  deploymentBranches: "protected" | "custom" | null;
  branchPolicies: BranchPolicy[];
  secrets: Secret[];
  variables: Variable[];
  createdAt: string;
  updatedAt: string;
}

export interface Secret {
  name: string;
  /** scrypt of the value with the salt; the value itself is nowhere. */
  hash: string;
  salt: string;
  createdAt: string;
  updatedAt: string;
}

export interface Variable {
  name: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}

export interface ActionsSettings {
  enabled: boolean;
  allowedActions: "all" | "local_only" | "selected";
  shaPinningRequired: boolean;
  selected: { githubOwned: boolean; verified: boolean; patterns: string[] };
  defaultWorkflowPermissions: "read" | "write";
  canApprovePullRequestReviews: boolean;
  /** Null: the default subject. */
  oidcClaimKeys: string[] | null;
}

export interface PropertyDefinition {
  name: string;
  type: "string" | "single_select" | "multi_select" | "true_false" | "url";
  allowedValues: string[] | null;
}

export interface Review {
  id: number;
  login: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  body: string;
  commit: string;
  submittedAt: string;
}

export interface PullRequest {
  id: number;
  number: number;
  title: string;
  body: string | null;
  author: string;
  head: string;
  base: string;
  /** The commits of head and base: current while it is open, the last ones afterwards. */
  headSha: string;
  baseSha: string;
  state: "open" | "closed";
  draft: boolean;
  maintainerCanModify: boolean;
  reviews: Review[];
  merge: { sha: string; login: string; at: string } | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface IssueComment {
  id: number;
  login: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface Issue {
  id: number;
  /** Counted together with the pull requests. */
  number: number;
  title: string;
  body: string | null;
  author: string;
  /** Names of the repository's labels. */
  labels: string[];
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  comments: IssueComment[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: string | null;
}

export interface CommitStatus {
  id: number;
  sha: string;
  context: string;
  state: "error" | "failure" | "pending" | "success";
  description: string | null;
  targetUrl: string | null;
  creator: string;
  createdAt: string;
}
