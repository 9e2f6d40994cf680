import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** One process: its number, its parent's, and its resident memory in bytes. */
export interface ProcessSize {
  pid: number;
  parent: number;
  resident: number;
}

/** The largest sum that was seen, and how it was measured. */
export interface PeakMemory {
  bytes: number;
  method: string;
}

/** Every how many ms the processes are looked at. */
const interval = 250;
/** proc(5) counts resident memory in pages; 4 KiB on every platform that Pulumi publishes an engine for. */
const pageSize = 4096;

/** The resident memory of a process and of all that it started, in bytes. Shared pages count in each process. */
export function sumOfTree(processes: readonly ProcessSize[], root: number): number {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const own = processes.find(({ pid }) => pid === root)?.resident ?? 0;
  const descend = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + child.resident + descend(child.pid), 0);
  return own + descend(root);
}

/**
 * Watches the memory of this process and of all that it starts.
 *
 * @returns ends the watch and tells the peak.
 */
export function watchMemory(): () => PeakMemory {
  const linux = existsSync("/proc/self/stat");
  let bytes = 0;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      bytes = Math.max(bytes, sumOfTree(linux ? fromProc() : await fromPs(), process.pid));
    } finally {
      looking = false;
    }
  };
  void look();
  const timer = setInterval(look, interval);
  timer.unref();
  return () => {
    clearInterval(timer);
    const source = linux ? "/proc" : "ps";
    return {
      bytes,
      method: `the largest sum of resident memory of this process and all that it started, from ${source} every ${interval} ms`,
    };
  };
}

function fromProc(): ProcessSize[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = statOf(name);
    return stat === undefined ? [] : [parseStat(Number(name), stat)];
  });
}

/** Undefined when the process went while we looked. */
function statOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return undefined;
    throw error;
  }
}

/** Fields 4 (parent) and 24 (resident pages) of proc(5); the name before them may hold spaces and brackets. */
function parseStat(pid: number, stat: string): ProcessSize {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid, parent: Number(fields[1]), resident: Number(fields[21]) * pageSize };
}

async function fromPs(): Promise<ProcessSize[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,rss="]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const [pid = 0, parent = 0, kibibytes = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent, resident: kibibytes * 1024 };
    });
}
