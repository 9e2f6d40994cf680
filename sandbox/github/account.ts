import { z } from "zod";

const login = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, "a login has letters, digits and hyphens");

const app = z.strictObject({
  id: z.int(),
  slug: z.string().regex(/^[a-z0-9-]+$/, "lower-case letters, digits and hyphens"),
  /** PEM of the public half of the app's key. The private half stays with whoever signs. */
  publicKey: z.string().startsWith("-----BEGIN PUBLIC KEY-----"),
  installationId: z.int(),
  permissions: z.record(z.string(), z.enum(["read", "write", "admin"])),
  /** The repositories that it was installed for, by name; default is all. */
  repositories: z.array(z.string()).optional(),
  suspended: z.boolean().default(false),
});

const repositoryAccount = z.strictObject({
  visibility: z.enum(["public", "private", "internal"]).default("private"),
  defaultBranch: z.string().min(1).default("main"),
  /** Branches beside the default one; they begin at the same commit. */
  branches: z.array(z.string().min(1)).default([]),
  /** Path to content of the first commit. Without files the repository has no commit. */
  files: z.record(z.string(), z.string()).default({}),
  /** Team slug to permission that a person gave before the pipeline was declared. */
  teams: z.record(z.string(), z.enum(["pull", "triage", "push", "maintain", "admin"])).default({}),
});

/** The `github` section of `sandbox/account.yaml`: what a GitHub organization holds at the beginning. */
export const githubAccount = z.strictObject({
  organization: login,
  /** Decides which features answer, and which refuse. */
  plan: z.enum(["free", "team", "enterprise"]),
  /** Logins of the organization's owners; default is one machine user named after the organization. */
  owners: z.array(login).optional(),
  users: z.array(login).default([]),
  /** Team slug to the logins of its members. */
  teams: z.record(z.string(), z.array(login)).default({}),
  /** Ids of installed GitHub Apps whose repositories are chosen one by one. */
  installations: z.array(z.int()).default([]),
  /** GitHub Apps that are installed in the organization, each with its permissions. */
  apps: z.array(app).default([]),
  repositories: z.record(z.string(), repositoryAccount).default({}),
});

export type GithubAccount = z.infer<typeof githubAccount>;

/** The logins that own the organization; the first one's token is what a declaring program would use. */
export function ownersOf(account: GithubAccount): string[] {
  return account.owners?.length ? account.owners : [`${account.organization}-admin`];
}
