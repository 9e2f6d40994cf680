import { z } from "zod";
import type { StoredDocument } from "../world/stored-type.ts";

/** What an Azure subscription holds before anything is declared. */
export const azureAccount = z.strictObject({
  subscriptionId: z.guid(),
  tenantId: z.guid(),
  clientId: z.guid(),
  /** The object in the directory that the client signs in as. */
  objectId: z.guid().default("00000000-0000-4000-8000-000000000004"),
  /** Object ids of users, groups and service principals in the directory. */
  principals: z.array(z.guid()).default([]),
  /** Names of sites, storage accounts and vaults that other tenants hold. */
  takenNames: z.array(z.string()).default([]),
});

export type AzureAccount = z.infer<typeof azureAccount>;

/** The subscription's state on disk. */
export interface AzureDocument extends StoredDocument {
  account: AzureAccount;
  /** Names of vaults that were deleted and can still be recovered, in lower case. */
  deletedVaults?: string[];
  /** Ids of secrets that were deleted from a vault that is still there. */
  deletedSecrets?: string[];
}
