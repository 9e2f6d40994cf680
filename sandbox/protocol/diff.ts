import type { CloudProvider, Properties, ResourceType, Value } from "./resource-type.ts";
import { equal, isObject, withoutEmpties } from "./values.ts";

export type ChangeKind = "add" | "delete" | "update";

export interface Difference {
  /** Paths of what changes, as the engine writes them: `tags.owner`, `rules[0].id`. */
  changes: Record<string, { kind: ChangeKind; replaces: boolean }>;
  /** Top-level inputs whose change replaces the resource. */
  replaces: string[];
  deletesFirst: boolean;
}

/** Compares the inputs of the last deployment with those of the next. */
export function diffInputs(
  type: ResourceType,
  name: string,
  olds: Properties,
  news: Properties,
  deletesFirst: CloudProvider["deletesFirst"] = "same-name",
): Difference {
  const before = withoutEmpties(olds);
  const after = withoutEmpties(news);
  const changes: Difference["changes"] = {};
  const replaces: string[] = [];
  for (const property of Object.keys(type.inputs)) {
    const found = differences(property, before[property], after[property], deletesFirst === "same-name");
    if (found.length === 0) continue;
    const replacing = type.inputs[property]?.replaces === true;
    if (replacing) replaces.push(property);
    for (const [path, kind] of found) changes[path] = { kind, replaces: replacing };
  }
  return {
    changes,
    replaces,
    deletesFirst: replaces.length > 0 && mustDeleteFirst(type, name, before, after, deletesFirst),
  };
}

function mustDeleteFirst(
  type: ResourceType,
  name: string,
  before: Properties,
  after: Properties,
  rule: "same-name" | "always",
): boolean {
  const property = type.autoName?.property;
  const old = property === undefined ? undefined : before[property];
  const madeUp = typeof old === "string" && type.autoName?.made(name, old) === true;
  if (rule === "always") return !madeUp;
  return property !== undefined && !madeUp && old !== undefined && equal(old, after[property]);
}

function differences(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  bridged: boolean,
): [path: string, kind: ChangeKind][] {
  if (equal(before, after)) return [];
  if (before === undefined) return [[path, "add"]];
  if (after === undefined) {
    // Terraform's older SDK cannot tell `false` and "" from what is not given, so taking them back changes nothing.
    return bridged && (before === false || before === "") ? [] : [[path, "delete"]];
  }
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(path + step(key), before[key], after[key], bridged));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      differences(`${path}[${index}]`, before[index], after[index], bridged),
    ).flat();
  }
  return [[path, "update"]];
}

function step(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
