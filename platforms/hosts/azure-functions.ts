import { z } from "zod";
import { type Api, call, callFor } from "./call.ts";
import { type Host, HostError, type PastRelease, type Placed, type Shift } from "./host.ts";
import { until, type Wait } from "./patience.ts";

export interface AzureFunctionsAccess {
  subscription: string;
  group: string;
  app: string;
  /** A token of Azure Resource Manager. @throws HostError where there is none. */
  token(): Promise<string>;
  /** Default is Azure's public cloud. */
  url?: string;
  wait: Wait;
}

/** The slot that a release waits in; components/services/azure-functions declares it. */
const candidate = "candidate";
const production = "production";
const version = "api-version=2024-04-01";

/** Azure App Service REST API, "Web Apps - Get". */
const site = z.object({
  properties: z.object({
    slotSwapStatus: z
      .object({
        timestampUtc: z.string(),
        sourceSlotName: z.string(),
        destinationSlotName: z.string(),
      })
      .nullish(),
  }),
});

/**
 * An app on Azure Functions with a slot. A release waits in the slot; a swap gives it the traffic and leaves the one
 * before in the slot, from where a swap in the other direction brings it back. The direction of the last swap and its
 * time tell what was done already, so that a try which was cut is not undone by the next.
 */
export function azureFunctionsHost(access: AzureFunctionsAccess): Host {
  const { subscription, group, app, token, url = "https://management.azure.com", wait } = access;
  const api: Api = {
    name: "Azure",
    url,
    headers: async () => ({ authorization: `Bearer ${await token()}` }),
  };
  const root = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Web/sites/${app}`;

  async function lastSwap() {
    const { properties } = await callFor(api, { path: `${root}?${version}` }, site);
    return properties.slotSwapStatus ?? undefined;
  }

  async function swap(from: string, to: string, what: string): Promise<void> {
    const source = from === production ? root : `${root}/slots/${from}`;
    const answer = await call(api, {
      method: "POST",
      path: `${source}/slotsswap?${version}`,
      body: { targetSlot: to, preserveVnet: true },
    });
    const location = answer.headers.get("location");
    if (answer.status !== 202 || !location) return;
    await until(async () => ((await call(api, { path: location })).status === 202 ? undefined : true), {
      wait,
      everySeconds: 5,
      mostSeconds: 240,
      what,
    });
  }

  return {
    platform: "azure-functions",
    async promote(sha) {
      await swap(candidate, production, `The swap of ${app}`);
      return { how: "done", to: placed(sha) };
    },
    hadTraffic: async (release) => isSince(await lastSwap(), release),
    async restore(sha, past): Promise<Shift> {
      const to = placed(sha);
      const order = positionOf(sha, past);
      if (order === "newest") return { how: "there", to };
      const last = await lastSwap();
      const [leaving] = past;
      // The release that failed never had the traffic: what was good has it still.
      if (!last || !leaving || !isSince(last, leaving)) return { how: "there", to };
      if (last.sourceSlotName.toLowerCase() === production) return { how: "there", to };
      await swap(production, candidate, `The swap of ${app} back`);
      return { how: "done", to };
    },
  };

  function placed(sha: string): Placed {
    return { id: app, sha };
  }

  /** A slot holds one release only: the one before the newest. */
  function positionOf(sha: string, past: readonly PastRelease[]): "newest" | "before" {
    const [newest] = past;
    if (newest?.sha === sha) return "newest";
    const before = past.slice(1).find(({ good }) => good);
    if (before?.sha === sha) return "before";
    throw new HostError(
      `The slot of ${app} holds the release before the newest, ${before?.sha.slice(0, 12) ?? "none"}, and not ` +
        `${sha.slice(0, 12)}. Deploy that commit again by the deploy workflow, or go back to the one before.`,
      false,
    );
  }
}

/** Whether the last swap came after a release's deployment began. */
function isSince(swap: { timestampUtc: string } | undefined, { startedAt }: PastRelease): boolean {
  return swap !== undefined && Date.parse(swap.timestampUtc) >= Date.parse(startedAt);
}
