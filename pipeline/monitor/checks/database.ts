import type { Environment } from "../../cli/command.ts";
import type { MonitorRules } from "../../contract/watch.ts";
import type { OpenDatabase } from "../../smoke/database/database.ts";
import type { Look } from "../finding.ts";

/** Whether the database answers, and how fast. */
export function databaseLook(
  { address, withinMs: limit }: NonNullable<MonitorRules["database"]>,
  { variables, open, tick }: { variables: Environment; open: OpenDatabase; tick: () => number },
): Look {
  return {
    check: "database",
    subject: "database",
    async run() {
      const at = variables[address];
      if (!at) return { verdict: "unknown", why: `${address} is not set in this job.` };
      const begin = tick();
      try {
        const database = await open(at, limit);
        await database.rows("select 1", []);
        await database.close();
      } catch (error) {
        return {
          verdict: "no",
          why: `The database answers: ${error instanceof Error ? error.message : String(error)}.`,
        };
      }
      const measured = Math.round(tick() - begin);
      const why = `The database answered in ${measured} ms; it must be below ${limit} ms.`;
      return { verdict: measured < limit ? "yes" : "no", why, measured, limit, unit: "ms" };
    },
  };
}
