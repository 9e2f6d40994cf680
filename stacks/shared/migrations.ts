import type { Rules } from "../../components/runtime/index.ts";
import type { MigrationSettings } from "../settings/migrations.ts";
import type { SharedSettings } from "../settings/schema.ts";

/** How the schema changes, with what each environment demands: one that is backed up proves its backups first. */
export function migrationRules(
  { environments: named, script: _, ...rest }: MigrationSettings,
  environments: SharedSettings["environments"],
): NonNullable<Rules["migrations"]> {
  const { baseline, supabaseCommand, ...always } = rest;
  return {
    ...always,
    ...(baseline === undefined ? {} : { baseline }),
    ...(supabaseCommand === undefined ? {} : { supabaseCommand }),
    environments: Object.fromEntries(
      Object.entries(environments).map(([name, { backup: isBackedUp }]) => {
        const { certified = true, backup } = named[name] ?? {};
        const demanded =
          backup ?? (isBackedUp ? { proof: "restore" as const, maxAgeMinutes: 60 } : undefined);
        return [name, { certified, ...(demanded ? { backup: demanded } : {}) }];
      }),
    ),
  };
}
