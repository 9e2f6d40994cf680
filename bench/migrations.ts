// `node bench/migrations.ts`: 100 migrations on one Postgres, by the delivered runtime and by dbmate, in turns.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { bundle } from "../pipeline/bundle/bundle.ts";
import { contract } from "../test/pipeline/world.ts";
import { npmInCache } from "../test/servers/npm.ts";
import { type PostgresServer, startPostgres } from "../test/servers/postgres.ts";
import { compare, spread } from "./pair.ts";

const run = promisify(execFile);
const count = 100;

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  throw new Error(`--runs is ${JSON.stringify(values.runs)}; a whole number from 1 on is allowed.`);
}

const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
const server = await startPostgres([]);
try {
  const [ours, theirs] = [await layOutRuntime(), await layOutDbmate()];
  const { one, other, ratio } = await compare(
    runs,
    () =>
      timed(server, (url) =>
        run(process.execPath, ours.args, { env: { ...process.env, DATABASE_URL: url } }),
      ),
    () => timed(server, (url) => run(theirs.program, [...theirs.args, "--url", url, "migrate"])),
    (done) => process.stderr.write(`${done} of ${runs} pairs\n`),
  );
  process.stdout.write(
    [
      `${count} migrations take ${ratio.median.toFixed(2)} times what dbmate takes (aim 1.0).`,
      "",
      `  gatehouse, with checksums, 101 snapshots and history   ${spread(one)} s`,
      `  dbmate, without its dump of the schema                 ${spread(other)} s`,
      `  ratio, pair by pair                                    ${spread(ratio)}`,
      "",
      `  Minimum, median and maximum of ${runs} pairs; ${cpus().length} cores, Node ${process.versions.node}.`,
      "",
    ].join("\n"),
  );
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

function nameOf(index: number): string {
  return `${String(index + 1).padStart(3, "0")}_table_${index + 1}`;
}

function scriptsOf(index: number): { up: string; undo: string } {
  const table = `bench_${index + 1}`;
  const columns =
    "id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, at timestamptz DEFAULT now()";
  return {
    up: `CREATE TABLE ${table} (${columns});\nCREATE INDEX ${table}_name ON ${table} (name);\n`,
    undo: `DROP TABLE ${table};\n`,
  };
}

async function layOutRuntime(): Promise<{ args: string[] }> {
  const { code, sha256 } = await bundle();
  const migrations = join(folder, "migrations");
  mkdirSync(join(migrations, "rollback"), { recursive: true });
  for (let index = 0; index < count; index++) {
    const { up, undo } = scriptsOf(index);
    writeFileSync(join(migrations, `${nameOf(index)}.sql`), up);
    writeFileSync(join(migrations, "rollback", `${nameOf(index)}.sql`), undo);
  }
  const rules = {
    ...{
      layout: "numbered",
      numbering: "three-digits",
      folder: "migrations",
      undoFolder: "migrations/rollback",
    },
    ...{
      schemas: ["public"],
      trivial: "marked",
      conventions: [],
      lockTimeoutSeconds: 5,
      statementTimeoutSeconds: 600,
    },
    ...{ runnerWaitSeconds: 60, alertAfterSeconds: 300, environments: { development: { certified: false } } },
  };
  const runtime = { ...contract.runtime, sha256 };
  writeFileSync(join(folder, "contract.json"), JSON.stringify({ ...contract, runtime, migrations: rules }));
  writeFileSync(join(folder, "pipeline.mjs"), code);
  return {
    args: [
      ...[join(folder, "pipeline.mjs"), "migrate", "up", "--environment", "development"],
      ...[
        "--contract",
        join(folder, "contract.json"),
        "--folder",
        migrations,
        "--record",
        join(folder, "run.json"),
      ],
    ],
  };
}

async function layOutDbmate(): Promise<{ program: string; args: string[] }> {
  // The platform's own package: the one that gathers them cannot be locked for every platform.
  const name = `@dbmate/${process.platform}-${process.arch}`;
  const program = join(await npmInCache([`${name}@2.36.0`]), name, "bin", "dbmate");
  if (!existsSync(program)) throw new Error(`There is no dbmate for ${process.platform} on ${process.arch}.`);
  const migrations = join(folder, "dbmate");
  mkdirSync(migrations);
  for (let index = 0; index < count; index++) {
    const { up, undo } = scriptsOf(index);
    writeFileSync(join(migrations, `${nameOf(index)}.sql`), `-- migrate:up\n${up}\n-- migrate:down\n${undo}`);
  }
  return { program, args: ["-d", migrations, "--no-dump-schema"] };
}

/** Seconds of one whole process on an empty database. */
async function timed(on: PostgresServer, start: (url: string) => Promise<unknown>): Promise<number> {
  const url = `${on.url(await on.create())}?sslmode=disable`;
  const begin = performance.now();
  await start(url);
  return (performance.now() - begin) / 1000;
}
