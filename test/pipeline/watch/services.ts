import type { IncomingMessage } from "node:http";
import { serve } from "../smoke/app.ts";

/** A request as a metrics service gets it. */
export interface Got {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Stub {
  url: string;
  got: Got[];
  close(): Promise<void>;
}

/** A service on this machine whose answer a test decides: a status and a document, or a text as it is. */
export async function openStub(
  answer: (got: Got) => { status?: number; document?: unknown; text?: string },
): Promise<Stub> {
  const got: Got[] = [];
  const server = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(Buffer.from(chunk)));
    request.on("end", () => {
      const one: Got = {
        method: request.method ?? "",
        url: new URL(request.url ?? "/", "http://stub"),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      got.push(one);
      const { status = 200, document, text } = answer(one);
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(text ?? JSON.stringify(document));
    });
  });
  return { ...server, got };
}

/** What Prometheus answers to an instant query with one series; a text as its numbers are. */
export function promVector(...values: string[]) {
  const result = values.map((value) => ({ metric: {}, value: [1_801_494_000, value] }));
  return { document: { status: "success", data: { resultType: "vector", result } } };
}

/** What Azure Monitor answers for one metric: a point for each minute, without a value where it has none. */
export function azurePoints(aggregation: string, ...values: (number | undefined)[]) {
  const data = values.map((value, minute) => ({
    timeStamp: new Date(1_801_494_000_000 + minute * 60_000).toISOString(),
    ...(value === undefined ? {} : { [aggregation]: value }),
  }));
  return { document: { cost: 0, interval: "PT1M", value: [{ timeseries: [{ metadatavalues: [], data }] }] } };
}
