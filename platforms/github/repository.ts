import { z } from "zod";
import type { Github, Place } from "./client.ts";
import { isRefusal } from "./refusal.ts";

export interface RepositoryFacts {
  isArchived: boolean;
  isPublic: boolean;
  /** The scopes of a classic personal token; undefined for every other token, which has permissions instead. */
  scopes: readonly string[] | undefined;
}

/** A repository; undefined when it does not exist or the token cannot see it. */
export async function readRepository(github: Github, at: Place): Promise<RepositoryFacts | undefined> {
  try {
    const { data, headers } = await github.ask(
      "GET /repos/{owner}/{repo}",
      at,
      z.object({ archived: z.boolean().default(false), private: z.boolean() }),
    );
    const scopes = headers["x-oauth-scopes"];
    return {
      isArchived: data.archived,
      isPublic: !data.private,
      scopes: scopes
        ?.split(",")
        .map((scope) => scope.trim())
        .filter(Boolean),
    };
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}

/** The types of the ruleset rules that bind a branch. */
export async function rulesOf(github: Github, at: Place, branch: string): Promise<string[]> {
  try {
    const { data } = await github.ask(
      "GET /repos/{owner}/{repo}/rules/branches/{branch}",
      { ...at, branch, per_page: 100 },
      z.array(z.object({ type: z.string() })),
    );
    return data.map(({ type }) => type);
  } catch (error) {
    // A plan without rulesets has no rule.
    if (isRefusal(error, 403) && /upgrade/i.test(error.reason)) return [];
    throw error;
  }
}

/** What an App's or a fine-grained token must be allowed for a delivery. */
export type Permission = "contents" | "pull_requests";

/** Requests without the body that they need: GitHub refuses them, and what it says first is what is not allowed. */
const probes: Record<Permission, string> = {
  contents: "POST /repos/{owner}/{repo}/git/refs",
  pull_requests: "POST /repos/{owner}/{repo}/pulls",
};

/**
 * Whether the token may write. No route tells an installation's own token what it is allowed, so GitHub is asked for
 * something that it cannot do: 403 says that the token may not, 422 that the request says too little.
 */
export async function mayWrite(github: Github, at: Place, permission: Permission): Promise<boolean> {
  try {
    await github.ask(probes[permission], at, z.unknown());
  } catch (error) {
    if (isRefusal(error, 403, 404)) return false;
    if (isRefusal(error, 400, 409, 422)) return true;
    throw error;
  }
  return true;
}
