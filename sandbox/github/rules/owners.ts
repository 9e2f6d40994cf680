import type { Repository } from "../document.ts";
import { filesOf } from "../git/files.ts";
import { blobAt, blobBytes } from "../git/objects.ts";
import { covers, matches } from "./pattern.ts";

/** Where GitHub looks for the file, in this order. */
const places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

interface Line {
  pattern: string;
  owners: string[];
}

function linesAt(repository: Repository, commit: string): Line[] {
  const files = filesOf(repository, commit);
  const place = places.find((path) => files.has(path));
  const file = place === undefined ? undefined : files.get(place);
  if (!file) return [];
  return blobBytes(blobAt(repository, file.sha))
    .toString("utf8")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [pattern = "", ...owners] = line.split(/\s+/);
      return { pattern, owners };
    });
}

/** The owners (`@login`, `@org/team`) of a path at a commit: the last line that fits decides. */
export function ownersOfPath(repository: Repository, commit: string, path: string): string[] {
  return linesAt(repository, commit).findLast((line) => owns(line.pattern, path))?.owners ?? [];
}

/**
 * CODEOWNERS follows gitignore, but for a star at the end: `docs/*` takes the files of that folder and nothing below it
 * (GitHub Docs, "About code owners").
 */
function owns(pattern: string, path: string): boolean {
  return /\/\*$/.test(pattern) ? matches(pattern.replace(/^\//, ""), path) : covers(pattern, path);
}
