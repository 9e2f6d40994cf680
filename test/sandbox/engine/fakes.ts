import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gatehouse-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An executable shell script. */
export function fakeExecutable(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** The folders of the shell's own commands, for a PATH on which nothing else is found. */
export const systemPath = "/usr/bin:/bin";

/**
 * A `go` that builds an engine in no time: it logs each call to `log`, and the engine says `version`.
 *
 * @param building shell commands that run before the engine is there
 */
export function fakeGo(folder: string, log: string, { building = ":", version = "v3.259.0" } = {}): string {
  return fakeExecutable(
    folder,
    "go",
    `echo "$1" >> '${log}'
case "$1" in
  env) echo go1.99.0 ;;
  list) echo one/package ;;
  build)
    while [ "$1" != "-o" ]; do shift; done
    ${building}
    printf '#!/bin/sh\\necho ${version}\\n' > "$2"
    chmod +x "$2" ;;
esac`,
  );
}

/** Waits until `condition` holds; fails after `patience` milliseconds. */
export async function until(condition: () => boolean, patience = 10_000): Promise<void> {
  const end = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${patience} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process of that number runs. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
