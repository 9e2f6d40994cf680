import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { Written } from "../../../pipeline/facts/evidence.ts";
import { Untold } from "../../../pipeline/facts/tell.ts";
import type { World } from "../../../pipeline/release/commands/world.ts";
import { type Host, HostError, type PastRelease } from "../../../platforms/hosts/host.ts";
import { production, contract as usual } from "../world.ts";

export const old = "1".repeat(40);
export const good = "2".repeat(40);
export const bad = "3".repeat(40);

const service = (kind: "backend" | "frontend", platform: string) => ({
  kind,
  platform,
  address: `${kind.toUpperCase()}_URL`,
  health: { name: "health", path: "/health" },
  probes: [],
});

/** Production with a backend and a frontend. */
export const contract: Contract = {
  ...usual,
  environments: {
    ...usual.environments,
    production: {
      ...production,
      services: {
        backend: service("backend", "azure-functions"),
        frontend: service("frontend", "vercel"),
      },
    },
  },
};

let number = 0;

const written = (type: string, body: Written["body"]): Written => ({
  type,
  at: "2027-02-01T14:00:00Z",
  recordedAt: "2027-02-01T14:00:00Z",
  run: ++number,
  commit: bad,
  body,
  source: `ledger/production ${number}`,
});

/** A deployment in the ledger. */
export const deployment = (sha: string, startedAt: string, outcome: string, schemaBefore?: string): Written =>
  written("deployment", {
    commit: { sha, branch: "main" },
    execution: { startedAt, outcome },
    migrations: schemaBefore === undefined ? null : { run: ["016_x.sql"], schemaBefore, schemaAfter: "016" },
  });

export const correction = (to: string, startedAt: string, outcome = "success"): Written =>
  written("SYSTEM CORRECTION EVENT", { to, startedAt, outcome });

/** Newest first: a failure, then two good ones. */
export const usualRecords = (): Written[] => [
  deployment(bad, "2027-02-01T14:00:00Z", "failure", "015"),
  deployment(good, "2027-01-31T14:00:00Z", "success"),
  deployment(old, "2027-01-30T14:00:00Z", "success"),
];

export interface Hosts {
  /** What was done, in order: `backend back to 222…`. */
  did: string[];
  /** Refusals that come before an answer, by platform. */
  refusals: Record<string, HostError[]>;
  traffic: boolean;
  past: readonly PastRelease[] | undefined;
}

/** A world whose hosts do what they are asked, after the refusals that a test lays out. */
export function worldOf(records: readonly Written[] | undefined, hosts: Hosts): World {
  return {
    openEvidence: () => ({
      async *records() {
        if (!records) throw new Untold("S3 does not answer");
        yield* records;
      },
    }),
    openHost: (platform): Host => ({
      platform,
      promote: async (sha) => act(platform, "to", sha),
      hadTraffic: async () => hosts.traffic,
      restore: async (sha, past) => {
        hosts.past = past;
        return act(platform, "back to", sha);
      },
    }),
  };

  function act(platform: string, how: string, sha: string) {
    const refusal = hosts.refusals[platform]?.shift();
    if (refusal) throw refusal;
    hosts.did.push(`${platform} ${how} ${sha.slice(0, 3)}`);
    return { how: "done" as const, to: { id: platform, sha } };
  }
}

export const calm = (): Hosts => ({ did: [], refusals: {}, traffic: true, past: undefined });

export const passing = () => new HostError("Azure POST /slotsswap: 503", true);
export const final = () => new HostError("Azure POST /slotsswap: 403 AuthorizationFailed", false);
