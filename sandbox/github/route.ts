import type { z } from "zod";
import type { Value } from "../protocol/resource-type.ts";
import type { GithubDocument, Permission, Repository } from "./document.ts";
import { GithubError } from "./errors.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request as a handler sees it. `state` is a draft: it is kept unless the handler throws. */
export interface Call {
  state: GithubDocument;
  /** The login behind the token. */
  actor: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  /** The time of the request. */
  now: string;
}

export interface Answer {
  status: number;
  body?: Value;
}

export type Handler = (call: Call) => Answer;
export type RepositoryHandler = (call: Call, repository: Repository) => Answer;

export interface Route {
  method: Method;
  /** The path as GitHub's OpenAPI description writes it. */
  template: string;
  /** What the actor must be allowed on the repository of the path; undefined when the path has none. */
  needs: Permission | undefined;
  /** The parameters that may hold slashes. */
  greedy: readonly string[];
  /** Whether it also works on an archived repository. */
  archived: boolean;
  handle: { kind: "plain"; run: Handler } | { kind: "repository"; run: RepositoryHandler };
}

/** A route without a repository in its path, or one that looks it up itself. */
export function route(method: Method, template: string, run: Handler): Route {
  return { method, template, needs: undefined, greedy: [], archived: true, handle: { kind: "plain", run } };
}

/** A route below `/repos/{owner}/{repo}`. Without read access GitHub answers 404, with too little 403. */
export function repositoryRoute(
  method: Method,
  rest: string,
  needs: Permission,
  run: RepositoryHandler,
  options: { greedy?: readonly string[]; archived?: boolean } = {},
): Route {
  return {
    method,
    template: `/repos/{owner}/{repo}${rest}`,
    needs,
    greedy: options.greedy ?? [],
    archived: options.archived ?? method === "GET",
    handle: { kind: "repository", run },
  };
}

/** A parameter of the route's template. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route has no parameter ${name}`);
  return value;
}

/** A numeric parameter; GitHub answers 404 for anything else. */
export function idParam(call: Call, name: string): number {
  const value = Number(param(call, name));
  if (!Number.isSafeInteger(value)) throw new GithubError(404, "Not Found");
  return value;
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? "" : ` /${issue.path.join("/")}`;
  if (issue.code === "invalid_value") {
    return `Invalid property${place}: value is not possible. Must be one of the following: ${issue.values.join(", ")}.`;
  }
  if (issue.code === "invalid_union") return `Invalid property${place}: data matches no possible input.`;
  if (issue.code === "invalid_type")
    return `Invalid property${place}: value is not of type \`${issue.expected}\`.`;
  return `Invalid property${place}: ${issue.message}.`;
}

/** The request's body by its schema. @throws 422 naming the property, as GitHub does. */
export function bodyOf<Schema extends z.ZodType>(call: Call, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new GithubError(422, issue ? describe(issue) : "Invalid request.");
}

export const ok = (body: Value): Answer => ({ status: 200, body });
export const created = (body: Value): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };
