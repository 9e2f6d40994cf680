import { createHash } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FindOptions } from "./engine.ts";
import { findExecutable } from "./executables.ts";
import { asDuration, cacheFolder, runQuietly, withLock } from "./setup/index.mjs";

/** Python packages cannot be had. The message says why and what to install. */
export class PythonError extends Error {
  override readonly name = "PythonError";
}

export interface VenvOptions extends FindOptions {
  /** What pip shall install, with exact versions: `["moto[s3,server]==5.2.5"]`. */
  readonly packages: readonly string[];
}

/**
 * A virtual environment with these packages and no others, made once and kept in the cache.
 *
 * @returns the folder of its executables
 * @throws PythonError where Python, its venv module or a package is missing
 */
export async function pythonVenv({ packages, onProgress, signal }: VenvOptions): Promise<string> {
  const python = findExecutable("python3") ?? findExecutable("python");
  if (python === undefined) {
    throw new PythonError(
      `there is no python3 on PATH, and ${packages.join(", ")} needs one: install Python 3.10 or later with its venv module`,
    );
  }
  const version = await runQuietly(python, ["--version"], { signal });
  const key = createHash("sha256")
    .update(JSON.stringify([version.trim(), python, [...packages].sort()]))
    .digest("hex")
    .slice(0, 16);
  const folder = join(cacheFolder(), "python", key);
  const executables = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  // A venv holds its own path and cannot be renamed into place, so this file, written last, says that it is whole.
  const complete = join(folder, "complete");
  if (existsSync(complete)) return executables;

  await withLock(
    join(cacheFolder(), "locks", `python-${key}`),
    {
      what: `installs ${packages.join(", ")}`,
      onWait: (owner) =>
        onProgress?.(`process ${owner.pid} ${owner.what} since ${owner.since}: waiting for it`),
      signal,
    },
    async () => {
      if (existsSync(complete)) return;
      rmSync(folder, { recursive: true, force: true });
      await make({ python, folder, executables, packages, onProgress, signal });
      writeFileSync(complete, `${packages.join("\n")}\n`);
    },
  );
  return executables;
}

async function make({
  python,
  folder,
  executables,
  packages,
  onProgress,
  signal,
}: VenvOptions & { python: string; folder: string; executables: string }): Promise<void> {
  const began = Date.now();
  const tell = () =>
    onProgress?.(`installing ${packages.join(", ")} for Python, ${asDuration(Date.now() - began)} so far`);
  const ticking = setInterval(tell, 1_000);
  try {
    await runQuietly(python, ["-m", "venv", folder], { signal }).catch((error: unknown) => {
      throw explainVenvFailure(python, error);
    });
    await runQuietly(
      join(executables, "python"),
      ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", ...packages],
      { signal },
    ).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new PythonError(
        `pip cannot install ${packages.join(", ")}: ${error instanceof Error ? error.message : error}`,
      );
    });
  } finally {
    clearInterval(ticking);
  }
}

/** Debian and Ubuntu ship Python without what a venv needs, in a package of its own. */
export function explainVenvFailure(python: string, error: unknown): PythonError {
  const said = error instanceof Error ? error.message : `${error}`;
  const debian = /ensurepip|No module named '?venv/.test(said);
  return new PythonError(
    debian
      ? `${python} has no venv module: install it (Debian, Ubuntu: \`apt-get install python3-venv\`)`
      : `${python} cannot make a virtual environment: ${said}`,
  );
}
