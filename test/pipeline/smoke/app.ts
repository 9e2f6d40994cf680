import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";

/** What goes wrong with a request. */
export type Misbehaviour =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Takes the request and never answers. */
  | "hangs"
  /** Ends the connection before an answer. */
  | "cuts"
  /** Sends half of what it promised, then ends the connection. */
  | "half"
  /** Leads to itself. */
  | "loops"
  /** Claims to have done what it did not. */
  | "forgets";

/** An application that can be smoke-tested, and that can be made to misbehave. */
export interface App {
  url: string;
  /** Misbehaviour by method and path, for so many requests; every one by default. */
  wrong: Map<string, { as: Misbehaviour; times?: number }>;
  /** What was asked so far, as `POST /diary`. */
  asked: string[];
  /** The header that marks smoke tests, of every request. */
  marks: (string | undefined)[];
  entries: Map<string, string>;
  /** Entries of which the audit trail knows. */
  audit: Set<string>;
  close(): Promise<void>;
}

export const password = "correct-horse-battery";
const token = "session-token-of-the-test-tenant";

/** Opens a server on a free port. */
export async function serve(listener: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function openApp(): Promise<App> {
  const app: Omit<App, "url" | "close"> = {
    wrong: new Map(),
    asked: [],
    marks: [],
    entries: new Map(),
    audit: new Set(),
  };
  let burst = 0;
  const answer = (response: ServerResponse, status: number, body: unknown = {}, headers = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const line = `${request.method} ${request.url}`;
    app.asked.push(line);
    app.marks.push(request.headers["x-gatehouse-smoke"]?.toString());
    const fault = misbehaviour(app.wrong, line);
    if (fault === "hangs") return;
    if (fault === "cuts") return void request.socket.destroy();
    if (fault === "loops") return void response.writeHead(302, { location: request.url ?? "/" }).end();
    if (fault === "half") {
      response.writeHead(200, { "content-length": "1000" }).write('{"status":"o');
      return void setImmediate(() => request.socket.destroy());
    }
    if (typeof fault === "object") return void answer(response, fault.status, fault.body, fault.headers);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const text = JSON.stringify(body);
    if (line === "GET /health") return void answer(response, 200, { status: "ok" });
    if (line === "GET /health/deep") return void answer(response, 200, { database: "up", stripe: "up" });
    if (line === "POST /auth/login") {
      return void (text.includes(password) ? answer(response, 200, { token }) : answer(response, 401));
    }
    if (line === "GET /limited") return void answer(response, ++burst > 20 ? 429 : 200);
    if (line.startsWith("GET /api/v1/")) return void answer(response, 200);
    if (request.headers.authorization !== `Bearer ${token}`) return void answer(response, 401);
    diary(line, text, response, fault === "forgets");
  }

  function diary(line: string, text: string, response: ServerResponse, forgets: boolean): void {
    const [method = "", path = ""] = line.split(" ");
    const [, id = ""] = /^\/(?:diary|audit)\/(.+)$/.exec(path) ?? [];
    if (line === "POST /diary") {
      const made = `entry-${app.entries.size + 1}-of-the-diary`;
      app.entries.set(made, text);
      if (!forgets) app.audit.add(made);
      return void answer(response, 201, { id: made });
    }
    if (path.startsWith("/audit/"))
      return void answer(response, app.audit.has(id) ? 200 : 404, { entity: id });
    if (!app.entries.has(id)) return void answer(response, 404);
    if (method === "PUT") app.entries.set(id, text);
    if (method === "DELETE" && !forgets) app.entries.delete(id);
    answer(response, method === "DELETE" ? 204 : 200, { id, content: app.entries.get(id) });
  }

  const server = await serve((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  return { ...app, ...server };
}

/** The fault of the longest match; one that ends with a slash is of everything below. */
function misbehaviour(wrong: App["wrong"], line: string): Misbehaviour | undefined {
  const [found] = [...wrong]
    .filter(([on, { times }]) => times !== 0 && (line === on || (on.endsWith("/") && line.startsWith(on))))
    .sort(([one], [other]) => other.length - one.length);
  if (!found) return undefined;
  const [, fault] = found;
  if (fault.times !== undefined) fault.times -= 1;
  return fault.as;
}
