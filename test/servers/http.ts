import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers a request; one that ends nothing is a server that hangs. */
export type Behaviour = (response: ServerResponse, request: Received) => void;

export interface HttpServer {
  url: string;
  received: Received[];
  /** What comes next, in turn; the last stays. */
  behaviours: Behaviour[];
}

export const answers =
  (status: number, body = "", headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Ends the line in the middle of the answer. */
export const cuts: Behaviour = (response) => {
  response.writeHead(200, { "content-length": "1000" });
  response.write("half");
  setTimeout(() => response.destroy(), 10);
};

/** A server of a test on 127.0.0.1 that behaves as it is told, well or not. */
export async function startHttp(...behaviours: Behaviour[]): Promise<HttpServer> {
  const served: HttpServer = { url: "", received: [], behaviours };
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const { method = "", url = "", headers } = incoming;
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
    served.received.push(request);
    const [next] = served.behaviours;
    if (served.behaviours.length > 1) served.behaviours.shift();
    next?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  served.url = `http://127.0.0.1:${address.port}`;
  return served;
}
