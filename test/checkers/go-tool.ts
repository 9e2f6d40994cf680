import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FindOptions } from "../../sandbox/engine/engine.ts";
import { executableName } from "../../sandbox/engine/executables.ts";
import { findGo } from "../../sandbox/engine/go.ts";
import {
  asDuration,
  cacheFolder,
  putInPlace,
  runQuietly,
  withLock,
} from "../../sandbox/engine/setup/index.mjs";

/** A program that is published as a Go module; `go/NAME` pins it and all that it is built of, by hash. */
export interface GoTool {
  readonly name: "actionlint" | "act";
  readonly version: string;
  readonly package: string;
}

/** The executable of a tool, built once and kept in the cache. */
export async function goTool(tool: GoTool, options: FindOptions = {}): Promise<string> {
  const { name, version } = tool;
  const folder = join(cacheFolder(), "go-tools", `${name}@${version}`);
  const executable = join(folder, executableName(name));
  if (existsSync(executable)) return executable;
  await withLock(
    join(cacheFolder(), "locks", `go-tool-${name}`),
    {
      what: `builds ${name}`,
      onWait: (owner) =>
        options.onProgress?.(`process ${owner.pid} ${owner.what} since ${owner.since}: waiting for it`),
      signal: options.signal,
    },
    async () => {
      if (existsSync(executable)) return;
      await putInPlace(folder, async (part) => {
        await build(tool, join(part, executableName(name)), options);
      });
    },
  );
  return executable;
}

async function build(tool: GoTool, output: string, options: FindOptions): Promise<void> {
  const go = await findGo(options);
  const cwd = join(cacheFolder(), "scratch", `go-tool-${tool.name}`);
  const began = Date.now();
  const tell = () =>
    options.onProgress?.(
      `building ${tool.name} ${tool.version} from Go modules, ${asDuration(Date.now() - began)} so far`,
    );
  const ticking = setInterval(tell, 1_000);
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  try {
    // A copy: Go may want to touch go.sum, and a checkout stays as it was committed.
    for (const file of ["go.mod", "go.sum"]) {
      copyFileSync(join(import.meta.dirname, "go", tool.name, file), join(cwd, file));
    }
    await runQuietly(go, ["build", "-trimpath", "-buildvcs=false", "-o", output, tool.package], {
      cwd,
      env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "" },
      signal: options.signal,
    });
  } finally {
    clearInterval(ticking);
    rmSync(cwd, { recursive: true, force: true });
  }
}
