import { openGithub } from "../../../platforms/github/client.ts";
import type { Command, Outcome } from "../../cli/command.ts";
import { openContract } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import { day as dayText } from "../../contract/words.ts";
import { isRecordType, recordTypes } from "../entries/types.ts";
import { LedgerError } from "../failure.ts";
import { verifyExport } from "../verify/export-folder.ts";
import type { Verification } from "../verify/finding.ts";
import { verificationText } from "../verify/text.ts";
import { verify as verifyChains } from "../verify/verify.ts";
import { writeWitnesses } from "../verify/witness-lines.ts";
import { readWitnesses } from "../witness.ts";
import { layoutOf, openLedger, placesOf } from "./archive.ts";
import { readWitnessFiles, writeNamed } from "./files.ts";

export const verify: Command = {
  name: "audit verify",
  purpose: "does every record fit to all before it?",
  help: `Verifies every chain, its segments, and what S3 says of each object: versions, deletions, locks. Only a witness
outside (\`audit witnesses\`) shows that the end of a chain was cut off. An empty ledger fits.

Exits 0: everything fits. 1: something does not. 2: wrong use. 3: it could not be read.`,
  options: commandOptions["audit verify"],
  examples: ["audit verify --witness witnesses.jsonl", "audit verify --export folder"],
  async run(given, frame) {
    const witnesses = await readWitnessFiles(given.list("witness"));
    const lockedDays = daysIn(given.text("locked-days"));
    const folder = given.text("export");
    if (folder !== undefined) return outcomeOf(await verifyExport(folder, witnesses));
    const contract = openContract(given, frame);
    const found = await verifyChains(openLedger(contract, frame.environment), {
      layout: layoutOf(contract),
      places: placesOf(contract),
      witnesses,
      lockedDays: (type) => lockedDays ?? (isRecordType(type) ? recordTypes[type].retentionDays : 0),
    });
    return outcomeOf(found);
  },
};

function outcomeOf(found: Verification): Outcome {
  const verdict = found.findings.length === 0 ? "yes" : "no";
  const [title = "", ...notes] = verificationText(found).trimEnd().split("\n");
  return {
    verdict,
    report: { verdict, title, rows: [], notes: notes.map((note) => note.trim()).filter(Boolean) },
    json: found,
  };
}

function daysIn(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(given)) return Number(given);
  throw new LedgerError(
    "usage",
    `--locked-days is ${JSON.stringify(given)}; a whole number of days from 1 on is allowed.`,
  );
}

export const witnesses: Command = {
  name: "audit witnesses",
  purpose: "collect what GitHub was told of the chains' ends",
  help: `Reads the statuses of the default branch's commits since a day. Keep the file outside of the archive.

Exits 0: written. 2: wrong use. 3: GitHub could not be asked.`,
  options: commandOptions["audit witnesses"],
  examples: ["audit witnesses --since 2027-01-01 --output witnesses.jsonl"],
  async run(given, frame) {
    const [since, output] = [given.need("since"), given.need("output")];
    if (!dayText.safeParse(since).success) {
      throw new LedgerError("usage", `--since is ${JSON.stringify(since)}; a day as 2027-01-31 is allowed.`);
    }
    const { repository } = openContract(given, frame);
    const { environment, wait } = frame;
    const github = openGithub({
      token: tokenOf(environment),
      baseUrl: environment["GITHUB_API_URL"],
      ...(wait && { wait }),
    });
    const at = { owner: repository.owner, repo: repository.name };
    const found = await readWitnesses(github, at, repository.defaultBranch, `${since}T00:00:00Z`);
    writeNamed("--output", output, writeWitnesses(found));
    const title = `${found.length} witnesses written to ${output}.`;
    return {
      verdict: "yes",
      report: { verdict: "yes", title, rows: [], notes: [] },
      json: { output, witnesses: found.length },
    };
  },
};

function tokenOf(environment: Readonly<Record<string, string | undefined>>): string {
  const token = environment["GITHUB_TOKEN"];
  if (token) return token;
  throw new LedgerError("usage", "GITHUB_TOKEN is not set: hand the job's own token to the step, under env.");
}
