import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readGithub } from "../../../doctor/read/github.ts";
import { appIn, readInstallation, readingToken, signedToken } from "../../../doctor/read/github-app.ts";
import { apiRoot, ask } from "../../../doctor/read/github-client.ts";
import { githubAccount, openGithub } from "../../../sandbox/github/index.ts";
import { wanted } from "../facts.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** GitHub with an organization, a repository, a team, and an app that is installed for that repository. */
async function opened(permissions: Record<string, string> = { metadata: "read", administration: "write" }) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-doctor-test-"));
  const account = githubAccount.parse({
    organization: "acme",
    plan: "enterprise",
    owners: ["ann"],
    users: ["bob"],
    teams: { approvers: ["bob"] },
    apps: [
      {
        id: 7,
        slug: "acme-road",
        publicKey: publicKey.export({ type: "spki", format: "pem" }),
        installationId: 70,
        permissions,
        repositories: ["app"],
      },
    ],
    repositories: { app: { files: { "README.md": "#" }, branches: ["develop"] }, other: {} },
  });
  const github = openGithub({ folder, account });
  const served = await github.serve();
  onTestFinished(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const app = { GITHUB_APP_ID: "7", GITHUB_APP_INSTALLATION_ID: "70", GITHUB_APP_PEM_FILE: pem };
  return {
    github,
    base: { GITHUB_BASE_URL: served.url, GITHUB_OWNER: "acme", GH_PATH: "no-such-program" },
    app,
  };
}

it("reads all that the steps need, with the scopes of a classic token", async () => {
  const { github, base } = await opened();
  const token = github.issueToken("ann", ["repo", "workflow", "read:org"]);
  expect(await readGithub(wanted(), { ...base, GITHUB_TOKEN: token })).toEqual({
    credential: {
      kind: "token",
      form: "classic",
      user: { value: { login: "ann", scopes: ["repo", "workflow", "read:org"] } },
    },
    providerOwner: "acme",
    plan: { value: "enterprise" },
    repository: { value: { visibility: "private", defaultBranch: "main", archived: false, admin: true } },
    teams: new Map([["approvers", { value: 1 }]]),
    rules: new Map([
      ["main", { value: [] }],
      ["develop", { value: [] }],
    ]),
    environments: { value: [] },
  });
});

it("knows a token without scopes as one that cannot be judged", async () => {
  const { github, base } = await opened();
  const { credential } = await readGithub(wanted(), { ...base, GITHUB_TOKEN: github.issueToken("bob") });
  expect(credential).toEqual({ kind: "token", form: "fine-grained", user: { value: { login: "bob" } } });
  const installed = await readGithub(wanted(), { ...base, GITHUB_TOKEN: "ghs_unknown" });
  expect(installed.credential).toMatchObject({ kind: "token", form: "installation" });
});

it("reads an app's permissions, and everything else with a token that can only read", async () => {
  const { base, app } = await opened();
  const read = await readGithub(wanted(), { ...base, ...app });
  expect(read.credential).toMatchObject({
    kind: "app",
    installation: { value: { permissions: { metadata: "read", administration: "write" }, suspended: false } },
    covers: { value: true },
  });
  expect(read.repository).toMatchObject({ value: { visibility: "private" } });

  // The provider would not: it looks at the app's variables only where github:appAuth is set.
  expect(read.credential).toMatchObject({ signsIn: { failed: { kind: "refused" } } });
  const configured = await readGithub({ ...wanted(), appAuth: true }, { ...base, ...app });
  expect(configured.credential).toMatchObject({ signsIn: { value: true } });

  const keys = appIn(app);
  if (!keys || "problem" in keys) throw new Error("the app is not usable");
  const root = apiRoot(base.GITHUB_BASE_URL);
  const installation = await readInstallation(root, keys);
  if ("failed" in installation) throw new Error(installation.failed.said);
  const token = await readingToken(root, keys, installation.value);
  if ("failed" in token) throw new Error(token.failed.said);
  expect(await ask(root, "/repos/acme/app/labels", token.value, { name: "x" })).toMatchObject({
    failed: { kind: "refused" },
  });
  const handed = await readGithub(wanted(), { ...base, ...app, GITHUB_TOKEN: token.value });
  expect(handed.credential).toMatchObject({ kind: "app", signsIn: { value: true } });
  const expired = await readGithub(wanted(), { ...base, ...app, GITHUB_TOKEN: "ghs_expired" });
  expect(expired.credential).toMatchObject({ kind: "app", signsIn: { failed: { kind: "refused" } } });
});

it("takes a person's token before an app that only the environment names, as the provider does", async () => {
  const { github, base, app } = await opened();
  const read = await readGithub(wanted(), {
    ...base,
    ...app,
    GITHUB_TOKEN: github.issueToken("ann", ["repo"]),
  });
  expect(read.credential).toMatchObject({ kind: "token", form: "classic" });
});

it("takes the token of GitHub's command line where there is no other, as the provider does", async () => {
  const { github, base } = await opened();
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-doctor-gh-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const gh = join(folder, "gh");
  writeFileSync(gh, `#!/bin/sh\necho ${github.issueToken("ann", ["repo"])}\n`, { mode: 0o700 });
  expect((await readGithub(wanted(), { ...base, GH_PATH: gh })).credential).toMatchObject({
    form: "classic",
  });
});

