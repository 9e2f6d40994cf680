import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../components/environment/index.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import type { Stage } from "../stage.ts";

/** Reads a secret's value by name; only hosts that must be given one ask for it. */
export type SecretValues = (name: string) => pulumi.Output<string>;

/** Reads the environment's Doppler config and judges it; nothing is declared. */
export async function loadSecrets(settings: EnvironmentSettings, { secrets: own }: Stage) {
  const { doppler, secrets } = settings;
  if (!own) return undefined;
  const [{ Secrets }, { readSecrets }, rotation] = await Promise.all([
    import("../../components/secrets/index.ts"),
    import("../../components/secrets/values.ts"),
    import("../../components/secrets/rotation.ts"),
  ]);
  const schema = {
    ...secrets.backend,
    frontend: secrets.frontend,
    environment: own.environmentSecrets,
    rollback: own.rollbackSecrets.map(({ name }) => name),
  };
  return {
    Secrets,
    secretNamed: await readSecrets(doppler.project, own.config, schema, secrets.formats),
    record:
      Object.keys(secrets.rotation).length > 0
        ? { [rotation.rotationVariable]: rotation.rotationRecord(schema, rotationsHere(settings, schema)) }
        : {},
  };
}

/** The rotations without those of secrets that only other environments hold: the settings list all in one place. */
function rotationsHere(
  { environments, secrets: { rotation } }: EnvironmentSettings,
  schema: Readonly<Record<string, readonly string[]>>,
): EnvironmentSettings["secrets"]["rotation"] {
  const here = new Set(Object.values(schema).flat());
  const elsewhere = new Set(
    Object.values(environments).flatMap(({ secrets }) => [
      ...(secrets?.environmentSecrets ?? []),
      ...(secrets?.rollbackSecrets ?? []).map(({ name }) => name),
    ]),
  );
  return Object.fromEntries(
    Object.entries(rotation).filter(([name]) => here.has(name) || !elsewhere.has(name)),
  );
}

type Loaded = NonNullable<Awaited<ReturnType<typeof loadSecrets>>>;

/** Hands the environment's secrets to its jobs: by Doppler's sync, or by a token that reads this one config. */
export function declareSecrets(
  { doppler, environment: name, github }: EnvironmentSettings,
  { secrets }: Stage,
  { Secrets, secretNamed }: Loaded,
  environment: Environment,
  rollback: string | undefined,
): void {
  if (!secrets) return;
  const { tokenSecret, tokenRotated } = secrets;
  new Secrets(`${name}-secrets`, {
    project: doppler.project,
    config: secrets.config,
    repository: github.repository.name,
    environment: environment.door(name).environment,
    delivery:
      secrets.delivery === "token" && tokenSecret && tokenRotated
        ? { by: "token", secretName: tokenSecret, rotated: tokenRotated }
        : { by: "sync", integration: doppler.githubIntegration },
  });
  const valuesOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((secret) => [secret, secretNamed(secret)]));
  environment.setSecrets(name, valuesOf(secrets.environmentSecrets));
  const exceptions = secrets.rollbackSecrets.map((exception) => exception.name);
  if (rollback) environment.setSecrets(rollback, valuesOf(exceptions), exceptions);
}
