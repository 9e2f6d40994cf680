/** Secrets that an environment must have: group to names. */
export type SecretSchema = Readonly<Record<string, readonly string[]>>;

/** The names that a config lacks, as `group: NAME`, in the schema's order. */
export function missingSecrets(schema: SecretSchema, present: readonly string[]): string[] {
  const have = new Set(present);
  return Object.entries(schema).flatMap(([group, names]) =>
    names.filter((name) => !have.has(name)).map((name) => `${group}: ${name}`),
  );
}

/** Every name of a schema once. */
export function namesOf(schema: SecretSchema): string[] {
  return [...new Set(Object.values(schema).flat())];
}
