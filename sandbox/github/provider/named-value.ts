import type { CheckFailure, Properties } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { type Client, repositoryPath, segment } from "./client.ts";
import { joinId, threeParts, twoParts } from "./ids.ts";

/** Where a secret or a variable is: in a repository, or in one of its environments. */
export interface Place {
  repository: string;
  environment: string | undefined;
  name: string;
}

/** How one kind of named value is addressed: in inputs, in ids, and in paths of the API. */
export interface Places {
  of(inputs: Properties): Place;
  ofId(id: string): Place;
  listPath(place: Place): string;
  path(place: Place): string;
  id(place: Place): string;
}

/**
 * @param kind.environment whether it belongs to an environment of the repository.
 * @param kind.format the id's format, for the message about an id of another form.
 */
export function placesOf(
  client: Client,
  noun: "secrets" | "variables",
  nameInput: string,
  kind: { environment: boolean; format: string },
): Places {
  function listPath({ repository, environment }: Place): string {
    const path = repositoryPath(client, repository);
    return environment === undefined
      ? `${path}/actions/${noun}`
      : `${path}/environments/${segment(environment)}/${noun}`;
  }
  return {
    of: (inputs) => ({
      repository: text(inputs, "repository"),
      environment: kind.environment ? text(inputs, "environment") : undefined,
      name: text(inputs, nameInput),
    }),
    ofId(id) {
      if (!kind.environment) {
        const [repository, name] = twoParts(id, kind.format);
        return { repository, environment: undefined, name };
      }
      const [repository, environment, name] = threeParts(id, kind.format);
      return { repository, environment, name };
    },
    listPath,
    path: (place) => `${listPath(place)}/${segment(place.name)}`,
    id: ({ repository, environment, name }) =>
      environment === undefined ? joinId(repository, name) : joinId(repository, environment, name),
  };
}

/** The provider has one rule for the names of secrets and variables, and says "secret" in both. */
export function checkName(property: string, name: string): CheckFailure[] {
  return /^github_/i.test(name)
    ? [{ property, reason: "Error. secret names must not start with the GITHUB_ prefix" }]
    : [];
}
