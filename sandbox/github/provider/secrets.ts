import { z } from "zod";
import type { Properties, ResourceType } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { seal } from "../secret-box.ts";
import { type Client, repositoryPath } from "./client.ts";
import { checkName, type Place, placesOf } from "./named-value.ts";
import { goTime, pick } from "./values.ts";

const keyAnswer = z.object({ key_id: z.string(), key: z.string() });
const secretAnswer = z.object({ created_at: z.string(), updated_at: z.string() });
const idAnswer = z.object({ id: z.number() });

const plain = ["value", "plaintextValue"] as const;
const sealed = ["valueEncrypted", "encryptedValue"] as const;
const values: readonly string[] = [...plain, ...sealed];

function secretType(
  client: Client,
  kind: { token: string; environment: boolean; format: string; optional: string },
): ResourceType {
  const places = placesOf(client, "secrets", "secretName", kind);

  function put(at: Place, inputs: Properties): Properties {
    const key = client.ask(keyAnswer, "GET", `${places.listPath(at)}/public-key`);
    const given = plain.map((name) => inputs[name]).find((value) => typeof value === "string");
    const box = sealed.map((name) => text(inputs, name)).find((value) => value !== "");
    const keyId = text(inputs, "keyId") || key.key_id;
    client.send("PUT", places.path(at), {
      key_id: given === undefined ? keyId : key.key_id,
      encrypted_value: given === undefined ? (box ?? "") : seal(key.key, given),
    });
    const answer = client.ask(secretAnswer, "GET", places.path(at));
    return {
      createdAt: goTime(answer.created_at),
      updatedAt: goTime(answer.updated_at),
      remoteUpdatedAt: goTime(answer.updated_at),
      keyId: given === undefined ? keyId : key.key_id,
      repositoryId: client.ask(idAnswer, "GET", repositoryPath(client, at.repository)).id,
    };
  }

  return {
    token: kind.token,
    inputs: inputRules({
      required: `repository secretName${kind.environment ? " environment" : ""}`,
      optional: `keyId ${values.join(" ")} ${kind.optional}`,
      replaces: `repository secretName${kind.environment ? " environment" : ""}`,
    }),
    computed: ["createdAt", "updatedAt", "remoteUpdatedAt", "repositoryId", "keyId"],
    check(inputs, unknown) {
      const given = values.filter((name) => name in inputs || unknown.has(name));
      const combination =
        given.length === 1
          ? []
          : [
              {
                property: "value",
                reason: `Invalid combination of arguments. "value": ${given.length === 0 ? "one" : "only one"} of \`encrypted_value,plaintext_value,value,value_encrypted\` ${given.length === 0 ? "must" : "can"} be specified`,
              },
            ];
      const notBase64 = sealed
        .filter((name) => name in inputs && !z.base64().safeParse(inputs[name]).success)
        .map((property) => ({ property, reason: `expected "${property}" to be a base64 string` }));
      return [...checkName("secretName", text(inputs, "secretName")), ...combination, ...notBase64];
    },
    create(inputs) {
      const at = places.of(inputs);
      return { id: places.id(at), outputs: put(at, inputs) };
    },
    read(id, state) {
      const at = places.ofId(id);
      const answer = client.find(secretAnswer, places.path(at));
      if (!answer) return undefined;
      // GitHub gives no value back: what the engine keeps stays (blind-spots.ts).
      const inputs: Properties = {
        repository: at.repository,
        ...(at.environment === undefined ? {} : { environment: at.environment }),
        secretName: at.name,
        ...pick(state, values),
      };
      const { id: repositoryId } = client.ask(idAnswer, "GET", repositoryPath(client, at.repository));
      const known = pick(state, ["keyId", "createdAt", "updatedAt", "destroyOnDrift"]);
      const dates = { createdAt: goTime(answer.created_at), updatedAt: goTime(answer.updated_at) };
      return {
        inputs,
        outputs: { ...dates, ...inputs, ...known, repositoryId, remoteUpdatedAt: goTime(answer.updated_at) },
      };
    },
    update: (id, inputs) => put(places.ofId(id), inputs),
    delete(id) {
      client.send("DELETE", places.path(places.ofId(id)));
    },
    find(inputs) {
      const at = places.of(inputs);
      return client.has(places.path(at)) ? places.id(at) : undefined;
    },
  };
}

export const environmentSecretType = (client: Client): ResourceType =>
  secretType(client, {
    token: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
    environment: true,
    format: "<repository>:<environment>:<secret>",
    optional: "",
  });

export const repositorySecretType = (client: Client): ResourceType =>
  secretType(client, {
    token: "github:index/actionsSecret:ActionsSecret",
    environment: false,
    format: "<repository>:<secret>",
    optional: "destroyOnDrift",
  });
