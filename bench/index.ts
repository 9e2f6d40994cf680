// `npm run bench`: how long a preview of the real program takes, as a ratio to an empty program on the same engine.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { findEngine } from "../sandbox/engine/index.ts";
import { openSandbox } from "../sandbox/index.ts";
import { refreshWorkingCopy } from "../sandbox/working-copy.ts";
import { layOutEmptyPolicyPack, layOutEmptyProgram } from "./empty.ts";
import { type Comparison, compare, spread } from "./pair.ts";
import { previewer, putUpFromNothing } from "./runs.ts";

const help = `npm run bench measures on this machine, now, and asserts nothing in tests.

  npm run bench                 ten pairs of previews, then npm start from nothing
    --runs N    pairs of previews (default 10)
    --json      one JSON document on standard output

Previews alternate between the two programs, so that a busy moment falls on both. The limit is 1.5 times an empty
program, the aim 1.2. Exits 0: within the limit. 1: above it. 2: wrong use.
`;

const limits = { preview: { limit: 1.5, aim: 1.2 }, startSeconds: { aim: 60 } };
const repository = join(import.meta.dirname, "..");

interface Figures {
  machine: string;
  /** Preview of production against the empty program that `pulumi new` writes, both without policies. */
  preview: Comparison;
  /** The same against a program that does not even load the SDK. */
  bare: Comparison;
  /** Preview of production with the policy pack against one with an empty pack. */
  policies: Comparison;
  /** `npm start` from an empty sandbox, in seconds, with its peak memory in MB. */
  start: { seconds: number; peakMegabytes: number };
}

async function measure(runs: number, say: (text: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  try {
    say("npm start, from nothing");
    const start = await putUpFromNothing(repository, join(folder, "sandbox"));
    const engine = await findEngine({ onProgress: say });
    const sandbox = await openSandbox({ folder: join(folder, "sandbox") });
    try {
      const environment = {
        ...sandbox.environment,
        PATH: [...engine.path, process.env["PATH"] ?? ""].join(delimiter),
      };
      const preview = previewer(engine.command, environment);
      const real = refreshWorkingCopy(repository, join(folder, "sandbox"));
      const template = await layOutEmptyProgram("template", folder, repository, preview);
      const bare = await layOutEmptyProgram("bare", folder, repository, preview);
      const emptyPack = layOutEmptyPolicyPack(folder, repository);
      const pack = join(repository, "policies");
      return {
        machine: `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, Pulumi ${engine.version}`,
        start,
        preview: await compare(
          runs,
          () => preview.time(real, "production"),
          () => preview.time(template, "production"),
          (done) => say(`preview, real against empty: ${done} of ${runs} pairs`),
        ),
        bare: await compare(
          runs,
          () => preview.time(real, "production"),
          () => preview.time(bare, "production"),
          (done) => say(`preview, real against bare: ${done} of ${runs} pairs`),
        ),
        policies: await compare(
          runs,
          () => preview.time(real, "production", pack),
          () => preview.time(real, "production", emptyPack),
          (done) => say(`preview with policies against an empty pack: ${done} of ${runs} pairs`),
        ),
      };
    } finally {
      await sandbox.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf({ machine, preview, bare, policies, start }: Figures): string {
  const { limit, aim } = limits.preview;
  const verdict = preview.ratio.median <= limit ? "Within the limit" : "Above the limit";
  return [
    `${verdict}: a preview of production takes ${preview.ratio.median.toFixed(2)} times an empty program that loads the SDK (limit ${limit}, aim ${aim}).`,
    "",
    `  preview, production      ${spread(preview.one)} s`,
    `  preview, empty program   ${spread(preview.other)} s`,
    `  ratio, pair by pair      ${spread(preview.ratio)}`,
    `  without loading the SDK  ${spread(bare.other)} s`,
    `  ratio to that            ${spread(bare.ratio)}`,
    `  with our policies        ${spread(policies.one)} s`,
    `  with an empty pack       ${spread(policies.other)} s`,
    `  the policies' share      ${spread(policies.ratio)} times`,
    `  npm start from nothing   ${start.seconds} s (aim ${limits.startSeconds.aim}), peak memory ${start.peakMegabytes} MB`,
    "",
    `  Minimum, median and maximum; ${machine}.`,
    "",
  ].join("\n");
}

function readOptions(given: string[]): { runs: number; json: boolean; help: boolean } {
  const { values } = parseArgs({
    args: given,
    options: {
      runs: { type: "string", default: "10" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new Error(`--runs is ${JSON.stringify(values.runs)}; a whole number from 1 on is allowed.`);
  }
  return { ...values, runs };
}

async function main(given: string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(given);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\nSee npm run bench -- --help.\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const figures = await measure(options.runs, (text) => process.stderr.write(`${text}\n`));
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...figures, limits }, null, 2)}\n` : textOf(figures),
  );
  return figures.preview.ratio.median <= limits.preview.limit ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
