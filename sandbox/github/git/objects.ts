import { createHash } from "node:crypto";
import type { Blob, Commit, GitObject, Repository, Signature, Tree } from "../document.ts";
import { GithubError } from "../errors.ts";

const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000);
const person = (who: Signature): string => `${who.name} <${who.email}> ${seconds(who.date)} +0000`;

/** The bytes of a blob. */
export function blobBytes(blob: Blob): Buffer {
  return Buffer.from(blob.content, blob.encoding);
}

/** A blob of bytes: readable in the state file when they are UTF-8, base64 otherwise. */
export function blobOf(bytes: Buffer): Blob {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes)
    ? { kind: "blob", encoding: "utf8", content: text }
    : { kind: "blob", encoding: "base64", content: bytes.toString("base64") };
}

/** Git sorts a folder as if its name ended with a slash. */
const sortKey = (entry: Tree["entries"][number]): string =>
  entry.mode === "040000" ? `${entry.name}/` : entry.name;

function serialize(object: GitObject): Buffer {
  switch (object.kind) {
    case "blob":
      return blobBytes(object);
    case "tree":
      return Buffer.concat(
        object.entries.map((entry) =>
          Buffer.concat([
            Buffer.from(`${entry.mode.replace(/^0/, "")} ${entry.name}\0`),
            Buffer.from(entry.sha, "hex"),
          ]),
        ),
      );
    case "commit":
      return Buffer.from(
        [
          `tree ${object.tree}`,
          ...object.parents.map((parent) => `parent ${parent}`),
          `author ${person(object.author)}`,
          `committer ${person(object.committer)}`,
          "",
          object.message,
        ].join("\n"),
      );
  }
}

/** Stores an object under the name that git would give it. */
export function store(repository: Repository, object: GitObject): string {
  const sorted: GitObject =
    object.kind === "tree"
      ? {
          kind: "tree",
          entries: object.entries.toSorted((a, b) =>
            Buffer.compare(Buffer.from(sortKey(a)), Buffer.from(sortKey(b))),
          ),
        }
      : object;
  const bytes = serialize(sorted);
  const sha = createHash("sha1").update(`${sorted.kind} ${bytes.length}\0`).update(bytes).digest("hex");
  repository.git.objects[sha] = sorted;
  return sha;
}

/** @throws 409 when there is no commit yet: git's own routes then take nothing (github/rest-api-description #637). */
export function assertNotEmpty(repository: Repository): void {
  if (Object.keys(repository.git.refs).length === 0) throw new GithubError(409, "Git Repository is empty.");
}

function missing(): GithubError {
  return new GithubError(404, "Not Found");
}

/** @throws 404 when there is no such commit. */
export function commitOf(repository: Repository, sha: string): Commit {
  const object = repository.git.objects[sha];
  if (object?.kind !== "commit") throw missing();
  return object;
}

/** @throws 404 when there is no such tree. */
export function treeOf(repository: Repository, sha: string): Tree {
  const object = repository.git.objects[sha];
  if (object?.kind !== "tree") throw missing();
  return object;
}

/** @throws 404 when there is no such blob. */
export function blobAt(repository: Repository, sha: string): Blob {
  const object = repository.git.objects[sha];
  if (object?.kind !== "blob") throw missing();
  return object;
}
