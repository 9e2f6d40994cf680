import { z } from "zod";

/** Longer texts are generated files; a preview compares them and shows a change of them, which an upgrade may bring. */
const longest = 4000;

/** What a state says of when and where a resource was declared, and not of what it is. */
const ofTheMoment = ["created", "modified", "sourcePosition", "stackTrace"];

/** What a cloud keeps to recognise credentials by. */
const credentials = new Set(["tokens", "secretsKey", "hash", "salt"]);

const exported = z.looseObject({
  deployment: z.looseObject({ resources: z.array(z.record(z.string(), z.unknown())) }),
});

/** A stack's exported state without what the next recording would have otherwise. */
export function compactState(state: unknown): unknown {
  const { deployment, ...rest } = exported.parse(state);
  const resources = deployment.resources.map((resource) =>
    Object.fromEntries(Object.entries(resource).filter(([key]) => !ofTheMoment.includes(key))),
  );
  return shortened({ ...rest, deployment: { ...deployment, resources } }, new Set(), () => false);
}

/**
 * A cloud's document without anything that opens a door, and without secrets.
 *
 * @param isSecret whether a text is a secret's value.
 */
export function compactCloud(document: unknown, isSecret: (text: string) => boolean): unknown {
  return shortened(document, credentials, isSecret);
}

function shortened(value: unknown, keys: ReadonlySet<string>, isSecret: (text: string) => boolean): unknown {
  if (typeof value === "string") {
    if (isSecret(value)) return "(a secret)";
    return value.length > longest ? `(a text of ${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map((item) => shortened(item, keys, isSecret));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      keys.has(key) ? (Array.isArray(inner) ? [[key, []]] : []) : [[key, shortened(inner, keys, isSecret)]],
    ),
  );
}
