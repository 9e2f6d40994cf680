// `node verify.mjs [FOLDER]`: verifies an export without network, packages or trust in whoever made it. It is delivered
// as one file; what it is made of imports nothing but Node.
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { exitCodeOf } from "../failure.ts";
import { readWitnessFile, verifyExport } from "./export-folder.ts";
import { verificationText } from "./text.ts";

const help = `node verify.mjs [FOLDER] [--witness FILE] [--json]

Verifies an export of a ledger: that no record in it was altered, dropped, added, doubled, swapped or cut off.

  FOLDER          the export; default is the folder in which this file lies
  --witness FILE  what somebody outside saw, one JSON object a line: place, sequence, hash, source. May be repeated
  --json          one JSON document

Exits 0: everything fits. 1: something does not. 2: wrong use. 3: it could not be read.
`;

async function main(given: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: given,
    allowPositionals: true,
    options: {
      witness: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const witnesses = (await Promise.all(values.witness.map(readWitnessFile))).flat();
  const found = await verifyExport(positionals[0] ?? dirname(process.argv[1] ?? "."), witnesses);
  process.stdout.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : verificationText(found));
  return found.findings.length === 0 ? 0 : 1;
}

function codeOf(error: unknown): number {
  const isUse = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  return isUse ? 2 : (exitCodeOf(error) ?? 3);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\nSee node verify.mjs --help.\n`);
  process.exitCode = codeOf(error);
}
