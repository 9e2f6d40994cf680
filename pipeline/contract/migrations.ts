import { z } from "zod";
import { environmentName, oneOf, pathPattern, text, whole } from "./words.ts";

/** What can be asked of a migration's style; each is a warning where it is missing (S001-MIG-02). */
export const migrationConventions = ["header", "if-not-exists", "uuid-key", "tenant"] as const;

const stage = z.strictObject({
  /** Whether `migrate up` demands the record of a backup; in production it always does. */
  backup: z
    .strictObject({
      /** `restore`: into a throw-away database, schema and rows compared. `read`: every byte of it is read. */
      proof: oneOf(["restore", "read"], "how a backup is proven"),
      /** Minutes after which a backup is too old to migrate on. */
      maxAgeMinutes: whole(1, 24 * 60, "minutes"),
    })
    .optional(),
  /** Whether `migrate up` demands the record of `migrate certify`; in production it always does. */
  certified: z.boolean(),
});

/** The application's database, and how its schema changes. */
export const migrations = z.strictObject({
  /** `numbered`: this runtime applies them. `supabase`: the Supabase CLI does, inside this runtime's checks. */
  layout: oneOf(["numbered", "supabase"], "the layout of migrations"),
  /** `three-digits`: 015_new_feature.sql, without gaps. `timestamp`: 20270131150000_new_feature.sql. */
  numbering: oneOf(["three-digits", "timestamp"], "how migrations are numbered"),
  folder: pathPattern,
  /** Where the undo scripts lie: of the same number. */
  undoFolder: pathPattern,
  /** SQL that makes of an empty database what the first migration builds on, for example Supabase's own schemas. */
  baseline: pathPattern.optional(),
  /** Schemas that belong to the application; of others nothing is compared. */
  schemas: z
    .array(z.string().regex(/^[a-z_][a-z0-9_]*$/, "a schema's name: lower-case letters, digits and _"))
    .min(1, "at least one schema"),
  /** `marked`: trivial is what says so and only adds. `never`: nothing is trivial. */
  trivial: oneOf(["marked", "never"], "what counts as trivial"),
  conventions: z.array(oneOf(migrationConventions, "a convention of migrations")),
  lockTimeoutSeconds: whole(1, 600, "seconds"),
  statementTimeoutSeconds: whole(1, 24 * 3600, "seconds"),
  /** How long one runner waits for another. */
  runnerWaitSeconds: whole(0, 3600, "seconds"),
  /** A migration that takes longer is told while it runs (S002-MIG-10). */
  alertAfterSeconds: whole(1, 24 * 3600, "seconds"),
  /** The command that starts the Supabase CLI, by its words. */
  supabaseCommand: z.array(text("a word of the command")).min(1, "at least the program").optional(),
  environments: z.record(environmentName, stage),
});

export type MigrationRules = z.infer<typeof migrations>;
export type MigrationStage = z.infer<typeof stage>;
export type MigrationConvention = (typeof migrationConventions)[number];
