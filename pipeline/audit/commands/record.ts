import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { openGithub } from "../../../platforms/github/client.ts";
import type { Contract } from "../../contract/contract.ts";
import { placeName } from "../chain/place.ts";
import type { Sealed } from "../chain/record.ts";
import { LedgerError } from "../failure.ts";
import { maskAll, masker } from "../mask.ts";
import { type Recorded, recordEntry } from "../record-entry.ts";
import { bearWitness } from "../witness.ts";
import { environmentsOf, layoutOf, openLedger } from "./archive.ts";
import type { Command, CommandIo } from "./io.ts";

export const recordHelp = `audit record --entry FILE [--spool FOLDER] [--take-in FOLDER] [--early] [--witness] [--json]

Adds one record to the ledger, once, however often it is asked to.

  --entry FILE      the entry as JSON; - reads standard input
  --spool FOLDER    where the entry waits when the archive cannot be reached; keep it as a run artifact
  --take-in FOLDER  artifacts of earlier runs: what waits in them is added first
  --early           for a job before its environment opens, whose role reads nothing
  --witness         tells GitHub where the chain ends, as a status of the run's commit

Exits 0: recorded, or the record of a rollback that waits. 2: wrong use or entry. 3: not recorded; nothing may go forward.
`;

export const record: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entry: { type: "string" },
      spool: { type: "string" },
      "take-in": { type: "string" },
      early: { type: "boolean", default: false },
      witness: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  if (values.entry === undefined)
    throw new LedgerError("usage", "--entry is missing: name a JSON file, or - for standard input.");
  const contract = io.contract();
  const given = parse(
    values.entry === "-" ? await io.input() : await readFile(values.entry, "utf8"),
    values.entry,
  );
  const recorded = await recordEntry(maskAll(given, masker(io.env)), {
    open: () => openLedger(contract, io),
    layout: layoutOf(contract),
    environments: environmentsOf(contract),
    spool: values.spool,
    takeIn: values["take-in"],
    early: values.early,
    githubUrl: io.env["GITHUB_API_URL"] ?? "https://api.github.com",
  });
  if (values.witness && recorded.record) {
    const problem = await witness(contract, recorded.record, io);
    if (problem) recorded.warnings.push(problem);
  }
  io.out(values.json ? `${JSON.stringify(recorded, null, 2)}\n` : textOf(recorded));
  return recorded.mayGoOn ? 0 : 3;
};

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LedgerError("entry", `The entry is no JSON (${file === "-" ? "standard input" : file}).`);
  }
}

/** @returns why there is no witness: the record stands all the same. */
async function witness({ repository }: Contract, sealed: Sealed, io: CommandIo): Promise<string | undefined> {
  try {
    const github = openGithub({ token: io.env["GITHUB_TOKEN"] ?? "", baseUrl: io.env["GITHUB_API_URL"] });
    const at = { owner: repository.owner, repo: repository.name };
    await bearWitness(github, at, sealed.record.entry.run.commit, sealed);
    return undefined;
  } catch (error) {
    return `GitHub does not bear witness to this record: ${error instanceof Error ? error.message : error}`;
  }
}

function textOf({
  state,
  place,
  entry,
  record: sealed,
  waitsAt,
  reason,
  takenIn,
  warnings,
}: Recorded): string {
  const what = `${entry.type} of ${place.environment}`;
  const head = {
    recorded: `Recorded: ${what} is ${placeName(place)} ${sealed?.record.sequence} ${sealed?.hash}.`,
    there: `Recorded before: ${what} is ${placeName(place)} ${sealed?.record.sequence} ${sealed?.hash}.`,
    early: `Stored: ${what} waits at ${waitsAt} and the next record takes it in.`,
    spooled: `Not recorded: ${what} waits in ${waitsAt}. ${reason}\nKeep that folder as a run artifact; the next run takes it in.`,
  }[state];
  return [
    head,
    ...takenIn.map((one) => `  Taken in before it: ${one}.`),
    ...warnings.map((one) => `  Warning: ${one}`),
    "",
  ].join("\n");
}
