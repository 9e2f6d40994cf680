import { z } from "zod";
import type { CheckFailure, Value } from "../protocol/resource-type.ts";

/** One statement, with single entries as lists. */
export interface Statement {
  effect: "Allow" | "Deny";
  actions: string[];
  /** Every principal named, `*` for anyone. */
  principals: string[];
  hasPrincipal: boolean;
  hasResource: boolean;
  conditions: Record<string, Record<string, string | string[]>>;
}

const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const principal = z.union([
  z.literal("*").transform((one) => [one]),
  z.record(z.string(), several).transform((kinds) => Object.values(kinds).flat()),
]);
const conditionValue = z.union([z.string(), z.array(z.string()), z.boolean().transform(String)]);
const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Principal: principal.optional(),
    NotPrincipal: principal.optional(),
    Action: several.optional(),
    NotAction: several.optional(),
    Resource: several.optional(),
    NotResource: several.optional(),
    Condition: z.record(z.string(), z.record(z.string(), conditionValue)).optional(),
  })
  .refine((one) => (one.Action === undefined) !== (one.NotAction === undefined), "Action or NotAction");
const document = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement).min(1)]),
});

/** Reads a policy document. Undefined when it does not follow IAM's grammar. */
export function parsePolicy(text: Value | undefined): Statement[] | undefined {
  const parsed = document.safeParse(asJson(text));
  return parsed.data?.Statement.map((one) => ({
    effect: one.Effect,
    actions: one.Action ?? [],
    principals: one.Principal ?? [],
    hasPrincipal: one.Principal !== undefined || one.NotPrincipal !== undefined,
    hasResource: one.Resource !== undefined || one.NotResource !== undefined,
    conditions: one.Condition ?? {},
  }));
}

/** The provider itself checks that a policy is JSON, before it asks AWS. */
export function checkJson(property: string, text: Value | undefined): CheckFailure[] {
  if (text === undefined || asJson(text) !== undefined) return [];
  return [{ property, reason: `"${property}" contains an invalid JSON policy: not a JSON object` }];
}

/** Whether anyone at all is allowed something, without a condition. */
export function isPublic(statements: Statement[]): boolean {
  return statements.some(
    (one) =>
      one.effect === "Allow" && one.principals.includes("*") && Object.keys(one.conditions).length === 0,
  );
}

function asJson(text: Value | undefined): object | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // Not JSON: the caller refuses it in the cloud's words.
    return undefined;
  }
}
