import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { nodeFits } from "../../start/bootstrap/node.mjs";
import { commandsOf } from "../../start/bootstrap/tasks.mjs";
import { fakeExecutable, runs, systemPath, temporaryFolder, until } from "../sandbox/engine/fakes.ts";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

let checkout: string;
let cache: string;
let bin: string;
let npmLog: string;

/** A checkout of nothing but the bootstrap, whose `npm start` runs `program`. */
beforeEach(() => {
  const folder = temporaryFolder();
  checkout = join(folder, "checkout");
  cache = join(folder, "cache");
  bin = join(folder, "bin");
  npmLog = join(folder, "npm.log");
  for (const part of ["start/bootstrap.mjs", "start/bootstrap", "sandbox/engine/setup"]) {
    cpSync(part, join(checkout, part), { recursive: true });
  }
  writeFileSync(join(checkout, "package.json"), JSON.stringify({ name: "gatehouse", type: "module" }));
  writeFileSync(join(checkout, "package-lock.json"), "{}");
  program('console.log("started");');
  fakeNpm('mkdir -p "$PWD/node_modules"');
});

function program(source: string): void {
  writeFileSync(join(checkout, "start/index.ts"), source);
}

/** An npm that logs what it is asked for and then runs `script`. */
function fakeNpm(script: string): void {
  fakeExecutable(bin, "npm", `echo "$@" >> '${npmLog}'\n${script}`);
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(checkout, "start/bootstrap.mjs"), ...args], {
    env: { PATH: [bin, systemPath].join(delimiter), GATEHOUSE_CACHE: cache, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new Error("the process has no pipes");
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, stdout, stderr };
}

const npmCalls = () => (existsSync(npmLog) ? readFileSync(npmLog, "utf8").trim().split("\n") : []);

it.each([
  ["v18.20.0", false],
  ["v20.20.2", false],
  ["v22.17.9", false],
  ["v22.18.0", true],
  ["v23.0.0", true],
  ["v24.21.0", true],
  ["v100.0.0", true],
])("says of Node %s that it fits: %s", (version, fits) => {
  expect(nodeFits(version)).toBe(fits);
});

describe("the task", () => {
  it("gets its arguments, a fitting node first on PATH, and gives its exit code", async () => {
    program(`import { execFileSync } from "node:child_process";
      console.log(process.argv.slice(2).join(), execFileSync("node", ["-p", "process.execPath"], { encoding: "utf8" }));
      process.exitCode = 42;`);
    const { code, stdout } = await outcome(start(["start", "--json", "x y"]));
    expect(stdout.trim()).toBe(`--json,x y ${process.execPath}`);
    expect(code).toBe(42);
  });

  it("is not steered by Pulumi's variables of the shell, and keeps the others", async () => {
    program('console.log(process.env["PULUMI_OPTION_CWD"], process.env["NO_COLOR"]);');
    const { stdout } = await outcome(start(["start"], { PULUMI_OPTION_CWD: "/nowhere", NO_COLOR: "1" }));
    expect(stdout.trim()).toBe("undefined 1");
  });

  it("must exist", async () => {
    const { code, stderr } = await outcome(start(["strat"]));
    expect(code).toBe(2);
    expect(stderr).toContain('"strat" is no task; the tasks are start, test,');
  });

  it.each(Object.entries(scripts))("`npm run %s` exists", (name, command) => {
    expect(command).toBe(`node start/bootstrap.mjs ${name}`);
    expect(commandsOf(name)).toBeDefined();
  });

  it.each(["SIGTERM", "SIGINT"] as const)("hears %s and may end in order", async (signal) => {
    program(`process.once("${signal}", () => { console.log("ended in order"); process.exit(7); });
      setInterval(() => {}, 1000); console.log("ready");`);
    const child = start(["start"]);
    child.stdout?.once("data", () => child.kill(signal));
    const { code, stdout } = await outcome(child);
    expect(stdout).toContain("ended in order");
    expect(code).toBe(7);
  });

  it("ends the whole by the signal that ended it", async () => {
    program('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);');
    expect((await outcome(start(["start"]))).signal).toBe("SIGKILL");
  });
});

