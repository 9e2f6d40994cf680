// `node bench/runtime.ts`: what the delivered runtime costs to start, against a bare `node -e 0`.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { bundle } from "../pipeline/bundle/bundle.ts";
import { type Comparison, compare, spread } from "./pair.ts";

const run = promisify(execFile);

interface Figures {
  machine: string;
  bytes: number;
  /** `--help`, which loads all of it and asks nobody, against `node -e 0`; in seconds. */
  start: Comparison;
}

async function measure(runs: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-runtime-"));
  try {
    const { code } = await bundle();
    const runtime = join(folder, "pipeline.mjs");
    writeFileSync(runtime, code);
    const time = async (args: readonly string[]) => {
      const begin = performance.now();
      await run(process.execPath, [...args], { cwd: folder });
      return (performance.now() - begin) / 1000;
    };
    return {
      machine: `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`,
      bytes: Buffer.byteLength(code),
      start: await compare(
        runs,
        () => time([runtime, "--help"]),
        () => time(["-e", "0"]),
        () => undefined,
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { runs: { type: "string", default: "20" }, json: { type: "boolean", default: false } },
});
const figures = await measure(Number(values.runs));
const { machine, bytes, start } = figures;
process.stdout.write(
  values.json
    ? `${JSON.stringify(figures, null, 2)}\n`
    : [
        `The runtime, ${Math.round(bytes / 1000)} kB, starts in ${start.ratio.median.toFixed(2)} times a bare node.`,
        "",
        `  node -e 0              ${spread(start.other)} s`,
        `  pipeline.mjs --help    ${spread(start.one)} s`,
        `  ratio, pair by pair    ${spread(start.ratio)}`,
        "",
        `  Minimum, median and maximum; ${machine}.`,
        "",
      ].join("\n"),
);
