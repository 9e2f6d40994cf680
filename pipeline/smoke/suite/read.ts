import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
} from "yaml";
import type { z } from "zod";
import { keyOf } from "../../contract/locate.ts";
import { suiteProblems } from "./rules.ts";
import { type Suite, suite } from "./schema.ts";

/** A suite that cannot be run; the message names file, line, column and what is allowed there. */
export class SuiteError extends Error {
  override name = "SuiteError";
}

/**
 * Reads a suite of smoke tests.
 *
 * @throws SuiteError with every fault, each with its line and column.
 */
export function readSuite(text: string, file: string): Suite {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true });
  const refuse = (faults: { at: number; message: string }[]): never => {
    const inOrder = faults.toSorted((one, other) => one.at - other.at);
    const lines = inOrder.map(({ at, message }) => {
      const { line, col } = counter.linePos(at);
      return `${file}:${line}:${col}: ${message}`;
    });
    throw new SuiteError([...new Set(lines)].join("\n"));
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) refuse([{ at: broken.pos[0], message: `this is no YAML: ${broken.message}` }]);
  const written = plainOf(document, (message) => refuse([{ at: 0, message }]));
  const result = suite.safeParse(written);
  if (!result.success) {
    return refuse(result.error.issues.flatMap((issue) => faultsOf(issue, document)));
  }
  const problems = suiteProblems(result.data);
  if (problems.length > 0) {
    refuse(
      problems.map(({ path, message }) => ({
        at: offsetOf(document, path),
        message: `${keyOf(path)} needs ${message}.`,
      })),
    );
  }
  return result.data;
}

/** Aliases that multiply beyond all use are refused by the parser. */
function plainOf(document: Document, refuse: (message: string) => never): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return refuse(`this cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function faultsOf(issue: z.core.$ZodIssue, document: Document): { at: number; message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      at: offsetOf(document, [...issue.path, key]),
      message: `${keyOf([...issue.path, key])} is no key of a suite. Remove it, or mend its spelling.`,
    }));
  }
  const key = keyOf(issue.path) || "the suite";
  return [{ at: offsetOf(document, issue.path), message: `${key} must be ${allowed(issue)}.` }];
}

function allowed(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type") return issue.message;
  // Zod's own words where the schema has none.
  const expected = issue.message.startsWith("Invalid input") ? `of type ${issue.expected}` : issue.message;
  return `${expected}`;
}

/** Where a path stands in the text; the nearest key above it where it is not written. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) return offset;
    const item: unknown = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === part)
      : typeof part === "number"
        ? node.items[part]
        : undefined;
    if (item === undefined) return offset;
    offset = startOf(isPair(item) ? item.key : item) ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  return range?.[0];
}
