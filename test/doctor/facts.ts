import type { Facts, StackState } from "../../doctor/facts.ts";
import { failed, type Reading } from "../../doctor/reading.ts";
import type { Wanted } from "../../doctor/settings.ts";

export const federation = "azure-native:managedidentity:FederatedIdentityCredential";
export const sync = "doppler:secretsSync/githubActions:GithubActions";
export const oidcType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

export function wanted(changes: Partial<Wanted> = {}): Wanted {
  return {
    title: "Acme",
    sharedStack: "shared",
    stages: [
      {
        stack: "staging",
        environment: "staging",
        tier: "staging",
        dopplerConfig: "stg",
        synced: true,
        azure: true,
        vercel: { project: "acme-staging" },
      },
      {
        stack: "production",
        environment: "production",
        tier: "production",
        dopplerConfig: "prd",
        synced: true,
        azure: true,
        vercel: { project: "acme" },
      },
    ],
    github: github(),
    aws: { region: "us-east-1", oidcProvider: "create", zone: "acme.example" },
    doppler: {
      project: "acme",
      manage: "existing",
      integration: "slug",
      secrets: ["DATABASE_URL", "JWT_SECRET"],
    },
    files: new Map(
      ["shared", "staging", "production"].map((name) => [
        name,
        { secretsProvider: "awskms://alias/gatehouse?region=us-east-1", salted: false },
      ]),
    ),
    appAuth: false,
    providerConfig: {},
    ...changes,
  };
}

export function github(changes: Partial<Wanted["github"]> = {}): Wanted["github"] {
  return {
    owner: "acme",
    repository: "app",
    manage: "existing",
    visibility: "private",
    plan: "enterprise",
    branches: ["main", "develop"],
    teams: new Map([["approvers", "roles.approver"]]),
    approvers: new Set(["approvers"]),
    createTeams: new Set(),
    ...changes,
  };
}

export function stack(changes: Partial<StackState> = {}): Reading<StackState> {
  return {
    value: {
      secretsProvider: "cloud",
      resources: 12,
      pending: 0,
      finished: true,
      types: new Set([federation, sync]),
      environments: [],
      ...changes,
    },
  };
}

export const granted = {
  metadata: "read",
  administration: "write",
  actions: "write",
  environments: "write",
  contents: "write",
  workflows: "write",
  pull_requests: "write",
  issues: "write",
  members: "read",
  organization_plan: "read",
};

/** A team that has gone every step. */
export function facts(changes: Partial<Facts> = {}): Facts {
  const door = { name: "production", reviewers: [7], preventSelfReview: true };
  return {
    wanted: wanted(),
    sandbox: false,
    engine: { version: "3.259.0", source: "path" },
    backend: { value: { url: "s3://acme-state", user: "ann" } },
    stacks: new Map([
      ["shared", stack({ types: new Set([oidcType]) })],
      ["staging", stack()],
      ["production", stack({ environments: [door] })],
    ]),
    aws: { value: { account: "111122223333", arn: "arn:aws:sts::111122223333:assumed-role/people/ann" } },
    awsOidc: { value: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    zone: { value: "Z1" },
    azure: { value: { subscription: "s", tenant: "t" } },
    doppler: new Map([
      ["stg", { value: ["DATABASE_URL", "JWT_SECRET", "MORE"] }],
      ["prd", { value: ["DATABASE_URL", "JWT_SECRET"] }],
    ]),
    integration: { value: "github" },
    vercel: new Map([
      ["acme-staging", { value: "prj_1" }],
      ["acme", { value: "prj_2" }],
    ]),
    github: githubFacts({ environments: { value: [{ ...door, adminsBypass: false }] } }),
    ...changes,
  };
}

export function githubFacts(changes: Partial<Facts["github"]> = {}): Facts["github"] {
  const rules = { value: ["deletion", "non_fast_forward", "pull_request", "required_linear_history"] };
  return {
    credential: {
      kind: "app",
      installation: { value: { permissions: granted, suspended: false, page: "https://github.example/app" } },
      covers: { value: true },
      signsIn: { value: true },
    },
    providerOwner: "acme",
    plan: { value: "enterprise" },
    repository: { value: { visibility: "private", defaultBranch: "main", archived: false } },
    teams: new Map([["approvers", { value: 2 }]]),
    rules: new Map([
      ["main", rules],
      ["develop", rules],
    ]),
    environments: { value: [] },
    ...changes,
  };
}

/** A team on its first day: nothing is there, and everything answers. */
export function emptyFacts(): Facts {
  const absent = failed("absent", "404 Not Found");
  const refused = failed("refused", "no credentials");
  return facts({
    engine: { version: "3.259.0", source: "build" },
    backend: failed("refused", "PULUMI_ACCESS_TOKEN must be set"),
    stacks: new Map(),
    aws: refused,
    awsOidc: refused,
    zone: refused,
    azure: refused,
    doppler: new Map([
      ["stg", refused],
      ["prd", refused],
    ]),
    integration: refused,
    vercel: new Map([["acme", refused]]),
    github: {
      credential: { kind: "none", problem: "GITHUB_TOKEN is not set" },
      plan: refused,
      repository: absent,
      teams: new Map(),
      rules: new Map(),
      environments: absent,
    },
  });
}
