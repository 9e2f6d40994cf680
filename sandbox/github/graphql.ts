import { z } from "zod";
import type { Properties } from "../protocol/resource-type.ts";
import type { GithubDocument } from "./document.ts";
import { nodeId } from "./views/url.ts";

const request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).default({}),
});

/** The members of a team (recorded/provider-calls.yaml, getTeam immediate). */
const teamMembers = /organization\(login:\s*\$owner\)\{team\(slug:\s*\$slug\)\{members\(/;
/** The members of the organization: what `getOrganization` of the published provider asks. */
const organizationMembers = /organization\(login:\s*\$login\)\{membersWithRole\(/;

const lastPage = { endCursor: null, hasNextPage: false };

const failure = (message: string): Properties => ({ data: null, errors: [{ message }] });

const unresolved = (login: unknown): Properties =>
  failure(`Could not resolve to an Organization with the login of '${String(login)}'.`);

function membersOfTeam(state: GithubDocument, slug: unknown): Properties {
  const team = state.teams.find((one) => one.slug === slug);
  const nodes = team?.members.map(({ login }) => ({ login })) ?? [];
  return { organization: { team: team ? { members: { nodes, pageInfo: lastPage } } : null } };
}

function membersOfOrganization(state: GithubDocument): Properties {
  const edges = state.users
    .filter((user) => user.role !== "none")
    .map((user) => ({
      role: user.role.toUpperCase(),
      node: { id: nodeId("U", user.id), login: user.login, email: "" },
    }));
  return { organization: { membersWithRole: { edges, pageInfo: lastPage } } };
}

/**
 * Answers the GraphQL queries that the served resource types and functions need; any other gets an error that says
 * so, because a wrong answer would look like GitHub's.
 */
export function graphql(state: GithubDocument, body: unknown): Properties {
  const parsed = request.safeParse(body);
  if (!parsed.success) return failure("A query attribute must be specified and must be a string.");
  const { query, variables } = parsed.data;
  const ofTeam = teamMembers.test(query);
  if (!ofTeam && !organizationMembers.test(query)) {
    return failure(
      "The sandbox answers only the GraphQL queries for the members of a team and of the organization. Use the REST API.",
    );
  }
  const login = variables[ofTeam ? "owner" : "login"];
  if (login !== state.organization.login) return unresolved(login);
  return { data: ofTeam ? membersOfTeam(state, variables["slug"]) : membersOfOrganization(state) };
}
