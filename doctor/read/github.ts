import { execFile } from "node:child_process";
import { z } from "zod";
import type { Credential, Facts, LiveEnvironment, LiveRepository, TokenForm } from "../facts.ts";
import { failed, type Reading } from "../reading.ts";
import type { Wanted } from "../settings.ts";
import { type AppKeys, appIn, readCoverage, readInstallation, readingToken } from "./github-app.ts";
import { apiRoot, type GithubClient, githubClient } from "./github-client.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what is at GitHub, with the credential that the provider would take from the same environment. */
export async function readGithub(wanted: Wanted, environment: Environment): Promise<Facts["github"]> {
  const root = apiRoot(wanted.providerConfig["github:baseUrl"] ?? environment["GITHUB_BASE_URL"]);
  const owner = ownerFor(wanted.providerConfig, environment);
  const app = appIn(environment);
  const token = environment["GITHUB_TOKEN"] || (await tokenOfCli(root, environment));
  const common = { ...(owner && { providerOwner: owner }) };
  // A token of a person goes before an app that only the environment names: so does the provider.
  if (app && "problem" in app) return { ...common, ...unread(app.problem) };
  if (app && (wanted.appAuth || !token || isInstallations(token))) {
    return { ...common, ...(await asApp(root, wanted, app, token)) };
  }
  if (!token)
    return { ...common, ...unread("neither GITHUB_TOKEN nor the three GITHUB_APP_* variables are set") };
  const [credential, looked] = await Promise.all([
    tokenCredential(root, token),
    look(githubClient(root, token), wanted),
  ]);
  return { ...common, credential, ...looked };
}

const isInstallations = (token: string): boolean => token.startsWith("ghs_");

/** In the provider's order: its variables go before its settings (terraform-provider-github, github/provider.go). */
function ownerFor(config: Record<string, string>, environment: Environment): string | undefined {
  return (
    config["github:organization"] ||
    environment["GITHUB_ORGANIZATION"] ||
    environment["GITHUB_OWNER"] ||
    config["github:owner"]
  );
}

/** Without a token of its own the provider takes the one of GitHub's command line. */
function tokenOfCli(root: string, environment: Environment): Promise<string | undefined> {
  const host = new URL(root).host.replace(/^api\./, "");
  return new Promise((settle) => {
    execFile(environment["GH_PATH"] || "gh", ["auth", "token", "--hostname", host], (error, stdout) =>
      settle(error ? undefined : stdout.trim() || undefined),
    );
  });
}

type Looked = Omit<Facts["github"], "credential" | "providerOwner">;

/** Without a credential GitHub is not asked: what it shows to everybody would say the wrong thing. */
function unread(problem: string): Looked & { credential: Credential } {
  const nothing = failed("refused", "there is no credential to ask with");
  return {
    credential: { kind: "none", problem },
    plan: nothing,
    repository: nothing,
    teams: new Map(),
    rules: new Map(),
    environments: nothing,
  };
}

async function asApp(
  root: string,
  wanted: Wanted,
  app: AppKeys,
  token: string | undefined,
): Promise<Looked & { credential: Credential }> {
  const { owner, repository } = wanted.github;
  const [installation, covers] = await Promise.all([
    readInstallation(root, app),
    readCoverage(root, app, `${owner}/${repository}`),
  ]);
  const own = "failed" in installation ? installation : await readingToken(root, app, installation.value);
  const looked =
    "failed" in own ? unread(own.failed.said) : await look(githubClient(root, own.value), wanted);
  const credential: Credential = {
    kind: "app",
    installation,
    covers,
    signsIn: await signsIn(root, wanted, token),
  };
  return { ...looked, credential };
}

/** The provider takes the variables of an app only where `github:appAuth` is set; else it takes a token. */
async function signsIn(root: string, wanted: Wanted, token: string | undefined): Promise<Reading<true>> {
  if (wanted.appAuth) return { value: true };
  if (!token)
    return failed("refused", "GITHUB_TOKEN is not set, and the provider looks at no GITHUB_APP_* by itself");
  const answer = await githubClient(root, token).get(
    `/orgs/${encodeURIComponent(wanted.github.owner)}`,
    z.unknown(),
  );
  return "failed" in answer && answer.failed.kind !== "absent" ? answer : { value: true };
}

const userAnswer = z.object({ login: z.string() });

