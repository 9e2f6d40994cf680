import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceRules } from "../../../pipeline/contract/services.ts";
import { smokeCommand } from "../../../pipeline/smoke/index.ts";
import { realWorld, type SmokeWorld } from "../../../pipeline/smoke/world.ts";
import { ask, type Said } from "../cli/ask.ts";
import { release, ruled } from "../world.ts";
import { password } from "./app.ts";

/** A backend as the contract has it. */
export const backend: ServiceRules = {
  kind: "backend",
  platform: "azure-functions",
  address: "BACKEND_URL",
  health: { name: "health", path: "/health", status: 200, json: { "/status": "ok" } },
  deep: { name: "deep health", path: "/health/deep", json: { "/database": "up", "/stripe": "up" } },
  probes: [],
};

/** A world without waits. The sleeps named in `ring` are over at once, those that guard limits never are. */
export function hasty(
  overrides: Partial<SmokeWorld> & { ring?: readonly number[]; waits?: number[] } = {},
): (variables: SmokeWorld["variables"]) => SmokeWorld {
  const { ring = [], waits = [], ...rest } = overrides;
  const guards = [2000, 165_000, 180_000];
  return (variables) => ({
    ...realWorld(variables, async () => {
      throw new Error("this test has no database");
    }),
    sleep: async (ms, signal) => {
      if (!guards.includes(ms)) return void waits.push(ms);
      if (ring.includes(ms)) return void (await new Promise((resolve) => setTimeout(resolve, 20)));
      await new Promise<void>((resolve) =>
        signal?.addEventListener("abort", () => resolve(), { once: true }),
      );
    },
    random: () => 1,
    ...rest,
  });
}

export interface Asked {
  url: string;
  suites: Record<string, string>;
  args?: readonly string[];
  environment?: Record<string, string>;
  services?: Record<string, ServiceRules>;
  smokeGroups?: string[];
  name?: string;
  world?: ReturnType<typeof hasty>;
}

/** Runs `smoke` for production, against an address, with suites of the test's own. */
export async function smokeOf(asked: Asked): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-smoke-"));
  try {
    for (const [name, text] of Object.entries(asked.suites)) writeFileSync(join(folder, name), text);
    const name = asked.name ?? "production";
    const { services = { backend }, smokeGroups } = asked;
    return await ask(
      [
        "smoke",
        "--environment",
        name,
        "--sha",
        release,
        "--suite",
        folder,
        "--record",
        "{record}",
        ...(asked.args ?? []),
      ],
      {
        contract: ruled({ services, ...(smokeGroups ? { smokeGroups } : {}) }, name),
        environment: { BACKEND_URL: asked.url, SMOKE_PASSWORD: password, ...asked.environment },
        commands: [smokeCommand(asked.world ?? hasty())],
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