it("finds the owner in the provider's order", async () => {
  const ownerIn = async (config: Record<string, string>, environment: Record<string, string>) =>
    (
      await readGithub(
        { ...wanted(), providerConfig: config },
        { GH_PATH: "no-such-program", ...environment },
      )
    ).providerOwner;
  expect(await ownerIn({ "github:owner": "a" }, {})).toBe("a");
  expect(await ownerIn({ "github:owner": "a" }, { GITHUB_OWNER: "b" })).toBe("b");
  expect(await ownerIn({}, { GITHUB_OWNER: "b", GITHUB_ORGANIZATION: "c" })).toBe("c");
  expect(await ownerIn({}, {})).toBeUndefined();
});

it("says where the app is not installed for the repository, or is another app's", async () => {
  const { base, app } = await opened();
  const elsewhere = wanted();
  elsewhere.github.repository = "other";
  const read = await readGithub(elsewhere, { ...base, ...app });
  expect(read.credential).toMatchObject({ covers: { failed: { kind: "absent" } } });
  const unknown = await readGithub(wanted(), { ...base, ...app, GITHUB_APP_ID: "8" });
  expect(unknown.credential).toMatchObject({ installation: { failed: { kind: "refused" } } });
  expect(unknown.repository).toMatchObject({ failed: { kind: "refused" } });
});

it("says which variable of an app is missing, and that a path is no key, without showing either", () => {
  const app = { GITHUB_APP_ID: "7", GITHUB_APP_INSTALLATION_ID: "70" };
  expect(appIn({})).toBeUndefined();
  expect(appIn(app)).toEqual({
    problem: "GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID is set, and GITHUB_APP_PEM_FILE is not",
  });
  expect(appIn({ ...app, GITHUB_APP_PEM_FILE: "/home/ann/app.pem" })).toMatchObject({
    problem: expect.not.stringContaining("/home/ann"),
  });
  expect(appIn({ ...app, GITHUB_APP_PEM_FILE: pem.replaceAll("\n", "\\n") })).toMatchObject({ id: "7" });
});

it("signs for less than the ten minutes that GitHub allows", () => {
  const keys = { id: "7", installation: "70", key: privateKey };
  const claims = JSON.parse(
    Buffer.from(signedToken(keys, 1_000_000).split(".")[1] ?? "", "base64url").toString(),
  );
  expect(claims).toEqual({ iss: "7", iat: 940, exp: 1480 });
});

it("asks nothing without a credential: what GitHub shows to everybody would say the wrong thing", async () => {
  const { base } = await opened();
  const read = await readGithub(wanted(), base);
  expect(read.credential).toMatchObject({ kind: "none", problem: expect.stringContaining("GITHUB_TOKEN") });
  expect(read.repository).toMatchObject({ failed: { kind: "refused" } });
  expect(read.teams.size).toBe(0);
});

it("tells a wrong token from a repository that is not there", async () => {
  const { github, base } = await opened();
  const wrong = await readGithub(wanted(), { ...base, GITHUB_TOKEN: "nobodys" });
  expect(wrong.credential).toMatchObject({
    user: { failed: { kind: "refused", said: expect.stringContaining("401") } },
  });
  const none = wanted();
  none.github.repository = "none";
  const read = await readGithub(none, { ...base, GITHUB_TOKEN: github.issueToken("ann", ["repo"]) });
  expect(read.repository).toMatchObject({ failed: { kind: "absent" } });
});

/** A server that answers every request alike. */
async function answering(status: number, headers: Record<string, string>, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return `http://127.0.0.1:${address.port}`;
}

it.each([
  { what: "403", status: 403, headers: {}, body: '{"message":"Resource not accessible"}', kind: "refused" },
  {
    what: "a spent rate limit",
    status: 403,
    headers: { "x-ratelimit-remaining": "0" },
    body: "{}",
    kind: "away",
  },
  { what: "429", status: 429, headers: {}, body: "{}", kind: "away" },
  { what: "500", status: 500, headers: {}, body: "", kind: "away" },
  { what: "a proxy's page", status: 502, headers: {}, body: "<html>", kind: "away" },
  { what: "another form of answer", status: 200, headers: {}, body: "<html>", kind: "away" },
])("takes $what as $kind", async ({ status, headers, body, kind }) => {
  const url = await answering(status, headers, body);
  const read = await readGithub(wanted(), { GITHUB_BASE_URL: url, GITHUB_TOKEN: "ghp_x" });
  expect(read.repository).toMatchObject({ failed: { kind } });
  expect(read.credential).toMatchObject({ user: { failed: { kind } } });
});

it("takes silence as no answer, with the reason", async () => {
  const read = await readGithub(wanted(), { GITHUB_BASE_URL: "http://127.0.0.1:1/", GITHUB_TOKEN: "ghp_x" });
  expect(read.repository).toMatchObject({
    failed: { kind: "away", said: expect.stringMatching(/ECONNREFUSED|bad port/) },
  });
});

it("finds the API where the provider finds it", () => {
  expect(apiRoot(undefined)).toBe("https://api.github.com");
  expect(apiRoot("https://api.github.com/")).toBe("https://api.github.com");
  expect(apiRoot("https://github.acme.example")).toBe("https://github.acme.example/api/v3");
  expect(apiRoot("https://github.acme.example/api/v3/")).toBe("https://github.acme.example/api/v3");
});
