import { ofAzureType } from "../form/type.ts";

export const isRoleAssignment = ofAzureType("authorization", "RoleAssignment");
export const isRoleDefinition = ofAzureType("authorization", "RoleDefinition");
export const isFederatedCredential = ofAzureType("managedidentity", "FederatedIdentityCredential");
export const isIdentity = ofAzureType("managedidentity", "UserAssignedIdentity");
