import type { Properties, ResourceType } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { azureError, resourceById } from "./arm.ts";
import { siteId, siteToken, slotToken } from "./web.ts";

/**
 * Whether passwords of a publishing profile are taken, by FTP and by the SCM site. The setting is always there: a
 * create writes over it, and a delete leaves it as it is.
 */
export function publishingPolicies(cloud: Cloud<AzureDocument>): ResourceType[] {
  return ["Ftp", "Scm"].flatMap((way) =>
    ["", "Slot"].map((level) =>
      storedType(cloud, {
        token: `azure-native:web:WebApp${way}Allowed${level}`,
        inputs: inputRules({
          required: `allow name resourceGroupName ${level.toLowerCase()}`,
          optional: "kind",
          replaces: `name resourceGroupName ${level.toLowerCase()}`,
        }),
        computed: ["azureApiVersion", "type"],
        idOf: (inputs, document) =>
          `${policyOwner(document, inputs)}/basicPublishingCredentialsPolicies/${way.toLowerCase()}`,
        admit({ inputs, document }) {
          const owner = policyOwner(document, inputs);
          if (resourceById(document, level ? slotToken : siteToken, owner)) return;
          throw azureError(
            404,
            "ResourceNotFound",
            `The Resource '${owner.split("/providers/")[1]}' under resource group ` +
              `'${text(inputs, "resourceGroupName")}' was not found.`,
          );
        },
        outputs: () => ({
          azureApiVersion: "2024-11-01",
          name: way.toLowerCase(),
          type: `Microsoft.Web/sites/${level ? "slots/" : ""}basicPublishingCredentialsPolicies`,
        }),
      }),
    ),
  );
}

function policyOwner(document: AzureDocument, inputs: Properties): string {
  const slot = text(inputs, "slot");
  return siteId(document, inputs) + (slot && `/slots/${slot}`);
}
