import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { holderOf, takeLock } from "../../sandbox/lock.ts";
import { temporaryFolder } from "./cloud.ts";

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

it("belongs to one process at a time", () => {
  const folder = temporaryFolder();
  const lock = takeLock(folder);
  expect(takeLock(folder)).toEqual({ heldBy: process.pid });
  if ("release" in lock) lock.release();
  expect(existsSync(join(folder, "lock"))).toBe(false);
  expect(takeLock(folder)).toHaveProperty("release");
});

it("is taken over from a process that is gone, and from a file that names none", () => {
  for (const content of [String(deadPid()), "", "nobody"]) {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "lock"), content);
    expect(takeLock(folder)).toHaveProperty("release");
    expect(holderOf(folder)).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(["lock"]);
  }
});
