import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { processMark } from "../../../start/recovery/processes.ts";
import { takeFolder } from "../../../start/recovery/run-lock.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "gatehouse-lock-"));

it("lets one run into a folder at a time, and the next one after it", () => {
  const folder = newFolder();
  const giveBack = takeFolder(folder);
  expect(() => takeFolder(folder)).toThrow(
    new RegExp(`Another run \\(process ${process.pid}, since .*\\) works in`),
  );
  giveBack();
  takeFolder(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

it("takes over from a run that is gone, also when its number has gone to another process", () => {
  const folder = newFolder();
  const lock = join(folder, "run.lock");
  writeFileSync(lock, JSON.stringify({ pid: process.pid, mark: "of an earlier process", since: "" }));
  const giveBack = takeFolder(folder);
  expect(readdirSync(folder)).toEqual(["run.lock"]);
  giveBack();
  expect(existsSync(lock)).toBe(false);
});

it("tells processes apart", () => {
  expect(processMark(process.pid)).toBe(processMark(process.pid));
  expect(processMark(process.pid)).not.toBe(processMark(process.ppid));
  // The largest number that Linux gives is 4194304 (proc(5), pid_max).
  expect(processMark(4_194_305)).toBeUndefined();
});
