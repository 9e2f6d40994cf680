import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Github, githubAccount, openGithub } from "../../../sandbox/github/index.ts";

/** What a request asks, below `/repos/acme/app`. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sends the beginning of the body and hangs up. */
  half?: boolean;
  /** Never answers. */
  silent?: boolean;
}

/** Answers in the sandbox's place; undefined: the sandbox answers. */
export type Lie = (asked: Asked) => Reply | undefined;

export interface World {
  url: string;
  sandbox: Github;
  token: string;
  /** Asked first, the newest before the others. */
  lies: Lie[];
  /** What was asked so far, as `GET /path`. */
  asked: string[];
  send(login: string, method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

const app = "/repos/acme/app";

/** People and teams as the contract of the tests names them; mallory may triage and no more. */
const account = githubAccount.parse({
  organization: "acme",
  plan: "enterprise",
  owners: ["olga"],
  users: ["dora", "dan", "terry", "tess", "quinn", "mallory"],
  teams: {
    "tech-leads": ["terry", "tess"],
    "deployment-managers": ["dora", "dan"],
    writers: ["dora", "dan", "terry", "tess", "quinn"],
    triage: ["mallory"],
  },
  repositories: {
    app: {
      files: { "README.md": "# App\n" },
      teams: { "tech-leads": "push", "deployment-managers": "push", writers: "push", triage: "triage" },
    },
  },
});

/**
 * The sandbox's GitHub behind a proxy that lies where it is told to. What it has not (runs, approvals, deployments, checks,
 * issues) is always told by tests.
 */
export async function openHostile(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-hostile-"));
  const sandbox = openGithub({ folder, account });
  const served = await sandbox.serve();
  const lies: Lie[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, served.url, lies, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const token = sandbox.issueToken("olga");
  return {
    url: `http://127.0.0.1:${address.port}`,
    sandbox,
    token,
    lies,
    asked,
    async send(login, method, path, body) {
      const response = await fetch(`${served.url}${app}${path}`, {
        method,
        headers: { authorization: `Bearer ${sandbox.issueToken(login)}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await served.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  real: string,
  lies: readonly Lie[],
  asked: string[],
): Promise<void> {
  const url = new URL(request.url ?? "/", real);
  const path = decodeURIComponent(url.pathname.replace(/^\/api\/v3/, "")).replace(app, "");
  const question = { method: request.method ?? "GET", path, query: url.searchParams };
  asked.push(`${question.method} ${path}`);
  for (const lie of lies.toReversed()) {
    const reply = lie(question);
    if (!reply) continue;
    if (reply.silent) return;
    const text = reply.body === undefined ? "" : JSON.stringify(reply.body);
    response.writeHead(reply.status, {
      "content-type": "application/json",
      ...(reply.half ? { "content-length": String(text.length) } : {}),
      ...reply.headers,
    });
    if (reply.half) response.write(text.slice(0, text.length / 2), () => response.destroy());
    else response.end(text);
    return;
  }
  const told = await fetch(`${real}${url.pathname}${url.search}`, {
    method: question.method,
    headers: { authorization: request.headers.authorization ?? "" },
  });
  response.writeHead(told.status, {
    "content-type": "application/json",
    date: told.headers.get("date") ?? "",
  });
  response.end(await told.text());
}

/** Answers a GET of one path. */
export function tells(path: string, body: unknown, status = 200): Lie {
  return (asked) => (asked.method === "GET" && asked.path === path ? { status, body } : undefined);
}

/** What somebody said at a door. */
export function approval(door: string, login: string, comment = "", state = "approved") {
  return { environments: [{ name: door }], state, user: { login }, comment };
}

/** Tells deployments at doors: of each when it was asked for and when it went on. */
export function deploymentsAt(
  run: number,
  sha: string,
  doors: Readonly<Record<string, readonly { asked: string; opened: string | null; id: number }[]>>,
): Lie {
  const all = Object.values(doors).flat();
  return ({ path, query }) => {
    if (path === "/deployments") {
      const found = doors[query.get("environment") ?? ""] ?? [];
      return {
        status: 200,
        body: found.map(({ id, asked, opened }) => ({
          id,
          sha,
          created_at: asked,
          updated_at: opened ?? asked,
        })),
      };
    }
    const one = all.find(({ id }) => path === `/deployments/${id}/statuses`);
    if (!one) return undefined;
    const log_url = `https://github.com/acme/app/actions/runs/${run}/job/1`;
    const waiting = { state: "waiting", created_at: one.asked, log_url };
    const going = { state: "in_progress", created_at: one.opened, log_url };
    return { status: 200, body: one.opened === null ? [waiting] : [going, waiting] };
  };
}
