import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it came to the proxy. */
export interface Passing {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What the proxy does in place of passing a request on; undefined lets it pass. */
export type Fault = (request: Passing, response: ServerResponse) => boolean | Promise<boolean>;

export interface S3Proxy {
  url: string;
  /** All requests so far, those that were passed on and those that were not. */
  requests: Passing[];
  /** Answers a request itself and gives true, or false to let it pass. */
  fault: Fault;
  /** Seconds by which the answers' Date is ahead of the truth. */
  dateAhead: number;
}

/**
 * Stands between a client and S3, and misbehaves on demand. Puts go through one after the other: S3 decides a
 * conditional put at once, and moto looks and stores in two steps that threads can come between.
 */
export async function startProxy(target: string): Promise<S3Proxy> {
  let putsDone: Promise<unknown> = Promise.resolve();
  const proxy: S3Proxy = { url: "", requests: [], fault: () => false, dateAhead: 0 };

  async function pass(request: Passing): Promise<Response> {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === "string" && !/^(host|connection|content-length)$/.test(name))
        headers.set(name, value);
    }
    const send = () =>
      fetch(`${target}${request.path}`, {
        method: request.method,
        headers,
        ...(request.method === "PUT" && { body: Buffer.from(request.body) }),
      });
    if (request.method !== "PUT") return send();
    const answer = putsDone.then(send);
    putsDone = answer.catch(() => undefined);
    return answer;
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const { method = "", url: path = "", headers } = incoming;
    const request: Passing = { method, path, headers, body: Buffer.concat(chunks) };
    proxy.requests.push(request);
    if (await proxy.fault(request, response)) return;
    const passed = await pass(request)
      .then(async (answer) => ({ answer, body: Buffer.from(await answer.arrayBuffer()) }))
      .catch(() => undefined);
    // What is behind is gone, as it is when a test ends: so is the answer.
    if (!passed) return void response.destroy();
    const { answer, body } = passed;
    for (const [name, value] of answer.headers) {
      if (!/^(connection|content-length|transfer-encoding|content-encoding|date)$/.test(name)) {
        response.setHeader(name, value);
      }
    }
    response.setHeader("date", new Date(Date.now() + proxy.dateAhead * 1000).toUTCString());
    response.writeHead(answer.status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port }: AddressInfo = addressOf(server.address());
  proxy.url = `http://127.0.0.1:${port}`;
  return proxy;
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  return address;
}

/** An answer as S3 gives it for an error. */
export function refuse(response: ServerResponse, status: number, code: string, message = code): true {
  const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { "content-type": "application/xml" }).end(xml);
  return true;
}