describe("the packages", () => {
  it("are installed once, without install scripts, and again when the lockfile changes", async () => {
    for (let time = 0; time < 2; time += 1) expect((await outcome(start(["start"]))).code).toBe(0);
    expect(npmCalls()).toEqual([expect.stringMatching(/^ci --ignore-scripts /)]);
    writeFileSync(join(checkout, "package-lock.json"), '{"changed": true}');
    await outcome(start(["start"]));
    expect(npmCalls()).toHaveLength(2);
  });

  it("are installed once for two that start together", async () => {
    fakeNpm('sleep 1; mkdir -p "$PWD/node_modules"');
    const both = await Promise.all([outcome(start(["start"])), outcome(start(["start"]))]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(npmCalls()).toHaveLength(1);
  });

  it("are installed again when the first time was interrupted", async () => {
    fakeNpm('mkdir -p "$PWD/node_modules"; exec sleep 30');
    const killed = start(["start"]);
    await until(() => existsSync(join(checkout, "node_modules")));
    killed.kill("SIGKILL");
    await once(killed, "close");
    fakeNpm(":");
    expect((await outcome(start(["start"]))).stdout).toContain("started");
    expect(npmCalls()).toHaveLength(2);
  });

  it("stop being installed when the bootstrap is told to end", async () => {
    const pid = join(checkout, "npm.pid");
    fakeNpm(`echo $$ > '${pid}.draft'; mv '${pid}.draft' '${pid}'; exec sleep 30`);
    const child = start(["start"]);
    await until(() => existsSync(pid));
    child.kill("SIGTERM");
    expect((await outcome(child)).signal).toBe("SIGTERM");
    expect(runs(Number(readFileSync(pid, "utf8")))).toBe(false);
  });

  it("cannot be had: one message with what npm said", async () => {
    fakeNpm("echo 'npm error code EUSAGE' >&2; exit 1");
    const { code, stdout, stderr } = await outcome(start(["start"]));
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^the packages cannot be installed: `npm ci .*` ended with exit code 1\n\s+npm error code EUSAGE\n$/,
    );
  });
});

describe("an old Node", () => {
  /** An npm that "installs" a Node: a shell script that says its version and leaves the work to the real one. */
  const bringsNode = `case "$1" in
  ci) mkdir -p "$PWD/node_modules" ;;
  install)
    for specifier; do :; done
    node="$3/node_modules/\${specifier%@*}/bin"
    mkdir -p "$node"
    printf '#!/bin/sh\\nif [ "$1" = "--version" ]; then echo v%s; else BROUGHT=yes exec "${process.execPath}" "$@"; fi\\n' \\
      "\${specifier#*@}" > "$node/node"
    chmod +x "$node/node" ;;
esac`;
  const old = { GATEHOUSE_NODE: "npm" };
  const brought = () => readdirSync(join(cache, "node"));

  it("is replaced by one from npm, kept for the next time", async () => {
    fakeNpm(bringsNode);
    program('console.log("brought:", process.env["BROUGHT"]);');
    for (let time = 0; time < 2; time += 1) {
      const { stdout, stderr } = await outcome(start(["start"], old));
      expect(stdout, stderr).toContain("brought: yes");
    }
    expect(npmCalls().filter((call) => call.startsWith("install"))).toHaveLength(1);
  });

  it("leaves nothing half done where fetching is interrupted", async () => {
    const started = join(cache, "started");
    fakeNpm(`mkdir -p '${cache}'; touch '${started}'; exec sleep 30`);
    const killed = start(["start"], old);
    await until(() => existsSync(started));
    killed.kill("SIGKILL");
    await once(killed, "close");
    expect(brought()).toEqual([expect.stringMatching(/\.part-/)]);

    fakeNpm(bringsNode);
    expect((await outcome(start(["start"], old))).code).toBe(0);
    expect(brought()).toEqual([expect.stringMatching(/^node-/)]);
  });

  it("cannot be replaced: one message that says what to install", async () => {
    fakeNpm("echo 'npm error network' >&2; exit 1");
    const { code, stderr } = await outcome(start(["start"], old));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Gatehouse needs 22\.18\.0 or later.*install one from https:\/\/nodejs\.org\/.*\n.*\n\s+npm error network/,
    );
  });
});
