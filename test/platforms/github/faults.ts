import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What goes wrong with a request. */
export interface Fault {
  /** The beginning of method and path: `POST /repos/acme/app/pulls`. */
  on: string;
  /** How many matching requests it meets; every one by default. */
  times?: number;
  /** How many matching requests pass before the first that it meets. */
  after?: number;
  /** An answer in GitHub's place. GitHub does not see the request. */
  answer?: { status: number; message?: string; headers?: Record<string, string> };
  /** A body in place of the one that GitHub answered. */
  body?: unknown;
  /** Cuts the connection, before GitHub sees the request or after it has done what was asked. */
  cut?: "before" | "after";
  /** Headers that GitHub adds to its own answer. */
  headers?: Record<string, string>;
  /** Something that happens just before GitHub sees the request. */
  meanwhile?: () => Promise<unknown>;
}

/** A way to GitHub on which things go wrong. */
export interface Faults {
  url: string;
  /** The requests so far, as `POST /repos/acme/app/pulls`. */
  requests: string[];
  /** The requests so far that are to change something; what only asks for a refusal is not counted. */
  writes(): string[];
  add(fault: Fault): void;
  clear(): void;
  close(): Promise<void>;
}

/** Opens a proxy in front of an API. */
export async function openFaults(target: string): Promise<Faults> {
  const requests: { line: string; isProbe: boolean }[] = [];
  let faults: { fault: Fault; met: number }[] = [];

  const meet = (line: string): Fault | undefined => {
    for (const one of faults.filter(({ fault }) => line.startsWith(fault.on))) {
      one.met += 1;
      const nth = one.met - (one.fault.after ?? 0);
      if (nth > 0 && nth <= (one.fault.times ?? Number.POSITIVE_INFINITY)) return one.fault;
    }
    return undefined;
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const path = decodeURIComponent((request.url ?? "").replace(/^\/api\/v3/, ""));
    const line = `${request.method} ${path}`;
    requests.push({ line, isProbe: body.length === 0 });
    const fault = meet(line);
    await fault?.meanwhile?.();
    if (fault?.cut === "before") return void request.socket.destroy();
    if (fault?.answer) {
      const { status, message = "Fault", headers = {} } = fault.answer;
      response.writeHead(status, { "content-type": "application/json", ...headers });
      return void response.end(JSON.stringify({ message }));
    }
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? "GET",
      headers: { authorization: request.headers.authorization ?? "", "content-type": "application/json" },
      ...(body.length > 0 ? { body } : {}),
    });
    const text = await answer.text();
    if (fault?.cut === "after") return void request.socket.destroy();
    const headers = { ...Object.fromEntries(answer.headers), ...fault?.headers };
    delete headers["content-length"];
    response
      .writeHead(answer.status, headers)
      .end(answer.status === 204 ? undefined : fault?.body ? JSON.stringify(fault.body) : text);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    get requests() {
      return requests.map(({ line }) => line);
    },
    writes: () =>
      requests.filter((one) => !one.line.startsWith("GET ") && !one.isProbe).map(({ line }) => line),
    add: (fault) => void faults.push({ fault, met: 0 }),
    clear() {
      faults = [];
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
