import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command, Given } from "../../cli/command.ts";
import { openContract } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import { placeName } from "../chain/place.ts";
import { exportLedger } from "../export.ts";
import { query } from "../index/query.ts";
import { reportPage } from "../report/page.ts";
import { verify } from "../verify/verify.ts";
import { layoutOf, openLedger, placesOf } from "./archive.ts";
import { readWitnessFiles, writeNamed } from "./files.ts";
import { filterOf } from "./query.ts";

export const report: Command = {
  name: "audit report",
  purpose: "write the records and the verdict on their chains as one HTML page",
  help: `The page works from disk and loads nothing: the verdict on the chains, their picture, and their records. Every
record is read and verified; no index is used. The choices are those of \`audit query\`.

Exits 0: written, and everything fits. 1: written, and something does not fit. 2: wrong use. 3: it could not be read.`,
  options: commandOptions["audit report"],
  examples: ["audit report --environment production --from 2027-01-01 --output evidence.html"],
  async run(given, frame) {
    const output = given.need("output");
    const filter = filterOf(given);
    const contract = openContract(given, frame);
    const [ledger, layout] = [openLedger(contract, frame.environment), layoutOf(contract)];
    const places = placesOf(contract, { environment: given.text("environment"), book: given.text("book") });
    const witnesses = await readWitnessFiles(given.list("witness"));
    const verification = await verify(ledger, { layout, places, witnesses });
    const chains = [];
    for (const place of places) {
      const name = placeName(place);
      if (!verification.chains.some((one) => one.place === name)) continue;
      // Of a broken chain the page shows what is wrong; its records cannot be answered for.
      const isBroken = verification.findings.some((one) => one.place === name);
      const found = isBroken
        ? { records: [] }
        : await query(ledger, { layout, places: [place], filter, index: undefined });
      chains.push({ place: name, records: found.records });
    }
    const page = reportPage({
      application: contract.application.title,
      madeAt: new Date(frame.now()).toISOString(),
      scope: scopeOf(given),
      verification,
      chains,
    });
    writeNamed("--output", output, page);
    const { findings } = verification;
    const verdict = findings.length === 0 ? "yes" : "no";
    const fits = verdict === "yes" ? "everything fits" : `${findings.length} things do not fit`;
    return {
      verdict,
      report: {
        verdict,
        title: `${output} is written: ${fits}.`,
        rows: findings.map(({ place, kind, text }) => ({
          name: place,
          verdict: "no",
          why: `${kind}: ${text}`,
        })),
        notes: [],
      },
      json: { output, findings },
    };
  },
};

/** What was asked, for the page to be understood alone. */
function scopeOf(given: Given): string {
  const names = ["environment", "book", "from", "to", "actor", "sha", "outcome", "type", "text"];
  const chosen = names.flatMap((name) => {
    const value = given.text(name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return chosen.length === 0 ? "All records" : `Records with ${chosen.join(", ")}`;
}

/** @param verifier the delivered verifier, which lies beside the runtime as a file of its own. */
export function exportCommand(verifier: () => string): Command {
  return {
    name: "audit export",
    purpose: "copy whole chains to a folder that an inspector verifies offline",
    help: `Copies the stored bytes to an empty folder, with the verifier: \`node verify.mjs\` there needs no network and no
packages.

Exits 0: written. 2: wrong use. 3: it could not be read or written.`,
    options: commandOptions["audit export"],
    examples: ["audit export --environment production --output inspection"],
    async run(given, frame) {
      const output = given.need("output");
      const contract = openContract(given, frame);
      const file = verifier();
      const isThere = existsSync(file);
      const manifest = await exportLedger(openLedger(contract, frame.environment), output, {
        layout: layoutOf(contract),
        places: placesOf(contract, { environment: given.text("environment") }),
        witnesses: await readWitnessFiles(given.list("witness")),
        application: contract.application.name,
        bucket: contract.audit.bucket,
        ...(isThere && { verifier: file }),
        now: frame.now(),
      });
      const { chains } = manifest;
      const records = chains.reduce((sum, one) => sum + one.records, 0);
      return {
        verdict: "yes",
        report: {
          verdict: "yes",
          title: `${records} records of ${chains.length} chains are written to ${output}.`,
          rows: [],
          notes: isThere
            ? []
            : [`Warning: the verifier is not beside the runtime (${file}): hand it over with the export.`],
        },
        json: manifest,
      };
    },
  };
}

export const exporting = exportCommand(() => join(dirname(process.argv[1] ?? "."), "verify.mjs"));
