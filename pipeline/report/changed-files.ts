import { execFileSync } from "node:child_process";

/** What changed, from the repository's root, or why it could not be told. */
export type Changed =
  | { root: string; files: string[]; why?: undefined }
  | { root: string; files?: undefined; why: string };

const commit = /^[0-9a-f]{40}$/;

/**
 * Files that differ between the point where `head` left `base`, and `head`. Both names of a moved file count.
 *
 * @throws Error where this is no repository
 */
export function changedFiles(base: string | undefined, head = "HEAD"): Changed {
  const root = git(["rev-parse", "--show-toplevel"]).trimEnd();
  if (base === undefined || base === "") return { root, why: "it is not said what it changes from" };
  if (!commit.test(base)) return { root, why: `the base ${JSON.stringify(base)} is no full SHA` };
  try {
    const names = git(["diff", "--name-only", "-z", "--no-renames", `${base}...${head}`, "--"]);
    return { root, files: names.split("\0").filter((name) => name !== "") };
  } catch (error) {
    const reason = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    return { root, why: `git cannot compare with ${base}: ${reason.split("\n")[0]}` };
  }
}

function git(args: readonly string[]): string {
  return execFileSync("git", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 256 * 1024 * 1024,
  });
}
