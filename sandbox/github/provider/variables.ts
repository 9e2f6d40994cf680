import { z } from "zod";
import type { Properties, ResourceType } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath } from "./client.ts";
import { checkName, type Place, placesOf } from "./named-value.ts";
import { goTime } from "./values.ts";

const variableAnswer = z.object({ value: z.string(), created_at: z.string(), updated_at: z.string() });
const idAnswer = z.object({ id: z.number() });

function variableType(
  client: Client,
  kind: { token: string; environment: boolean; format: string },
): ResourceType {
  const places = placesOf(client, "variables", "variableName", kind);

  function outputs(at: Place): Properties {
    const { created_at, updated_at } = client.ask(variableAnswer, "GET", places.path(at));
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
      const at = places.of(inputs);
      client.send("POST", places.listPath(at), { name: at.name, value: text(inputs, "value") });
      return { id: places.id(at), outputs: outputs(at) };
    },
    read(id) {
      const at = places.ofId(id);
      const found = client.find(variableAnswer, places.path(at));
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
      const at = places.ofId(id);
      client.send("PATCH", places.path(at), { name: at.name, value: text(inputs, "value") });
      return outputs(at);
    },
    delete(id) {
      client.send("DELETE", places.path(places.ofId(id)));
    },
    find(inputs) {
      const at = places.of(inputs);
      return client.has(places.path(at)) ? places.id(at) : undefined;
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
