// A writer of the ledger as a process of its own, so that it can be killed: node writer.ts ENDPOINT NUMBER COUNT TIME.

import { usualLayout } from "../../../pipeline/audit/chain/place.ts";
import { LedgerError } from "../../../pipeline/audit/failure.ts";
import { recordEntry } from "../../../pipeline/audit/record-entry.ts";
import { openBucket } from "../../../platforms/s3/client.ts";
import { deployment, environments } from "./entries.ts";

/** The exit code of one that others outran. */
const outrun = 75;

const [endpoint = "", number = "", count = "", at = ""] = process.argv.slice(2);
const credentials = { accessKeyId: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: "none" };
const open = () => openBucket("app-audit", { region: "us-east-1", credentials, endpoint });

for (let index = 0; index < Number(count); index++) {
  // The same events whenever it is started: what a job that runs again would report.
  const run = { ...deployment().run, id: `${number}${String(index).padStart(3, "0")}` };
  try {
    const { record, state } = await recordEntry(deployment(1, { at, run }), {
      open,
      layout: usualLayout,
      environments,
      githubUrl: endpoint,
    });
    process.stdout.write(`${run.id} ${record?.record.sequence} ${state}\n`);
  } catch (error) {
    // Others were faster for a minute: on a busy machine that happens, and whoever asked runs it again.
    if (!(error instanceof LedgerError) || error.problem !== "busy") throw error;
    process.exit(outrun);
  }
}
