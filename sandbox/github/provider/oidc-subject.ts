import { z } from "zod";
import type { Properties, ResourceType } from "../../protocol/resource-type.ts";
import { text, texts } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, repositoryPath } from "./client.ts";

const subjectAnswer = z.object({
  use_default: z.boolean(),
  include_claim_keys: z.array(z.string()).optional(),
});

/** Of which claims the subject of a repository's OIDC tokens is made. */
export function oidcSubjectType(client: Client): ResourceType {
  const pathOf = (repository: string): string =>
    `${repositoryPath(client, repository)}/actions/oidc/customization/sub`;

  function put(inputs: Properties): Properties {
    const keys = texts(inputs, "includeClaimKeys");
    // The provider sees this at the create only, so a preview does not refuse it.
    if (inputs["useDefault"] === true && keys.length > 0) {
      throw new Error("include_claim_keys cannot be set when use_default is true");
    }
    client.send("PUT", pathOf(text(inputs, "repository")), {
      use_default: inputs["useDefault"] === true,
      ...(keys.length > 0 ? { include_claim_keys: keys } : {}),
    });
    return {};
  }

  return {
    token:
      "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate",
    inputs: inputRules({
      required: "repository useDefault",
      optional: "includeClaimKeys",
      replaces: "repository",
    }),
    computed: [],
    create: (inputs) => ({ id: text(inputs, "repository"), outputs: put(inputs) }),
    read(id, state) {
      const answer = client.find(subjectAnswer, pathOf(id));
      if (!answer) return undefined;
      const keys = answer.include_claim_keys ?? [];
      const inputs: Properties = {
        repository: id,
        useDefault: answer.use_default,
        ...(keys.length > 0 || "includeClaimKeys" in state ? { includeClaimKeys: keys } : {}),
      };
      return { inputs, outputs: inputs };
    },
    update: (_id, inputs) => put(inputs),
    // Nothing can be deleted: the provider puts the default back.
    delete: (id) => {
      client.send("PUT", pathOf(id), { use_default: true });
    },
    find: (inputs) => {
      const repository = text(inputs, "repository");
      return client.has(pathOf(repository)) ? repository : undefined;
    },
  };
}
