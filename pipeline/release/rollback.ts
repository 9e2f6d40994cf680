import type { Host, PastRelease, Shift } from "../../platforms/hosts/host.ts";
import type { Step } from "./steps.ts";

/** A service that goes back. */
export interface Going {
  name: string;
  host: Host;
}

export interface Plan {
  /** The release that is put back, and why that one. */
  sha: string;
  why: string;
  past: readonly PastRelease[];
  services: readonly Going[];
  /** The database; undefined where the scope leaves it alone. */
  database:
    | {
        /** The release that is left, with the schema that was there before it; undefined where it migrated nothing. */
        leaving: (PastRelease & { schemaBefore: string }) | undefined;
        /** Whether a person asked for the database by name, with a reason. */
        asked: boolean;
        /** Every service of the environment: one of them with traffic is enough to keep the schema. */
        services: readonly Going[];
        undo(to: string): Promise<string>;
      }
    | undefined;
}

/** The first three steps of S002-RB-02: find it, the database, the application. Smoke tests and people follow. */
export function rollbackSteps(plan: Plan): Step[] {
  return [
    { name: "find the last good release", run: async () => ({ outcome: "done", detail: plan.why }) },
    ...(plan.database ? [databaseStep(plan.database)] : []),
    ...plan.services.map(({ name, host }) => ({
      name: `${name} on ${host.platform}`,
      run: async () => shown(await host.restore(plan.sha, plan.past)),
    })),
  ];
}

/**
 * The schema goes back only while no new code had traffic: afterwards people may have written what the undo would lose
 * (C32; docs/decisions/015-rollback.md says why this departs from S002-RB-02's order).
 */
function databaseStep({ leaving, asked, services, undo }: NonNullable<Plan["database"]>): Step {
  return {
    name: "database",
    async run() {
      if (!leaving) return { outcome: "there", detail: "The release that is left migrated nothing." };
      const seen = await Promise.all(services.map(async ({ host }) => host.hadTraffic(leaving)));
      if (seen.includes(true) && !asked) {
        return {
          outcome: "kept",
          detail: "New code had traffic: the migration stays, and the code alone goes back.",
        };
      }
      return { outcome: "done", detail: await undo(leaving.schemaBefore) };
    },
  };
}

function shown({ how, to }: Shift): { outcome: "done" | "there"; detail: string } {
  const what = `${to.id}${to.sha ? ` at ${to.sha.slice(0, 12)}` : ""}`;
  return {
    outcome: how,
    detail: how === "done" ? `The traffic went back to ${what}.` : `${what} has the traffic already.`,
  };
}
