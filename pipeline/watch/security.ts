import { z } from "zod";
import type { AlertKind } from "../contract/watch.ts";
import { askOne, type Source } from "../facts/tell.ts";

const created = z.object({ number: z.int(), created_at: z.iso.datetime({ offset: true }) });

/** How each kind is asked for; secret scanning knows no severity, and a leaked secret is always critical. */
const routes: Record<AlertKind, { route: string; filter: Record<string, string> }> = {
  "code-scanning": {
    route: "GET /repos/{owner}/{repo}/code-scanning/alerts",
    filter: { state: "open", severity: "critical" },
  },
  dependabot: {
    route: "GET /repos/{owner}/{repo}/dependabot/alerts",
    filter: { state: "open", severity: "critical" },
  },
  "secret-scanning": { route: "GET /repos/{owner}/{repo}/secret-scanning/alerts", filter: { state: "open" } },
};

export interface SecurityAlert {
  kind: AlertKind;
  number: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** As many as one answer holds; GitHub gives the newest first. */
const mostAlerts = 100;

/**
 * Open critical alerts of these kinds, the newest hundred of each.
 *
 * @throws Untold where GitHub refuses: the token lacks `security-events: read`, or the feature is off.
 */
export async function criticalAlerts(source: Source, kinds: readonly AlertKind[]): Promise<SecurityAlert[]> {
  const lists = kinds.map(async (kind) => {
    const { route, filter } = routes[kind];
    const { data } = await askOne(source, route, { ...filter, per_page: mostAlerts }, z.array(created));
    return data.map(({ number, created_at }) => ({ kind, number, at: Date.parse(created_at) }));
  });
  return (await Promise.all(lists)).flat();
}
