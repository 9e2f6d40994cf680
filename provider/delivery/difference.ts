import type { ChangeKind, Difference } from "../protocol/resource.ts";
import { isEqual, isObject, type Properties } from "../protocol/values.ts";
import type { Change } from "./plan.ts";

/** Another repository is another delivery. */
const replacing = ["owner", "repository"];

const kinds: Record<Change["kind"], ChangeKind> = { add: "add", change: "update", remove: "delete" };

/**
 * What an update would change, by file.
 *
 * @param outcome the outputs that it would leave.
 * @param committed the changes for which it would make a commit: none when they wait in a pull request already.
 */
export function differenceOf(
  known: { inputs: Properties; outputs: Properties },
  news: Properties,
  outcome: Properties,
  committed: readonly Change[],
): Difference {
  const byFile = new Map<string, ChangeKind>();
  for (const { path, kind } of committed) byFile.set(path, kinds[kind]);
  for (const [path, kind] of changedKeys(known.inputs["files"], news["files"])) byFile.set(path, kind);
  const files = [...byFile].map(([path, kind]) => ({
    path: `files[${JSON.stringify(path)}]`,
    kind,
    isInput: true,
  }));
  const inputs = changedKeys({ ...known.inputs, files: null }, { ...news, files: null }).map(
    ([path, kind]) => ({
      path,
      kind,
      isInput: true,
    }),
  );
  const outputs = changedKeys(known.outputs, outcome).map(([path, kind]) => ({ path, kind, isInput: false }));
  return {
    changes: [...files, ...inputs, ...outputs],
    replaces: inputs.map(({ path }) => path).filter((path) => replacing.includes(path)),
  };
}

function changedKeys(
  before: Properties[string] | undefined,
  after: Properties[string] | undefined,
): [key: string, kind: ChangeKind][] {
  const old = isObject(before) ? before : {};
  const now = isObject(after) ? after : {};
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => !isEqual(old[key] ?? null, now[key] ?? null))
    .map((key) => [key, !Object.hasOwn(old, key) ? "add" : Object.hasOwn(now, key) ? "update" : "delete"]);
}
