import type { Github } from "../../platforms/github/client.ts";
import { mayWrite, type Permission, type RepositoryFacts } from "../../platforms/github/repository.ts";
import type { DeliveryInputs } from "./inputs.ts";
import type { Plan } from "./plan.ts";
import { placeOf } from "./survey.ts";

/** Only these files need more than the right to write contents. */
const isWorkflow = (path: string): boolean => path.startsWith(".github/workflows/");

export const changesWorkflows = ({ changes }: Plan): boolean => changes.some(({ path }) => isWorkflow(path));

/**
 * The scopes that a classic personal token lacks for a plan, by what GitHub says of it with every answer.
 *
 * @returns a message; undefined when none is missing, or the token is of another kind.
 */
export function missingScopes({ scopes, isPublic }: RepositoryFacts, plan: Plan): string | undefined {
  if (!scopes || plan.way === "none") return undefined;
  const missing = [
    ...(scopes.includes("repo") || (isPublic && scopes.includes("public_repo")) ? [] : ["repo"]),
    ...(changesWorkflows(plan) && !scopes.includes("workflow") ? ["workflow"] : []),
  ];
  if (missing.length === 0) return undefined;
  const given = scopes.length === 0 ? "none" : scopes.join(", ");
  return (
    `The token in GITHUB_TOKEN lacks the ${missing.length === 1 ? "scope" : "scopes"} ${missing.join(" and ")} ` +
    `(it has: ${given}). Nothing was written. Use a token with them, or an App's.`
  );
}

/**
 * Makes sure that an App's or a fine-grained token may write, before anything is written.
 *
 * @throws Error that names the permission.
 */
export async function assertPermissions(
  github: Github,
  inputs: DeliveryInputs,
  facts: RepositoryFacts,
  plan: Plan,
): Promise<void> {
  if (facts.scopes) return;
  const needed: Permission[] = plan.way === "pull-request" ? ["contents", "pull_requests"] : ["contents"];
  const answers = await Promise.all(
    needed.map(async (permission) => ({
      permission,
      isGiven: await mayWrite(github, placeOf(inputs), permission),
    })),
  );
  const missing = answers.flatMap(({ permission, isGiven }) => (isGiven ? [] : [`${permission}: write`]));
  if (missing.length > 0) throw new Error(permissionMessage(inputs, missing));
}

/** What an App's token lacks, in one message. */
export function permissionMessage({ owner, repository }: DeliveryInputs, missing: readonly string[]): string {
  return (
    `The token in GITHUB_TOKEN lacks ${missing.join(" and ")} on ${owner}/${repository}. Nothing was written. ` +
    "Give the App or the token this permission for the repository."
  );
}
