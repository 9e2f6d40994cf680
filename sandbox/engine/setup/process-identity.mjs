// @ts-check
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When a process began, in the platform's own words, or undefined where that cannot be told.
 * Together with the number it names a process for good: numbers alone are given again.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processStart(pid) {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // Field 22, counted from behind the name, which may hold spaces: proc_pid_stat(5).
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    }
    if (process.platform === "win32") return undefined;
    return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }).trim();
  } catch {
    // No such process, or none that this user may look at: the caller asks isAlive for the difference.
    return undefined;
  }
}

/**
 * @param {{ pid: number, start?: string | undefined }} owner
 * @returns {boolean} whether that very process still runs
 */
export function isAlive(owner) {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const start = processStart(owner.pid);
  return owner.start === undefined || start === undefined || start === owner.start;
}
