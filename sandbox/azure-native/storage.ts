import { suffixed } from "../protocol/naming.ts";
import type { ResourceType } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, armId, azureError, locationOf } from "./arm.ts";

const token = "azure-native:storage:StorageAccount";

export function storageAccount(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token,
    inputs: inputRules({
      required: "kind resourceGroupName sku",
      optional:
        "accessTier accountName allowBlobPublicAccess allowCrossTenantReplication allowSharedKeyAccess " +
        "allowedCopyScope azureFilesIdentityBasedAuthentication customDomain defaultToOAuthAuthentication " +
        "dnsEndpointType enableExtendedGroups enableHttpsTrafficOnly enableNfsV3 encryption extendedLocation " +
        "identity immutableStorageWithVersioning isHnsEnabled isLocalUserEnabled isSftpEnabled keyPolicy " +
        "largeFileSharesState location minimumTlsVersion networkRuleSet publicNetworkAccess routingPreference " +
        "sasPolicy tags",
      replaces: "accountName isHnsEnabled location resourceGroupName",
    }),
    computed: [
      ..."azureApiVersion creationTime location name primaryEndpoints primaryLocation".split(" "),
      ..."provisioningState statusOfPrimary type".split(" "),
    ],
    autoName: suffixed("accountName", 24),
    idOf: (inputs, document) =>
      armId(
        document,
        text(inputs, "resourceGroupName"),
        "Microsoft.Storage/storageAccounts",
        text(inputs, "accountName"),
      ),
    taken: ({ id }) => alreadyExists(id),
    admit({ id, inputs, document, old }) {
      const name = text(inputs, "accountName");
      if (!/^[a-z0-9]{3,24}$/.test(name)) {
        throw azureError(
          400,
          "AccountNameInvalid",
          `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in ` +
            "length and use numbers and lower-case letters only.",
        );
      }
      const elsewhere = Object.entries(document.resources[token] ?? {}).some(
        ([other, stored]) => other !== id && text(stored.inputs, "accountName") === name,
      );
      if (!old && (elsewhere || document.account.takenNames.includes(name))) {
        throw azureError(
          409,
          "StorageAccountAlreadyTaken",
          `The storage account named ${name} is already taken.`,
        );
      }
    },
    outputs({ inputs, document, old }) {
      const name = text(inputs, "accountName");
      const location = locationOf(document, inputs);
      const endpoints = ["blob", "dfs", "file", "queue", "table", "web"].map((service) => [
        service,
        `https://${name}.${service}.core.windows.net/`,
      ]);
      return {
        azureApiVersion: "2024-01-01",
        creationTime: old?.outputs["creationTime"] ?? new Date().toISOString(),
        location,
        name,
        primaryEndpoints: Object.fromEntries(endpoints),
        primaryLocation: location,
        provisioningState: "Succeeded",
        statusOfPrimary: "available",
        type: "Microsoft.Storage/storageAccounts",
      };
    },
  });
}
