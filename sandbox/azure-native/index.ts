import type { CloudProvider } from "../protocol/resource-type.ts";
import { openCloud } from "../world/world.ts";
import type { AzureAccount, AzureDocument } from "./account.ts";
import { alertTypes } from "./alerts.ts";
import { authorizationTypes } from "./authorization.ts";
import { budget } from "./budget.ts";
import { diagnosticSetting } from "./diagnostic-setting.ts";
import { identityTypes } from "./identity.ts";
import { vault, vaultSecret } from "./key-vault.ts";
import { logTypes } from "./logs.ts";
import { appServicePlan } from "./plan.ts";
import { resourceGroup } from "./resource-group.ts";
import { storageAccount } from "./storage.ts";
import { webTypes } from "./web.ts";
import { publishingPolicies } from "./web-publishing.ts";

/**
 * Opens the Azure subscription whose state lies in `folder`.
 *
 * @param account what it holds when it is opened for the first time.
 */
export function openAzure(options: { folder: string; account: AzureAccount }): { provider: CloudProvider } {
  const { account } = options;
  const cloud = openCloud<AzureDocument>(options.folder, "azure-native", () => ({ account, resources: {} }));
  return {
    provider: {
      name: "azure-native",
      version: "3.28.0",
      types: [
        resourceGroup(cloud),
        storageAccount(cloud),
        appServicePlan(cloud),
        ...webTypes(cloud),
        ...publishingPolicies(cloud),
        ...identityTypes(cloud),
        ...authorizationTypes(cloud),
        vault(cloud),
        vaultSecret(cloud),
        ...logTypes(cloud),
        diagnosticSetting(cloud),
        ...alertTypes(cloud),
        budget(cloud),
      ],
      functions: [
        {
          token: "azure-native:authorization:getClientConfig",
          call() {
            const { clientId, objectId, subscriptionId, tenantId } = cloud.read().account;
            return { clientId, objectId, subscriptionId, tenantId };
          },
        },
      ],
      // The provider marks `__createBeforeDelete` only where it made up the name.
      deletesFirst: "always",
    },
  };
}
