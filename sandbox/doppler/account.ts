import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { StoredDocument } from "../world/stored-type.ts";

const name = z.string().regex(/^[A-Za-z0-9_-]+$/, "letters, digits, '-' and '_'");
const secretName = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "upper-case letters, digits and '_'");

/** What a Doppler workplace holds before anything is declared. No secret's value stands in an account file. */
export const dopplerAccount = z.strictObject({
  workplace: z.string().min(1),
  /** The slug of the GitHub integration, which a person connects in Doppler's dashboard. */
  githubIntegration: z.string().min(1),
  projects: z
    .record(name, z.strictObject({ configs: z.array(name).min(1), secrets: z.array(secretName).default([]) }))
    .default({}),
});

export type DopplerAccount = z.infer<typeof dopplerAccount>;

export const projectToken = "doppler:index/project:Project";
export const environmentToken = "doppler:index/environment:Environment";
export const branchToken = "doppler:index/branchConfig:BranchConfig";

/** The workplace's state on disk: the only place where the sandbox keeps secret values. */
export interface DopplerDocument extends StoredDocument {
  account: DopplerAccount;
  /** By project, then by config, then by name. A config that exists has an entry, be it empty. */
  secrets: Record<string, Record<string, Record<string, string>>>;
}

/** @param values values by secret name, for tests that look for them; the others are made up at random. */
export function initialDoppler(account: DopplerAccount, values: Record<string, string>): DopplerDocument {
  const document: DopplerDocument = {
    account,
    secrets: {},
    resources: { [projectToken]: {}, [environmentToken]: {} },
  };
  for (const [project, { configs, secrets }] of Object.entries(account.projects)) {
    document.resources[projectToken] = {
      ...document.resources[projectToken],
      [project]: { inputs: { name: project }, outputs: {} },
    };
    for (const config of configs) {
      document.resources[environmentToken] = {
        ...document.resources[environmentToken],
        [`${project}.${config}`]: { inputs: { name: config, project, slug: config }, outputs: {} },
      };
    }
    const valueFor = (secret: string) => values[secret] ?? randomBytes(32).toString("base64url");
    document.secrets[project] = Object.fromEntries(
      configs.map((config) => [
        config,
        Object.fromEntries(secrets.map((secret) => [secret, valueFor(secret)])),
      ]),
    );
  }
  return document;
}
