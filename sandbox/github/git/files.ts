import type { Repository, TreeEntry } from "../document.ts";
import { commitOf, store, treeOf } from "./objects.ts";

export interface FileEntry {
  mode: string;
  sha: string;
}

/** A tree as a flat map from path to file. */
export type Files = Map<string, FileEntry>;

/** Every file below a tree, by its path. */
export function filesOfTree(repository: Repository, tree: string, prefix = ""): Files {
  const files: Files = new Map();
  for (const entry of treeOf(repository, tree).entries) {
    const path = `${prefix}${entry.name}`;
    if (entry.mode === "040000") {
      for (const [inner, file] of filesOfTree(repository, entry.sha, `${path}/`)) files.set(inner, file);
    } else files.set(path, { mode: entry.mode, sha: entry.sha });
  }
  return files;
}

/** Every file of a commit, by its path. */
export function filesOf(repository: Repository, commit: string): Files {
  return filesOfTree(repository, commitOf(repository, commit).tree);
}

/** Stores files as nested trees and returns the root's name. */
export function writeFiles(repository: Repository, files: Files): string {
  const folders = new Map<string, Files>();
  const entries: TreeEntry[] = [];
  for (const [path, file] of files) {
    const [head = path, ...rest] = path.split("/");
    if (rest.length === 0) entries.push({ mode: file.mode, name: head, sha: file.sha });
    else folders.set(head, (folders.get(head) ?? new Map()).set(rest.join("/"), file));
  }
  for (const [name, inner] of folders)
    entries.push({ mode: "040000", name, sha: writeFiles(repository, inner) });
  return store(repository, { kind: "tree", entries });
}

/** The paths in which two sets of files differ. */
export function changedPaths(before: Files, after: Files): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths]
    .filter((path) => {
      const [old, now] = [before.get(path), after.get(path)];
      return old?.sha !== now?.sha || old?.mode !== now?.mode;
    })
    .toSorted();
}

/** A three-way merge by whole files. Undefined when both sides changed one file differently. */
export function mergeFiles(base: Files, ours: Files, theirs: Files): Files | undefined {
  const merged: Files = new Map(ours);
  for (const path of changedPaths(base, theirs)) {
    const [was, here, there] = [base.get(path), ours.get(path), theirs.get(path)];
    if (here?.sha === there?.sha && here?.mode === there?.mode) continue;
    if (here?.sha !== was?.sha || here?.mode !== was?.mode) return undefined;
    if (there) merged.set(path, there);
    else merged.delete(path);
  }
  return merged;
}
