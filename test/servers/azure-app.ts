import { type HttpServer, startHttp } from "./http.ts";

/** An app with a slot, as Azure Resource Manager shows it (App Service REST API: Get, Get Slot, Swap). */
export interface AzureApp {
  http: HttpServer;
  production: string;
  candidate: string;
  swaps: number;
  last: { timestampUtc: string; sourceSlotName: string; destinationSlotName: string } | undefined;
  /** Answers in place of the app's own, in turn. */
  faults: { status: number; body: string }[];
  /** Questions for a swap's end that still say that it goes on. */
  slow: number;
  now: string;
}

const root = "/subscriptions/sub/resourceGroups/group/providers/Microsoft.Web/sites/app";

export async function startAzureApp(production: string, candidate: string): Promise<AzureApp> {
  let left = 0;
  const http = await startHttp((response, { method, path }) => {
    const fault = app.faults.shift();
    if (fault) return void response.writeHead(fault.status).end(fault.body);
    const { pathname } = new URL(path, "http://azure");
    if (method === "GET" && pathname === root) {
      return void response.end(JSON.stringify({ properties: { slotSwapStatus: app.last ?? null } }));
    }
    if (method === "GET" && pathname === `${root}/operationresults/1`) {
      return void response.writeHead(left-- > 0 ? 202 : 200).end("{}");
    }
    const slot = pathname.startsWith(`${root}/slots/candidate`) ? "candidate" : "production";
    if (method === "POST" && pathname.endsWith("/slotsswap")) {
      [app.production, app.candidate] = [app.candidate, app.production];
      app.swaps++;
      app.last = {
        timestampUtc: app.now,
        sourceSlotName: slot,
        destinationSlotName: slot === "candidate" ? "production" : "candidate",
      };
      left = app.slow;
      return void response
        .writeHead(202, { location: `${http.url}${root}/operationresults/1?api-version=2024-04-01` })
        .end();
    }
    response.writeHead(404).end('{"error":{"code":"ResourceNotFound"}}');
  });
  const app: AzureApp = {
    http,
    production,
    candidate,
    swaps: 0,
    last: undefined,
    faults: [],
    slow: 1,
    now: "2027-02-01T14:30:00Z",
  };
  return app;
}
