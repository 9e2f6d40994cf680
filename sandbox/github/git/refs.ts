import type { Repository } from "../document.ts";

export const branchRef = (branch: string): string => `refs/heads/${branch}`;

/** The commit at a branch's tip. */
export function tip(repository: Repository, branch: string): string | undefined {
  return repository.git.refs[branchRef(branch)];
}

/** The commit that a branch, a tag, a full ref or a SHA names. */
export function resolve(repository: Repository, name: string): string | undefined {
  const { refs, objects } = repository.git;
  const candidates = [name.startsWith("refs/") ? name : `refs/${name}`, branchRef(name), `refs/tags/${name}`];
  const ref = candidates.find((candidate) => Object.hasOwn(refs, candidate));
  if (ref !== undefined) return refs[ref];
  return objects[name]?.kind === "commit" ? name : undefined;
}

export function branchesOf(repository: Repository): string[] {
  return Object.keys(repository.git.refs)
    .filter((ref) => ref.startsWith("refs/heads/"))
    .map((ref) => ref.slice("refs/heads/".length))
    .toSorted();
}

/** Git's rules for the part of a ref after `refs/heads/` or `refs/tags/` (git check-ref-format). */
export function isRefName(name: string): boolean {
  const forbidden = /[~^:?*[\\\x7f\s]|\.\.|@\{|\/\/|^\/|\/$|\.$|^@$/;
  return name !== "" && !forbidden.test(name) && !name.split("/").some((part) => /^\.|\.lock$/.test(part));
}
