import { z } from "zod";
import { environmentName, filePath, oneOf, pathPattern, text, whole } from "./vocabulary.ts";

const stage = z.strictObject({
  /** A backup that is proven to restore comes before migrations; production always has one. */
  backup: z
    .strictObject({
      proof: oneOf(["restore", "read"], "how a backup is proven").default("restore"),
      maxAgeMinutes: whole(1, 24 * 60, "minutes").default(60),
    })
    .optional(),
  /** Migrations have been up, down and up again on a throw-away database; in production always. */
  certified: z.boolean().default(true),
});

/**
 * The application's database, and how its schema changes. The folders have no defaults: protected paths must cover them
 * (C07). Each default of a time is in seconds.
 */
export const migrations = z.strictObject({
  layout: oneOf(["numbered", "supabase"], "the layout of migrations").default("numbered"),
  numbering: oneOf(["three-digits", "timestamp"], "how migrations are numbered").default("three-digits"),
  /** For example `backend/migrations`. */
  folder: pathPattern,
  /** For example `backend/migrations/rollback`. */
  undoFolder: pathPattern,
  /** SQL that makes of an empty database what the first migration builds on. */
  baseline: pathPattern.optional(),
  schemas: z
    .array(z.string().regex(/^[a-z_][a-z0-9_]*$/, "a schema's name: lower-case letters, digits and _"))
    .min(1, "at least one schema")
    .default(["public"]),
  /** `marked`: trivial is what says so and only adds. `never`: nothing is trivial. */
  trivial: oneOf(["marked", "never"], "what counts as trivial").default("marked"),
  /** Warned about where they are missing. */
  conventions: z
    .array(oneOf(["header", "if-not-exists", "uuid-key", "tenant"], "a convention of migrations"))
    .default(["header", "if-not-exists"]),
  lockTimeoutSeconds: whole(1, 600, "seconds").default(5),
  statementTimeoutSeconds: whole(1, 24 * 3600, "seconds").default(600),
  runnerWaitSeconds: whole(0, 3600, "seconds").default(60),
  alertAfterSeconds: whole(1, 24 * 3600, "seconds").default(300),
  /** Where the shim lies that people call as `python apply_migration.py FILE` (S001-MIG-03); none where it is not named. */
  script: filePath.optional(),
  /** The command that starts the Supabase CLI, by its words, where the layout is `supabase`. */
  supabaseCommand: z.array(text("a word of the command")).min(1, "at least the program").optional(),
  /** By the environment's name; one that is not named demands a certificate and no backup, except production. */
  environments: z.record(environmentName, stage).default({}),
});

export type MigrationSettings = z.infer<typeof migrations>;
