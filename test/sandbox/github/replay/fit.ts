import type { Json } from "./recording.ts";

/** Names whose recorded values are examples: ids, addresses, hashes, dates, and what one person's profile says. */
const examples =
  /(^|_)(id|url|sha|at|key)$|^(language|name_of_user|avatar_url|company|blog|location|email|bio|followers|following|public_repos|content)$/;

const isRecord = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function show(value: Json | undefined): string {
  return JSON.stringify(value)?.slice(0, 160) ?? "nothing";
}

/** What an answer lacks of the recorded one; empty when it fits. */
export function misfits(recorded: Json, actual: Json | undefined, at = "answer", profile = false): string[] {
  const name = /([\w]+)(?:\[\])?$/.exec(at)?.[1] ?? "";
  if (Array.isArray(recorded)) {
    if (!Array.isArray(actual)) return [`${at} is ${show(actual)}, not a list`];
    return recorded
      .filter((one) => !actual.some((other) => misfits(one, other, `${at}[]`).length === 0))
      .map((one) => `${at} has nothing like ${show(one)} but ${show(actual)}`);
  }
  if (isRecord(recorded)) {
    if (!isRecord(actual)) return [`${at} is ${show(actual)}, not an object`];
    // A user's own page says what that person entered; only its shape is GitHub's.
    const isProfile = profile || "gravatar_id" in recorded;
    return Object.entries(recorded).flatMap(([key, value]) =>
      misfits(value, actual[key], `${at}.${key}`, isProfile),
    );
  }
  if (examples.test(name) || profile) {
    if (actual === null || recorded === null) return actual === undefined ? [`${at} is missing`] : [];
    return typeof actual === typeof recorded ? [] : [`${at} is ${show(actual)}, not like ${show(recorded)}`];
  }
  return actual === recorded ? [] : [`${at} is ${show(actual)}, not ${show(recorded)}`];
}

/** Every value at a path such as `protection_rules[].reviewers[].type`. */
export function valuesAt(actual: Json | undefined, path: string): Json[] {
  let found: (Json | undefined)[] = [actual];
  for (const step of path.split(".")) {
    const [, key = "", lists = ""] = /^([^[]*)((?:\[\])*)$/.exec(step) ?? [];
    if (key !== "") found = found.map((value) => (isRecord(value) ? value[key] : undefined));
    if (lists !== "") found = found.flatMap((value) => (Array.isArray(value) ? value : []));
  }
  return found.filter((value) => value !== undefined);
}
