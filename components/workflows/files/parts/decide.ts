import { run, runnerTemp, type Step, type Text, text, uses } from "../../model/index.ts";
import type { AnyJob } from "../../model/job.ts";
import type { Road } from "../road.ts";
import { readingToken } from "./app.ts";
import { auditAccess } from "./audit.ts";
import { bringRuntime } from "./checkout.ts";
import type { Door } from "./door.ts";
import { recordsHome, runtime } from "./runtime.ts";

/** The artifact, and the record in it, that says how risky a release's migrations are. */
export const migrationReport = { name: "migrations", file: "migrations.json" } as const;

/** The first steps in an opened environment: nothing is touched before they said yes. */
export interface Decided {
  readonly steps: readonly Step[];
  /** The same gates once more, before anything changes: approving and building took their time. */
  readonly again: Step;
  readonly records: readonly string[];
}

/**
 * Proves the approvals and asks the gates, in this attempt of the run: a re-run is a new decision. With a stage that
 * people open, the gates come after their yes, so a late yes outside the window opens nothing.
 *
 * @param given.judged the job that judged the release's migrations; without one, none goes with the release.
 */
export function decide(
  road: Road,
  door: Door,
  given: { sha: Text; name: string; judged?: AnyJob | undefined; extra?: readonly string[] },
): Decided {
  const { sha, name, judged } = given;
  const { token, steps } = readingToken(road.app, door);
  const environment = door.stage.name;
  const isOpened = door.stage.doors.some(({ role, promotion }) => (role ?? promotion) !== undefined);
  const gate = (title: string, id: string, record: string) =>
    runtime(
      title,
      "gate",
      { environment, sha, migrations: `${recordsHome}/${migrationReport.file}` },
      { id, token, record },
    );
  return {
    steps: [
      ...bringRuntime(),
      judged === undefined ? noMigrations() : fetchReport(),
      ...steps,
      ...auditAccess(door),
      ...(isOpened
        ? [
            runtime(
              "Prove the approvals",
              "approvals",
              { environment, sha },
              { id: "approvals", token, record: "approvals.json" },
            ),
          ]
        : []),
      gate(name, "gate", "gate.json"),
    ],
    again: gate("Ask the gates once more", "gate-again", "gate-again.json"),
    records: [...(isOpened ? ["approvals.json"] : []), "gate.json", "gate-again.json"],
  };
}

function noMigrations(): Step {
  return run("Say that no migration goes with it", {
    run: `printf '{"risk":"none","names":[]}\\n' > "${recordsHome}/${migrationReport.file}"`,
  });
}

function fetchReport(): Step {
  return uses("Fetch the report of the migrations", {
    uses: "actions/download-artifact",
    with: { name: migrationReport.name, path: text`${runnerTemp}/records` },
  });
}
