import { type Check, isWriting, type Step, type Suite } from "./schema.ts";
import { namesIn } from "./template.ts";

/** What is wrong with a suite beyond its form, and where. */
export interface Problem {
  path: readonly PropertyKey[];
  message: string;
}

const secretKeys =
  /^(authorization|cookie|proxy-authorization|x-api-key|api-?key)$|password|passphrase|secret|token$/i;

/** Values that every check has: the mark of what it writes. */
const always = ["mark"];

/** The rules that tie a suite's keys to each other. */
export function suiteProblems({ checks, service }: Suite): Problem[] {
  return checks.flatMap((check, index) => {
    const path = ["checks", index];
    const twin = checks.findIndex(({ name }) => name === check.name);
    return [
      ...(twin < index ? [{ path: [...path, "name"], message: "another check has this name" }] : []),
      ...(needsService(check) && check.service === undefined && service === undefined
        ? [{ path, message: "a service for its requests: give the check or the suite one" }]
        : []),
      ...variableProblems(check, path),
      ...writingProblems(check, path),
      ...check.steps.flatMap((one, at) => stepProblems(one, [...path, "steps", at])),
      ...check.cleanup.flatMap((one, at) => stepProblems(one, [...path, "cleanup", at])),
    ];
  });
}

function needsService({ steps, cleanup }: Check): boolean {
  return [...steps, ...cleanup].some(({ request }) => request !== undefined);
}

function variableProblems(check: Check, path: PropertyKey[]): Problem[] {
  const known = new Set([...always, ...Object.keys(check.each ?? {})]);
  const problems: Problem[] = [];
  const parts = [
    ...check.steps.map((one, at) => ({ one, path: [...path, "steps", at] })),
    ...check.cleanup.map((one, at) => ({ one, path: [...path, "cleanup", at] })),
  ];
  for (const { one, path: at } of parts) {
    const unknown = namesIn([one.request, one.database, one.expect]).filter(
      (name) => !known.has(name) && !/^(env|secret)\.[A-Z_][A-Z0-9_]*$/.test(name),
    );
    problems.push(
      ...unknown.map((name) => ({
        path: at,
        message: `a value for \${${name}}: an earlier step's capture, \${mark}, \${env.NAME} or \${secret.NAME}`,
      })),
    );
    for (const name of Object.keys(one.capture)) known.add(name);
  }
  return problems;
}

/** What a check writes can be found again and is removed, or the suite says why it stays. */
function writingProblems(check: Check, path: PropertyKey[]): Problem[] {
  const writing = check.steps.findIndex(isWriting);
  const first = check.steps[writing];
  if (first === undefined) return [];
  const removes = check.cleanup.some(isWriting) || check.leaves !== undefined;
  // Only what creates needs the mark: what changes or deletes is addressed by what was created.
  const unmarked = check.steps.findIndex(
    (one) => isWriting(one) && one.request?.method === "POST" && !namesIn(one.request).includes("mark"),
  );
  const { method = "", path: to = "" } = first.request ?? {};
  return [
    ...(removes
      ? []
      : [
          {
            path: [...path, "steps", writing],
            message: `cleanup or leaves for what ${method} ${to} writes, or safe: true where it writes nothing`,
          },
        ]),
    ...(unmarked < 0
      ? []
      : [
          {
            path: [...path, "steps", unmarked, "request"],
            message: `\${mark} in what it writes, so that it can be found again, or safe: true`,
          },
        ]),
  ];
}

function stepProblems(one: Step, path: PropertyKey[]): Problem[] {
  const { request, database } = one;
  return [
    ...literalSecrets(request?.headers, [...path, "request", "headers"]),
    ...literalSecrets(request?.json, [...path, "request", "json"]),
    ...(database && !looksAtAnything(database)
      ? [{ path: [...path, "database"], message: "one of query, tables, functions, triggers, version" }]
      : []),
    ...(database && Object.keys(one.capture).length > 0
      ? [{ path: [...path, "capture"], message: "a request whose answer values are captured from" }]
      : []),
  ];
}

function looksAtAnything(look: NonNullable<Step["database"]>): boolean {
  return [look.query, look.tables, look.functions, look.triggers, look.version].some(
    (one) => one !== undefined,
  );
}

/** Secrets are named, never written: the suite lies in the repository. */
function literalSecrets(value: unknown, path: PropertyKey[]): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]): Problem[] => {
    if (typeof one !== "string") return literalSecrets(one, [...path, key]);
    if (!secretKeys.test(key) || namesIn(one).length > 0) return [];
    return [
      {
        path: [...path, key],
        message: `\${secret.NAME}, or \${mark} where it is to be wrong; never the value itself`,
      },
    ];
  });
}
