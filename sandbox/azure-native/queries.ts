import type { Properties } from "../protocol/resource-type.ts";
import { list, members, text, texts } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { azureError } from "./arm.ts";

/**
 * Refuses the criteria of a log alert that Azure refuses. A table comes into being with its first row, so a workspace
 * in which nothing has been logged yet has none, and a query is refused unless its validation is skipped.
 */
export function refuseQuery(inputs: Properties): void {
  if (texts(inputs, "scopes").length !== 1) refuse("Scheduled query rules must have exactly one scope.");
  const conditions = list(members(inputs, "criteria"), "allOf").filter(isObject);
  const [condition] = conditions;
  if (!condition || conditions.length > 1) refuse("The criteria must have exactly one condition.");
  const query = text(condition, "query");
  if (query.trim() === "") refuse("The query must not be empty.");
  if (inputs["skipQueryValidation"] === true) return;
  const table = /^\s*(\w+)/.exec(query)?.[1] ?? "";
  refuse(`'where' operator: Failed to resolve table or column expression named '${table}'`);
}

function refuse(message: string): never {
  throw azureError(400, "BadRequest", message);
}
