import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { GithubDocument } from "../../../../sandbox/github/document.ts";
import { githubAccount, openGithub } from "../../../../sandbox/github/index.ts";
import type { Json } from "./recording.ts";

/** An answer of the API. */
export interface Answer {
  status: number;
  body: Json | undefined;
  headers: Headers;
}

/** A fresh GitHub with the recording's names and numbers, and its API on a port. */
export interface World {
  url: string;
  token: string;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A change that nobody made through the API. */
  edit(step: (state: GithubDocument) => void): void;
  state(): GithubDocument;
  issueToken(login: string): string;
  /** A token that the organization's app has signed: who it is, for five minutes. */
  appToken(): string;
  close(): Promise<void>;
}

const appKey = generateKeyPairSync("rsa", { modulusLength: 2048 });

function appToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const text = [
    { alg: "RS256", typ: "JWT" },
    { iss: "501", iat: now - 60, exp: now + 300 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign("sha256", Buffer.from(text), appKey.privateKey).toString("base64url")}`;
}

const account = githubAccount.parse({
  organization: "acme",
  plan: "enterprise",
  owners: ["acme-bot"],
  users: ["alice", "bob", "carol"],
  teams: { platform: ["alice", "bob"] },
  installations: [9001],
  apps: [
    {
      id: 501,
      slug: "acme-road",
      publicKey: appKey.publicKey.export({ type: "spki", format: "pem" }),
      installationId: 9002,
      permissions: { metadata: "read", administration: "write" },
    },
  ],
  repositories: { app: { visibility: "private", files: { "README.md": "# app\n" } } },
});

function asRecorded(state: GithubDocument): void {
  state.organization.id = 77;
  for (const [login, id] of Object.entries({ alice: 11, bob: 12, carol: 13 })) {
    for (const user of state.users) if (user.login === login) user.id = id;
  }
  for (const team of state.teams) Object.assign(team, { id: 22, name: "Platform", description: "d" });
  for (const repository of state.repositories) repository.id = 501;
}

/** Opens a world of its own, in a temporary folder; requests are the organization owner's. */
export async function openWorld(plan: "free" | "team" | "enterprise" = "enterprise"): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-github-"));
  const github = openGithub({ folder, account: { ...account, plan } });
  github.cloud.change(asRecorded);
  const token = github.issueToken("acme-bot");
  const served = await github.serve();
  return {
    url: served.url,
    token,
    async send(method, path, body, headers = {}) {
      const prefix = path.startsWith("/api/") ? "" : "/api/v3";
      const response = await fetch(`${served.url}${prefix}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === "" ? undefined : z.json().parse(JSON.parse(text)),
        headers: response.headers,
      };
    },
    edit: (step) => github.cloud.change(step),
    state: () => github.cloud.read(),
    issueToken: github.issueToken,
    appToken,
    async close() {
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
