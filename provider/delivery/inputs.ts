import { z } from "zod";
import type { Fault } from "../protocol/resource.ts";
import { hasSecret, hasUnknown, isObject, type Properties } from "../protocol/values.ts";

/** A state file carries every content, and so does each preview: more than this belongs into a package or a release. */
const mostBytes = 8 * 1024 * 1024;
const mostFiles = 1000;

const branchName = z
  .string()
  .regex(
    /^(?!.*(\.\.|@\{|\/\/|\/\.|\.lock(\/|$)))[A-Za-z0-9_][A-Za-z0-9_./-]*(?<![./])$/,
    "must be the name of a branch: letters, digits, - _ . and /",
  );

const file = z.strictObject({
  content: z.string().refine((text) => text.isWellFormed(), "must be text that UTF-8 can hold"),
  /** Whether it is a program that runs by its path. */
  executable: z.boolean().default(false),
  /** The contexts of the checks that this workflow file reports on pull requests. */
  checks: z.array(z.string().min(1)).default([]),
});

const schema = z.strictObject({
  owner: z.string().min(1),
  repository: z.string().min(1),
  /** The default branch. */
  base: branchName,
  /** The branch on which changes are proposed; it belongs to the delivery alone. */
  branch: branchName,
  title: z.string().min(1).max(200),
  /** Why a change by this delivery is safe, one statement each; they stand in the pull request. */
  reasons: z.array(z.string()).default([]),
  files: z.record(z.string(), file),
});

/** What a program declares of a delivery. */
export type DeliveryInputs = z.infer<typeof schema>;

/** The inputs with their defaults, and all that is wrong with them. What is not yet known is not judged. */
export function checkInputs(news: Properties): { inputs: Properties; failures: Fault[] } {
  const secrets = secretFaults(news);
  if (secrets.length > 0 || hasUnknown(news)) return { inputs: news, failures: secrets };
  const parsed = schema.safeParse(news);
  if (!parsed.success) {
    const failures = parsed.error.issues.map(({ path, message }) => ({
      property: path.join(".") || "inputs",
      reason: message,
    }));
    return { inputs: news, failures };
  }
  return { inputs: parsed.data, failures: [...branchFaults(parsed.data), ...fileFaults(parsed.data.files)] };
}

/** @throws Error when they are not what `checkInputs` lets pass. */
export function readInputs(inputs: Properties): DeliveryInputs {
  return schema.parse(inputs);
}

/** A repository is no place for a secret: whatever is marked as one is named and refused. */
function secretFaults(news: Properties): Fault[] {
  const files = isObject(news["files"]) && !hasSecret({ ...news, files: null }) ? news["files"] : undefined;
  const holders = files
    ? Object.entries(files).map(([path, value]) => ({ property: `files.${path}`, value }))
    : Object.entries(news).map(([property, value]) => ({ property, value }));
  return holders
    .filter(({ value }) => hasSecret(value))
    .map(({ property }) => ({
      property,
      reason: "is a secret, and everybody who reads the repository would read it. Deliver its name instead",
    }));
}

function branchFaults({ base, branch }: DeliveryInputs): Fault[] {
  if (base !== branch) return [];
  return [
    { property: "branch", reason: `is ${branch} like base; name a branch that only the delivery uses` },
  ];
}

function fileFaults(files: DeliveryInputs["files"]): Fault[] {
  const paths = Object.keys(files);
  const bytes = paths.reduce((sum, path) => sum + Buffer.byteLength(files[path]?.content ?? ""), 0);
  const tooMuch: Fault[] = [];
  if (paths.length > mostFiles) {
    tooMuch.push({ property: "files", reason: `are ${paths.length}; at most ${mostFiles} are delivered` });
  }
  if (bytes > mostBytes) {
    const largest = paths.toSorted((a, b) => sizeOf(files, b) - sizeOf(files, a)).slice(0, 3);
    tooMuch.push({
      property: "files",
      reason:
        `have ${bytes} bytes; at most ${mostBytes} are delivered. The largest: ` +
        largest.map((path) => `${path} (${sizeOf(files, path)})`).join(", "),
    });
  }
  return [...tooMuch, ...paths.flatMap((path) => pathFaults(path, files))];
}

const sizeOf = (files: DeliveryInputs["files"], path: string): number =>
  Buffer.byteLength(files[path]?.content ?? "");

function pathFaults(path: string, files: DeliveryInputs["files"]): Fault[] {
  const parts = path.split("/");
  const bad = parts.some((part) => part === "" || part === "." || part === ".." || /^\.git$/i.test(part));
  // Control characters and those that reverse text would make a pull request say something else than it does.
  if (bad || /[\p{Cc}\p{Cf}\\`:*?"<>|]/u.test(path) || path.length > 255) {
    return [
      {
        property: `files.${JSON.stringify(path)}`,
        reason: "must be a path from the repository's root, such as .github/workflows/ci.yml",
      },
    ];
  }
  const above = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
  return above
    .filter((folder) => Object.hasOwn(files, folder))
    .map((folder) => ({
      property: `files.${path}`,
      reason: `lies below ${folder}, which is a file as well`,
    }));
}
