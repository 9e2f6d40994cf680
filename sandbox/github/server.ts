import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { CloudError, type Value } from "../protocol/resource-type.ts";
import type { Cloud } from "../world/world.ts";
import { type Api, pageOf } from "./api.ts";
import type { GithubDocument } from "./document.ts";
import { errorBody, GithubError } from "./errors.ts";
import { graphql } from "./graphql.ts";
import type { Method } from "./route.ts";
import { callerOf } from "./tokens.ts";

const methods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const isMethod = (name: string | undefined): name is Method => name !== undefined && methods.includes(name);

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words name a position that the client cannot see; these are GitHub's.
    throw new GithubError(400, "Problems parsing JSON");
  }
}

interface Reply {
  status: number;
  body?: Value;
  headers?: Record<string, string>;
}

/** `Link` with the relations that GitHub gives: next and last, first and prev. */
function linkHeader(url: URL, page: number, last: number): Record<string, string> {
  const to = (target: number, rel: string): string => {
    const other = new URL(url);
    other.searchParams.set("page", String(target));
    return `<${other}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, "prev"), to(1, "first")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
  ];
  return links.length > 0 ? { Link: links.join(", ") } : {};
}

function answer(cloud: Cloud<GithubDocument>, api: Api, request: IncomingMessage, body: unknown): Reply {
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`);
  const caller = callerOf(cloud.read(), request.headers.authorization);
  if (caller === undefined) throw new GithubError(401, "Bad credentials");
  const actor = caller.login;
  if (caller.readOnly && request.method !== "GET") {
    throw new GithubError(403, "Resource not accessible by integration");
  }
  if (/^(\/api)?\/graphql$/.test(url.pathname)) return { status: 200, body: graphql(cloud.read(), body) };
  const { method } = request;
  if (!isMethod(method)) throw new GithubError(404, "Not Found");
  const target = `${url.pathname.replace(/^\/api\/v3(?=\/)/, "")}${url.search}`;
  const found = api.request({ method, target, body, actor });
  if (method !== "GET" || found.body === undefined) return found;
  const { body: part, page, last } = pageOf(found.body, url.searchParams);
  const etag = `W/"${createHash("sha256").update(JSON.stringify(part)).digest("hex")}"`;
  const headers = {
    ETag: etag,
    ...linkHeader(url, page, last),
    ...(caller.scopes ? { "X-OAuth-Scopes": caller.scopes.join(", ") } : {}),
  };
  if (request.headers["if-none-match"] === etag) return { status: 304, headers };
  return { status: found.status, body: part, headers };
}

function send(response: ServerResponse, reply: Reply): void {
  const headers = { "X-GitHub-Media-Type": "github.v3; format=json", ...reply.headers };
  if (reply.body === undefined) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  const text = JSON.stringify(reply.body);
  response
    .writeHead(reply.status, { "Content-Type": "application/json; charset=utf-8", ...headers })
    .end(text);
}

/** A running server. */
export interface Served {
  /** For example `http://127.0.0.1:40123`; the provider's `baseUrl` is this with a slash. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the API on the loopback address, below `/api/v3` and without that prefix.
 *
 * @param port 0, the default, takes a free one.
 */
export async function serve(cloud: Cloud<GithubDocument>, api: Api, port = 0): Promise<Served> {
  const server = createServer(async (request, response) => {
    try {
      send(response, answer(cloud, api, request, await bodyOf(request)));
    } catch (error) {
      const refusal =
        error instanceof CloudError
          ? error
          : new GithubError(
              500,
              `The sandbox failed: ${error instanceof Error ? error.message : String(error)}`,
            );
      send(response, { status: refusal.status, body: errorBody(refusal) });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
