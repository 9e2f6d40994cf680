import {
  always,
  type Expression,
  jobStatus,
  runnerTemp,
  type Step,
  type Text,
  text,
  uses,
} from "../../model/index.ts";
import type { Door } from "./door.ts";
import { records, recordsHome, runtime } from "./runtime.ts";

/**
 * The last steps of a job that moves something: what happened goes into the archive, whatever it was. With the archive
 * away the entry waits in the run's artifacts, which the next run takes in.
 */
export function recordAtEnd(
  door: Door,
  given: { type: string; attach: readonly string[]; sha?: Text; reason?: Text },
): Step[] {
  const { type, attach, sha, reason } = given;
  return [
    ...auditAccess(door, always()),
    runtime(
      "Record what happened",
      "audit run",
      {
        environment: door.stage.name,
        type,
        outcome: jobStatus,
        attach: records(...attach),
        spool: `${recordsHome}/waiting`,
        witness: true,
        ...(sha === undefined ? {} : { sha }),
        ...(reason === undefined ? {} : { reason }),
      },
      { id: "audit", if: always(), env: archive(door), permissions: { statuses: "write" } },
    ),
    keepRecords(door.environment.name),
  ];
}

/** Lets the steps after it read and add to the ledger; gates look up there what a release passed before. */
export function auditAccess(door: Door, when?: Expression): Step[] {
  return [
    uses("Open the archive of evidence", {
      uses: "aws-actions/configure-aws-credentials",
      if: when,
      with: {
        "aws-region": door.variable("AWS_REGION"),
        "role-to-assume": door.variable("AUDIT_ROLE_ARN"),
        "role-session-name": "gatehouse-evidence",
      },
    }),
  ];
}

/** Where the archive is. */
export function archive(door: Door) {
  return {
    AUDIT_BUCKET: door.variable("AUDIT_BUCKET"),
    AUDIT_INDEX_BUCKET: door.variable("AUDIT_INDEX_BUCKET"),
  };
}

function keepRecords(name: string): Step {
  return uses("Keep the records with the run", {
    uses: "actions/upload-artifact",
    if: always(),
    with: { name: `records-${name}`, path: text`${runnerTemp}/records`, "if-no-files-found": "ignore" },
  });
}