/** GitHub lists the scopes of a classic token with every answer, and of no other. */
async function tokenCredential(root: string, token: string): Promise<Credential> {
  if (isInstallations(token)) {
    return {
      kind: "token",
      form: "installation",
      user: failed("absent", "a token of an installation has no user"),
    };
  }
  const answer = await githubClient(root, token).getWith("/user", userAnswer, "x-oauth-scopes");
  if ("failed" in answer) return { kind: "token", form: formOf(token, null), user: answer };
  const { body, header } = answer.value;
  const form = formOf(token, header);
  const scopes = header?.split(",").map((scope) => scope.trim()) ?? [];
  return {
    kind: "token",
    form,
    user: { value: { login: body.login, ...(form === "classic" && { scopes: scopes.filter(Boolean) }) } },
  };
}

function formOf(token: string, header: string | null): TokenForm {
  if (token.startsWith("github_pat_")) return "fine-grained";
  return header !== null || token.startsWith("ghp_") ? "classic" : "fine-grained";
}

const organizationAnswer = z.object({ plan: z.object({ name: z.string() }).optional() });

const repositoryAnswer = z.object({
  visibility: z.string(),
  default_branch: z.string(),
  archived: z.boolean(),
  permissions: z.object({ admin: z.boolean() }).optional(),
});

const teamAnswer = z.object({ members_count: z.number() });
const rulesAnswer = z.array(z.object({ type: z.string() }));

async function look(client: GithubClient, { github }: Wanted): Promise<Looked> {
  const path = `/repos/${encodeURIComponent(github.owner)}/${encodeURIComponent(github.repository)}`;
  const owner = `/orgs/${encodeURIComponent(github.owner)}`;
  const [organization, repository, teams, rules, environments] = await Promise.all([
    client.get(owner, organizationAnswer),
    client.get(path, repositoryAnswer),
    each([...github.teams.keys()], (slug) =>
      client.get(`${owner}/teams/${encodeURIComponent(slug)}`, teamAnswer),
    ),
    each(github.branches, (branch) =>
      client.get(`${path}/rules/branches/${encodeURIComponent(branch)}?per_page=100`, rulesAnswer),
    ),
    client.get(`${path}/environments?per_page=100`, environmentsAnswer),
  ]);
  return {
    plan: mapped(organization, ({ plan }) => plan?.name),
    repository: mapped(repository, liveRepository),
    teams: onAll(teams, ({ members_count }) => members_count),
    rules: onAll(rules, (list) => list.map(({ type }) => type)),
    environments: mapped(environments, (answer) => answer.environments.map(liveEnvironment)),
  };
}

function liveRepository(answer: z.infer<typeof repositoryAnswer>): LiveRepository {
  return {
    visibility: answer.visibility,
    defaultBranch: answer.default_branch,
    archived: answer.archived,
    ...(answer.permissions && { admin: answer.permissions.admin }),
  };
}

const environmentsAnswer = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      can_admins_bypass: z.boolean().default(true),
      protection_rules: z
        .array(
          z.object({
            type: z.string(),
            prevent_self_review: z.boolean().optional(),
            reviewers: z.array(z.object({ reviewer: z.object({ id: z.number() }) })).optional(),
          }),
        )
        .default([]),
    }),
  ),
});

function liveEnvironment({
  name,
  can_admins_bypass,
  protection_rules,
}: z.infer<typeof environmentsAnswer>["environments"][number]): LiveEnvironment {
  const review = protection_rules.find(({ type }) => type === "required_reviewers");
  return {
    name,
    adminsBypass: can_admins_bypass,
    reviewers: review?.reviewers?.map(({ reviewer }) => reviewer.id) ?? [],
    preventSelfReview: review?.prevent_self_review ?? false,
  };
}

function mapped<From, To>(reading: Reading<From>, change: (value: From) => To): Reading<To> {
  return "failed" in reading ? reading : { value: change(reading.value) };
}

async function each<Value>(
  names: readonly string[],
  read: (name: string) => Promise<Reading<Value>>,
): Promise<Map<string, Reading<Value>>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}

function onAll<From, To>(
  readings: ReadonlyMap<string, Reading<From>>,
  change: (value: From) => To,
): Map<string, Reading<To>> {
  return new Map([...readings].map(([name, reading]) => [name, mapped(reading, change)]));
}
