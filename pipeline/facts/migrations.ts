import { readFileSync } from "node:fs";
import { z } from "zod";
import { migrationRisks } from "../contract/environment.ts";
import type { Fact } from "./facts.ts";

const report = z.looseObject({ risk: z.enum(migrationRisks), names: z.array(z.string()) });

/** What a release's migrations are, by the report that `migrate` wrote in this run. */
export function readMigrations(file: string | undefined): Fact<z.infer<typeof report>> {
  if (file === undefined) {
    return {
      missing: "Nobody said how risky the migrations are: name the report of `migrate` with --migrations.",
    };
  }
  try {
    const { risk, names } = report.parse(JSON.parse(readFileSync(file, "utf8")));
    return { value: { risk, names } };
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? error.issues[0]?.message : error instanceof Error ? error.message : "";
    return { missing: `The report of the migrations cannot be read (${file}): ${reason}` };
  }
}
