import { z } from "zod";
import type { CheckFailure, Properties, ResourceType } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath, segment } from "./client.ts";
import { joinId, threeParts, twoParts } from "./ids.ts";
import { goTime } from "./values.ts";

const variableAnswer = z.object({ value: z.string(), created_at: z.string(), updated_at: z.string() });
const idAnswer = z.object({ id: z.number() });

/** The provider has one rule for the names of secrets and variables, and says "secret" in both. */
export function checkName(property: string, name: string): CheckFailure[] {
  return /^github_/i.test(name)
    ? [{ property, reason: "Error. secret names must not start with the GITHUB_ prefix" }]
    : [];
}

/** Where a variable is: in a repository, or in one of its environments. */
interface Place {
  repository: string;
  environment: string | undefined;
  name: string;
}

function variableType(
  client: Client,
  kind: { token: string; environment: boolean; format: string },
): ResourceType {
  const place = (inputs: Properties): Place => ({
    repository: text(inputs, "repository"),
    environment: kind.environment ? text(inputs, "environment") : undefined,
    name: text(inputs, "variableName"),
  });

  function placeOfId(id: string): Place {
    if (!kind.environment) {
      const [repository, name] = twoParts(id, kind.format);
      return { repository, environment: undefined, name };
    }
    const [repository, environment, name] = threeParts(id, kind.format);
    return { repository, environment, name };
  }

  function listPath({ repository, environment }: Place): string {
    const path = repositoryPath(client, repository);
    return environment === undefined
      ? `${path}/actions/variables`
      : `${path}/environments/${segment(environment)}/variables`;
  }

  const pathOf = (at: Place): string => `${listPath(at)}/${segment(at.name)}`;
  const idOf = ({ repository, environment, name }: Place): string =>
    environment === undefined ? joinId(repository, name) : joinId(repository, environment, name);

  function outputs(at: Place): Properties {
    const { created_at, updated_at } = client.ask(variableAnswer, "GET", pathOf(at));
    const { id } = client.ask(idAnswer, "GET", repositoryPath(client, at.repository));
    return { createdAt: goTime(created_at), updatedAt: goTime(updated_at), repositoryId: id };
  }

  return {
    token: kind.token,
    inputs: inputRules({
      required: `repository variableName value${kind.environment ? " environment" : ""}`,
      replaces: `repository variableName${kind.environment ? " environment" : ""}`,
    }),
    computed: ["createdAt", "updatedAt", "repositoryId"],
    check: (inputs) => checkName("variableName", text(inputs, "variableName")),
    create(inputs) {
      const at = place(inputs);
      client.send("POST", listPath(at), { name: at.name, value: text(inputs, "value") });
      return { id: idOf(at), outputs: outputs(at) };
    },
    read(id) {
      const at = placeOfId(id);
      const found = client.find(variableAnswer, pathOf(at));
      if (!found) return undefined;
      const inputs: Properties = {
        repository: at.repository,
        ...(at.environment === undefined ? {} : { environment: at.environment }),
        variableName: at.name,
        value: found.value,
      };
      return { inputs, outputs: { ...inputs, ...outputs(at) } };
    },
    update(id, inputs) {
      const at = placeOfId(id);
      client.send("PATCH", pathOf(at), { name: at.name, value: text(inputs, "value") });
      return outputs(at);
    },
    delete(id) {
      client.send("DELETE", pathOf(placeOfId(id)));
    },
    find(inputs) {
      const at = place(inputs);
      return client.has(pathOf(at)) ? idOf(at) : undefined;
    },
  };
}

export const environmentVariableType = (client: Client): ResourceType =>
  variableType(client, {
    token: "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
    environment: true,
    format: "<repository>:<environment>:<variable>",
  });

export const repositoryVariableType = (client: Client): ResourceType =>
  variableType(client, {
    token: "github:index/actionsVariable:ActionsVariable",
    environment: false,
    format: "<repository>:<variable>",
  });
