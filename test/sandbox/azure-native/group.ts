import { openers } from "../accounts.ts";
import { type Deployment, deploymentOf, temporaryFolder } from "../cloud.ts";

export const subscription = "/subscriptions/00000000-0000-4000-8000-000000000001";
export const inGroup = { resourceGroupName: "acme" };

/** The subscription with one resource group, `acme`. */
export function account(): Deployment {
  const azure = deploymentOf(openers["azure-native"](temporaryFolder()));
  azure.create("azure-native:resources:ResourceGroup", { ...inGroup, location: "eastus" });
  return azure;
}
