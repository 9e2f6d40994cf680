import { randomBytes } from "node:crypto";
import { CloudError, type Properties, type Value } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";
import type { Stored } from "../world/stored-type.ts";
import type { VercelDocument } from "./account.ts";

export const projectToken = "vercel:index/project:Project";

/** A refusal as the Vercel provider reports it: what was done, then the API's code and words. */
export function vercelError(status: number, doing: string, code: string, message: string): CloudError {
  return new CloudError(status, `Error ${doing}: unexpected error: ${code} - ${message}`);
}

/** An id as Vercel makes it. */
export function madeId(prefix: string): string {
  return prefix + randomBytes(12).toString("hex");
}

/** The project that an input names. */
export function projectOf(document: VercelDocument, inputs: Properties, doing: string): Stored {
  const id = text(inputs, "projectId");
  const project = document.resources[projectToken]?.[id];
  if (project) return project;
  throw vercelError(404, doing, "not_found", `Project not found: ${id}`);
}

export function teamOf(document: VercelDocument, inputs: Properties, doing: string): Value {
  const team = inputs["teamId"] ?? document.account.team;
  if (team === document.account.team) return team;
  throw vercelError(
    403,
    doing,
    "forbidden",
    `Not authorized: Trying to access resource under scope "${String(team)}".`,
  );
}
