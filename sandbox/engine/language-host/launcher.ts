import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the engine starts for `runtime: nodejs`. */
export const languageHostName = "pulumi-language-nodejs";

/** The language host of this checkout; with this process's Node it says which launcher is wanted. */
export const languageHostEntry = new URL("./main.ts", import.meta.url).pathname;

/** Writes a launcher of this checkout's language host on this process's Node into `folder`. */
export function putLauncher(folder: string): void {
  const file = join(folder, languageHostName);
  const script = `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(languageHostEntry)} "$@"\n`;
  if (statSync(file, { throwIfNoEntry: false }) && readFileSync(file, "utf8") === script) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, script, { mode: 0o755 });
  renameSync(draft, file);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
