import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The file that `name` starts, looked up on PATH as a shell would, or undefined. */
export function findExecutable(name: string, path = process.env["PATH"] ?? ""): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // accessSync has no other way to say no.
  }
}

/** The file name of an executable on this platform. */
export function executableName(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}
