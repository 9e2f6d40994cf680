import { z } from "zod";
import type { StoredDocument } from "../world/stored-type.ts";

/** What a Vercel team holds before anything is declared. */
export const vercelAccount = z.strictObject({
  team: z.string().startsWith("team_"),
  /** Project names that the team uses already. */
  takenProjects: z.array(z.string()).default([]),
  /** Domains that another team has in use. */
  takenDomains: z.array(z.string()).default([]),
});

export type VercelAccount = z.infer<typeof vercelAccount>;

/** The team's state on disk. */
export interface VercelDocument extends StoredDocument {
  account: VercelAccount;
}
