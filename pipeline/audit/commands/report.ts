import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { placeName } from "../chain/place.ts";
import { exportLedger } from "../export.ts";
import { LedgerError } from "../failure.ts";
import { query } from "../index/query.ts";
import { reportPage } from "../report/page.ts";
import { readWitnessFile } from "../verify/export-folder.ts";
import { verify } from "../verify/verify.ts";
import { layoutOf, openLedger, placesOf } from "./archive.ts";
import type { Command } from "./io.ts";
import { chosen, type FilterValues, filterOf, filterOptions } from "./query.ts";

export const reportHelp = `audit report --out FILE [--witness FILE]... [the choices of audit query]

Writes one HTML page that works from disk: the verdict on the chains, their picture, and their records. Every record is
read and verified; no index is used.

Exits 0: written, and everything fits. 1: written, and something does not fit. 2: wrong use. 3: it could not be read.
`;

export const report: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...filterOptions,
      out: { type: "string" },
      witness: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.out === undefined) throw new LedgerError("usage", "--out is missing: name the file to write.");
  const filter = filterOf(values);
  const contract = io.contract();
  const [ledger, layout] = [openLedger(contract, io), layoutOf(contract)];
  const places = placesOf(contract, chosen(values));
  const witnesses = (await Promise.all(values.witness.map(readWitnessFile))).flat();
  const verification = await verify(ledger, { layout, places, witnesses });
  const chains = [];
  for (const place of places) {
    const name = placeName(place);
    const isThere = verification.chains.some((one) => one.place === name);
    // Of a broken chain the page shows what is wrong; its records cannot be answered for.
    const isBroken = verification.findings.some((one) => one.place === name);
    if (!isThere) continue;
    const found = isBroken
      ? { records: [] }
      : await query(ledger, { layout, places: [place], filter, index: undefined });
    chains.push({ place: name, records: found.records });
  }
  const page = reportPage({
    application: contract.application.title,
    madeAt: new Date().toISOString(),
    scope: scopeOf(values),
    verification,
    chains,
  });
  await writeFile(values.out, page);
  const broken = verification.findings.length;
  io.out(`${values.out} written: ${broken === 0 ? "everything fits" : `${broken} things do not fit`}.\n`);
  return broken === 0 ? 0 : 1;
};

function scopeOf(values: FilterValues): string {
  const given = Object.keys(filterOptions).flatMap((name) => {
    const value = Object.entries(values).find(([key]) => key === name)?.[1];
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return given.length === 0 ? "All records" : `Records with ${given.join(", ")}`;
}

export const exportHelp = `audit export --out FOLDER [--environment NAME] [--witness FILE]...

Copies whole chains to an empty folder, with the verifier for an inspector: \`node verify.mjs\` there needs no network.

Exits 0: written. 2: wrong use. 3: it could not be read or written.
`;

export const exportCommand: Command = async (args, io) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: "string" },
      environment: { type: "string" },
      witness: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.out === undefined) throw new LedgerError("usage", "--out is missing: name a new folder.");
  const contract = io.contract();
  // Delivered beside the runtime, as a file of its own.
  const verifier = join(dirname(process.argv[1] ?? "."), "verify.mjs");
  const { chains } = await exportLedger(openLedger(contract, io), values.out, {
    layout: layoutOf(contract),
    places: placesOf(contract, chosen(values)),
    witnesses: (await Promise.all(values.witness.map(readWitnessFile))).flat(),
    application: contract.application.name,
    bucket: contract.audit.bucket,
    ...(existsSync(verifier) && { verifier }),
    now: Date.now(),
  });
  const records = chains.reduce((sum, one) => sum + one.records, 0);
  io.out(`${records} records of ${chains.length} chains written to ${values.out}.\n`);
  if (!existsSync(verifier))
    io.err(`The verifier is not beside the runtime (${verifier}): hand it over with the export.\n`);
  return 0;
};
