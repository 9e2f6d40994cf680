import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { openGithub } from "../../../platforms/github/client.ts";
import { isRecordType, recordTypes } from "../entries/types.ts";
import { LedgerError } from "../failure.ts";
import { readWitnessFile, verifyExport } from "../verify/export-folder.ts";
import { verificationText } from "../verify/text.ts";
import { verify as verifyChains } from "../verify/verify.ts";
import { writeWitnesses } from "../verify/witness-lines.ts";
import { readWitnesses } from "../witness.ts";
import { layoutOf, openLedger, placesOf } from "./archive.ts";
import type { Command } from "./io.ts";

export const verifyHelp = `audit verify [--export FOLDER] [--witness FILE]... [--locked-days N] [--json]

Verifies every chain, its segments, and what S3 says of each object: versions, deletions, locks.

  --export FOLDER   verifies an export instead of the archive
  --witness FILE    what \`audit witnesses\` wrote: only a witness outside shows that an end was cut off
  --locked-days N   of an archive for rehearsals, whose records are locked for fewer days than they must be kept

Exits 0: everything fits. 1: something does not. 2: wrong use. 3: it could not be read.
`;

export const verify: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      export: { type: "string" },
      witness: { type: "string", multiple: true, default: [] },
      "locked-days": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const witnesses = (await Promise.all(values.witness.map(readWitnessFile))).flat();
  const lockedDays = daysIn(values["locked-days"]);
  let found: Awaited<ReturnType<typeof verifyChains>>;
  if (values.export !== undefined) {
    found = await verifyExport(values.export, witnesses);
  } else {
    const contract = io.contract();
    found = await verifyChains(openLedger(contract, io), {
      layout: layoutOf(contract),
      places: placesOf(contract, {}),
      witnesses,
      lockedDays: (type) => lockedDays ?? (isRecordType(type) ? recordTypes[type].retentionDays : 0),
    });
  }
  io.out(values.json ? `${JSON.stringify(found, null, 2)}\n` : verificationText(found));
  return found.findings.length === 0 ? 0 : 1;
};

function daysIn(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(given)) return Number(given);
  throw new LedgerError(
    "usage",
    `--locked-days is ${JSON.stringify(given)}; a whole number of days from 1 on is allowed.`,
  );
}

export const witnessesHelp = `audit witnesses --since DAY --out FILE

Collects what GitHub was told of the chains' ends, from the statuses of commits of the default branch since that day.

Exits 0: written. 2: wrong use. 3: GitHub could not be asked.
`;

export const witnesses: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: { since: { type: "string" }, out: { type: "string" } },
  });
  const { since, out } = values;
  if (since === undefined || !/^\d{4}-\d\d-\d\d$/.test(since) || out === undefined) {
    throw new LedgerError("usage", "--since DAY (as 2027-01-31) and --out FILE are needed.");
  }
  const { repository } = io.contract();
  const github = openGithub({ token: io.env["GITHUB_TOKEN"] ?? "", baseUrl: io.env["GITHUB_API_URL"] });
  const at = { owner: repository.owner, repo: repository.name };
  const found = await readWitnesses(github, at, repository.defaultBranch, `${since}T00:00:00Z`);
  await writeFile(out, writeWitnesses(found));
  io.out(`${found.length} witnesses written to ${out}.\n`);
  return 0;
};
