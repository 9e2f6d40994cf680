import { type Job, job, runnerTemp, text, uses, type Value } from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import { bringRuntime, checkout } from "./checkout.ts";
import { migrationReport } from "./decide.ts";
import { runtime } from "./runtime.ts";

/** Judges a release's migrations by their files alone, before any environment opens: how risky they are, the gate asks. */
export function judgeMigrations(
  environment: string,
  given: { sha: Value; needs: readonly AnyJob[]; if?: Job["options"]["if"] },
): Job {
  const { sha, needs, if: condition } = given;
  return job("migrations", {
    name: "Judge the migrations",
    needs,
    if: condition,
    timeoutMinutes: 5,
    steps: [
      ...bringRuntime(),
      checkout(sha, { depth: 0 }),
      runtime("Check the migrations", "migrate check", { environment }, { record: migrationReport.file }),
      uses("Keep the report", {
        uses: "actions/upload-artifact",
        with: {
          name: migrationReport.name,
          path: text`${runnerTemp}/records/migrations.json`,
          "if-no-files-found": "error",
        },
      }),
    ],
  });
}
