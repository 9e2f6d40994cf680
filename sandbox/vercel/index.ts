import type { CloudProvider } from "../protocol/resource-type.ts";
import { openCloud } from "../world/world.ts";
import type { VercelAccount, VercelDocument } from "./account.ts";
import { projectEnvironmentVariable } from "./environment-variable.ts";
import { vercelFunctions } from "./functions.ts";
import { project } from "./project.ts";
import { projectDomain } from "./project-domain.ts";

/**
 * Opens the Vercel team whose state lies in `folder`.
 *
 * @param account what it holds when it is opened for the first time.
 */
export function openVercel(options: { folder: string; account: VercelAccount }): { provider: CloudProvider } {
  const { account } = options;
  const cloud = openCloud<VercelDocument>(options.folder, "vercel", () => ({ account, resources: {} }));
  return {
    provider: {
      name: "vercel",
      version: "5.4.1",
      types: [project(cloud), projectDomain(cloud), projectEnvironmentVariable(cloud)],
      functions: vercelFunctions(cloud),
    },
  };
}
