import type { HostName } from "../../road.ts";
import { azureFunctions } from "./azure-functions.ts";
import { container } from "./container.ts";
import type { Host } from "./host.ts";
import { railway } from "./railway.ts";
import { supabase } from "./supabase.ts";
import { vercel } from "./vercel.ts";

export const hosts: Readonly<Record<HostName, Host>> = {
  "azure-functions": azureFunctions,
  container,
  railway,
  supabase,
  vercel,
};
