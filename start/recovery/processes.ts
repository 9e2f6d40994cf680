import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Tells one process from a later one with the same number: its number and when it began, as the system has it.
 * Undefined when no such process runs.
 */
export function processMark(pid: number): string | undefined {
  if (!isRunning(pid)) return undefined;
  if (process.platform === "linux") return linuxMark(pid);
  try {
    return `${pid} ${execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim()}`;
  } catch (error) {
    // ps ends with 1 when the process went in between.
    if (error instanceof Error && "status" in error && error.status === 1) return undefined;
    throw error;
  }
}

/** Whether a process with this number runs; one that ended and waits to be collected does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return process.platform !== "linux" || linuxMark(pid) !== undefined;
}

/** Fields 3 (state) and 22 (start time) of /proc/PID/stat, proc(5); the name before them may hold anything. */
function linuxMark(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return undefined;
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : `${pid} ${fields[19]}`;
}
