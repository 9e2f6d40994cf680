import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { Untold } from "../../facts/tell.ts";

/** A line that some commit added, or a line of its message. */
export interface Added {
  commit: string;
  /** Undefined in the commit's message. */
  path: string | undefined;
  line: number;
  text: string;
}

const log = [
  ...["-c", "core.quotepath=false"],
  ...["log", "--all", "--full-history", "--format=%x00%H%x00%n%B%x00", "--unified=0", "--no-color"],
  ...["--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/"],
  // One zero byte makes a file binary for git, and would hide the rest of it.
  "--text",
  // What only a merge brought in was in none of its parents.
  ...["--patch", "--diff-merges=first-parent"],
];

/** Every line that any commit of any ref added. @throws Untold where git does not say, or has not the whole history. */
export async function* linesAdded(folder: string): AsyncGenerator<Added> {
  if ((await git(folder, ["rev-parse", "--is-shallow-repository"])) !== "false") {
    throw new Untold(
      `${folder} has not the whole history: check out with fetch-depth: 0. A part of it proves nothing.`,
    );
  }
  const child = spawn("git", ["-C", folder, ...log], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = endOf(child);
  const errors = text(child.stderr);
  const reader = new PatchReader();
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      const added = reader.read(line);
      if (added) yield added;
    }
    const code = await ended;
    if (code !== 0) throw new Untold(`git log ended with ${code} in ${folder}: ${(await errors).trim()}`);
  } finally {
    child.kill();
  }
}

/** Exported for tests of what patches can hold. */
export class PatchReader {
  #commit = "";
  #inMessage = false;
  #path: string | undefined;
  #line = 0;
  /** Lines of the hunk that are still to come; outside of one, a line is git's and not the file's. */
  #removed = 0;
  #added = 0;

  read(line: string): Added | undefined {
    if (this.#removed + this.#added > 0) return this.#ofHunk(line);
    const [, commit] = /^\0([0-9a-f]{40,64})\0$/.exec(line) ?? [];
    if (commit !== undefined) {
      this.#commit = commit;
      this.#inMessage = true;
      this.#path = undefined;
      this.#line = 0;
      return undefined;
    }
    if (this.#inMessage) {
      if (line.endsWith("\0")) this.#inMessage = false;
      this.#line++;
      return { commit: this.#commit, path: undefined, line: this.#line, text: line.replace(/\0$/, "") };
    }
    this.#readHeader(line);
    return undefined;
  }

  #readHeader(line: string): void {
    if (line.startsWith("+++ "))
      this.#path = line.startsWith("+++ b/") ? line.slice(6).replace(/\t$/, "") : undefined;
    const [, removed, start, added] = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined) return;
    this.#removed = Number(removed ?? 1);
    this.#added = Number(added ?? 1);
    this.#line = Number(start);
  }

  #ofHunk(line: string): Added | undefined {
    if (line.startsWith("-")) this.#removed--;
    if (!line.startsWith("+")) return undefined;
    this.#added--;
    return { commit: this.#commit, path: this.#path, line: this.#line++, text: line.slice(1) };
  }
}

async function git(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn("git", ["-C", folder, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [code, output, errors] = await Promise.all([endOf(child), text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Untold(`git says of ${folder}: ${errors.trim()}`);
  return output.trim();
}

function endOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Untold(`git cannot be run: ${error.message}`)));
    child.once("close", resolve);
  });
}
