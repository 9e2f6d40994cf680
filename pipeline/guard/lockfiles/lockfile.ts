import { posix } from "node:path";

/** The files of a commit, as far as a lock file is held against them. */
export interface Files {
  /** Every path of the commit. */
  paths: readonly string[];
  /** A file's content; undefined when there is none. */
  read(path: string): Promise<string | undefined>;
}

/** One package manager's lock file. */
export interface Lockfile {
  /** The file's name. */
  name: string;
  /** The manifest that it belongs to, in the same folder. */
  manifest: string;
  /** How people write it again. */
  remedy: string;
  /**
   * What it says otherwise than the manifests that it was made from; nothing where it is in step.
   *
   * @throws Error where either cannot be read: then it cannot be told.
   */
  differences(folder: string, files: Files): Promise<string[]>;
}

/** A path below a folder; the root is `.`. */
export function below(folder: string, name: string): string {
  return posix.normalize(posix.join(folder, name));
}

/** @throws Error when the file is not there. */
export async function demand(files: Files, path: string): Promise<string> {
  const text = await files.read(path);
  if (text === undefined) throw new Error(`${path} is not there`);
  return text;
}

/** What two lists of dependencies have otherwise, name by name. */
export function mapDifferences(
  where: string,
  wanted: Readonly<Record<string, string>>,
  locked: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(locked)])].sort();
  return names.flatMap((name) => {
    const one = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    const other = Object.hasOwn(locked, name) ? locked[name] : undefined;
    if (one === other) return [];
    if (other === undefined) return [`${where}: ${name} ${one} is not in the lock`];
    if (one === undefined) return [`${where}: ${name} ${other} is in the lock alone`];
    return [`${where}: ${name} is ${one}, and ${other} in the lock`];
  });
}
