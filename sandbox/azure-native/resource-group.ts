import { suffixed } from "../protocol/naming.ts";
import type { ResourceType } from "../protocol/resource-type.ts";
import { matching, text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, azureError, groupId, groupToken, removeBelow } from "./arm.ts";

export function resourceGroup(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: groupToken,
    inputs: inputRules({
      optional: "location managedBy resourceGroupName tags",
      replaces: "location resourceGroupName",
    }),
    computed: ["azureApiVersion", "name", "properties", "type"],
    autoName: suffixed("resourceGroupName", 90),
    check: (inputs) =>
      matching(
        "resourceGroupName",
        inputs["resourceGroupName"],
        /^[-\w._()]{0,89}[-\w_()]$/,
        "1 to 90 letters, digits, '-', '_', '(', ')' and '.', not ending in '.'",
      ),
    idOf: (inputs, document) => groupId(document, text(inputs, "resourceGroupName")),
    taken: ({ id }) => alreadyExists(id),
    admit({ inputs }) {
      if (text(inputs, "location")) return;
      throw azureError(400, "LocationRequired", "The location property is required for this definition.");
    },
    outputs: ({ inputs }) => ({
      azureApiVersion: "2024-11-01",
      name: text(inputs, "resourceGroupName"),
      properties: { provisioningState: "Succeeded" },
      type: "Microsoft.Resources/resourceGroups",
    }),
    release: ({ document, id }) => removeBelow(document, id),
  });
}
