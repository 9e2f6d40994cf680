import { ofAzureType } from "../form/type.ts";

export const isApp = ofAzureType("web", "WebApp");
export const isSlot = ofAzureType("web", "WebAppSlot");
export const isStorageAccount = ofAzureType("storage", "StorageAccount");
