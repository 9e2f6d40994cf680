import type { z } from "zod";
import { CloudError, type Value } from "../../protocol/resource-type.ts";
import { isObject } from "../../protocol/values.ts";
import type { Api } from "../api.ts";
import { GithubError } from "../errors.ts";
import type { Method } from "../route.ts";

/** The API as the provider asks it: in the program's name, with the provider's error texts. */
export interface Client {
  /** The organization that the provider is configured for. */
  owner: string;
  send(method: Method, path: string, body?: unknown): Value;
  /** A request whose answer is used, by the schema of what is used. */
  ask<Schema extends z.ZodType>(
    schema: Schema,
    method: Method,
    path: string,
    body?: unknown,
  ): z.infer<Schema>;
  /** A read: undefined for 404. */
  find<Schema extends z.ZodType>(schema: Schema, path: string): z.infer<Schema> | undefined;
  /** Whether something that answers 204 is there. */
  has(path: string): boolean;
}

const field = (entry: { [key: string]: Value }, name: string): string => {
  const value = entry[name];
  return typeof value === "string" ? value : "";
};

/** Errors as the provider's client library prints them (recorded/provider-calls.yaml, `create_when_it_exists`). */
function errorList(errors: readonly Value[]): string {
  const entries = errors.map((error) => {
    const entry = isObject(error) ? error : { message: error };
    const parts = ["resource", "field", "code", "message"].map(
      (name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}:${field(entry, name)}`,
    );
    return `{${parts.join(" ")}}`;
  });
  return `[${entries.join(" ")}]`;
}

function inProviderWords(error: CloudError, method: Method, path: string): CloudError {
  const errors = error instanceof GithubError ? (error.errors ?? []) : [];
  return new CloudError(
    error.status,
    `${method} ${path}: ${error.status} ${error.message} ${errorList(errors)}`,
  );
}

export function clientOf(api: Api, owner: string, actor: string): Client {
  function send(method: Method, path: string, body?: unknown): Value {
    try {
      return api.request({ method, target: path, body, actor }).body ?? null;
    } catch (error) {
      if (error instanceof CloudError) throw inProviderWords(error, method, path);
      throw error;
    }
  }

  function unlessGone<Result>(step: () => Result): Result | undefined {
    try {
      return step();
    } catch (error) {
      if (error instanceof CloudError && error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    owner,
    send,
    ask: (schema, method, path, body) => schema.parse(send(method, path, body)),
    find: (schema, path) => unlessGone(() => schema.parse(send("GET", path))),
    has: (path) => unlessGone(() => send("GET", path)) !== undefined,
  };
}

/** `/repos/{owner}/{repo}` of the provider's owner. */
export const repositoryPath = (client: Client, repository: string): string =>
  `/repos/${client.owner}/${encodeURIComponent(repository)}`;

/** Escapes one part of a path. */
export const segment = encodeURIComponent;
