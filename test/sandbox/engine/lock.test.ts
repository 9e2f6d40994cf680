import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, expect, it } from "vitest";
import { withLock } from "../../../sandbox/engine/setup/index.mjs";
import { temporaryFolder, until } from "./fakes.ts";

let folder: string;
let lock: string;

beforeEach(() => {
  folder = temporaryFolder();
  lock = join(folder, "lock");
});

/** A process that does `work` (JavaScript; `mark` notes a time and a word) under the lock. */
function contender(work: string) {
  const script = `
    import { appendFileSync, existsSync } from "node:fs";
    import { withLock } from ${JSON.stringify(pathToFileURL("sandbox/engine/setup/index.mjs").href)};
    const mark = (word) => appendFileSync(${JSON.stringify(join(folder, "log"))}, word + " " + process.pid + "\\n");
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    await withLock(${JSON.stringify(lock)}, { what: "counts", onWait: (owner) => mark("waits-for-" + owner.pid) },
      async () => { ${work} });`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "inherit" });
}

const log = () => readFileSync(join(folder, "log"), "utf8").trim().split("\n");

it("lets one process in at a time", async () => {
  const all = Array.from({ length: 5 }, () => contender('mark("in"); await sleep(50); mark("out");'));
  await Promise.all(all.map((child) => once(child, "close")));
  const steps = log().filter((line) => !line.startsWith("waits"));
  expect(steps).toHaveLength(10);
  for (let index = 0; index < steps.length; index += 2) {
    expect(steps[index + 1]).toBe(steps[index]?.replace("in", "out"));
  }
});

it("tells the waiting one whom it waits for", async () => {
  const first = contender('mark("in"); await sleep(600);');
  await until(() => existsSync(join(folder, "log")));
  const owners: unknown[] = [];
  await withLock(lock, { what: "waits", onWait: (owner) => owners.push(owner) }, async () => undefined);
  expect(owners).toEqual([expect.objectContaining({ pid: first.pid, what: "counts" })]);
});

it("takes over from a killed process; of many that wait, one is in at a time", async () => {
  const killed = contender('mark("killed"); await sleep(60_000);');
  await until(() => existsSync(join(folder, "log")));
  const waiting = Array.from({ length: 3 }, () => contender('mark("in"); await sleep(50); mark("out");'));
  await until(() => log().filter((line) => line.startsWith(`waits-for-${killed.pid}`)).length === 3);
  killed.kill("SIGKILL");
  await Promise.all(waiting.map((child) => once(child, "close")));
  const steps = log().filter((line) => /^(in|out) /.test(line));
  expect(steps).toHaveLength(6);
  for (let index = 0; index < steps.length; index += 2) {
    expect(steps[index + 1]).toBe(steps[index]?.replace("in", "out"));
  }
});

it.runIf(process.platform === "linux")("knows an owner from another process with its number", async () => {
  mkdirSync(lock);
  const reused = { pid: process.ppid, start: "1", what: "died long ago", since: "2020-01-01T00:00:00Z" };
  writeFileSync(join(lock, "7"), JSON.stringify(reused));
  expect(await withLock(lock, { what: "goes in" }, async () => "in")).toBe("in");
});

it("is released when the work fails", async () => {
  const failing = withLock(lock, { what: "fails" }, async () => {
    throw new Error("failed");
  });
  await expect(failing).rejects.toThrow("failed");
  expect(await withLock(lock, { what: "goes in" }, async () => "in")).toBe("in");
});

it("stops waiting when the caller gives up", async () => {
  mkdirSync(lock);
  writeFileSync(
    join(lock, "1"),
    JSON.stringify({ pid: process.pid, what: "stays", since: "2020-01-01T00:00:00Z" }),
  );
  const signal = AbortSignal.timeout(50);
  await expect(withLock(lock, { what: "waits", signal }, async () => "in")).rejects.toThrow(/timeout/);
});
