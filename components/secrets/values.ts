import * as pulumi from "@pulumi/pulumi";
import { getSecrets } from "@pulumiverse/doppler/getSecrets.js";
import { malformedSecrets, type SecretFormats } from "./formats.ts";
import { missingSecrets, type SecretSchema } from "./presence.ts";

/**
 * Reads a Doppler config and demands that every name of the schema is there, and that values have the form they must have.
 *
 * @returns the values, marked as secrets, for the few that a host must be given directly.
 * @throws RunError naming every missing and every malformed secret at once, before anything is changed; never a value.
 */
export async function readSecrets(
  project: string,
  config: string,
  schema: SecretSchema,
  formats: SecretFormats,
): Promise<(name: string) => pulumi.Output<string>> {
  const map = await valuesOf(project, config);
  const missing = missingSecrets(schema, Object.keys(map));
  const malformed = malformedSecrets(formats, map);
  const complaints = [
    ...(missing.length > 0
      ? [
          `lacks ${missing.length} of the secrets that this environment needs: ${missing.join(", ")}. ` +
            "Set them in Doppler, or remove the names from secrets in Pulumi.yaml",
        ]
      : []),
    ...(malformed.length > 0
      ? [`holds what cannot be used: ${malformed.join("; ")}. Set a new value in Doppler`]
      : []),
  ];
  if (complaints.length > 0) {
    throw new pulumi.RunError(
      `Settings: the Doppler config ${project}/${config} ${complaints.join(". It ")}.`,
    );
  }
  return (name) => {
    const value = map[name];
    if (value === undefined) throw new Error(`${name} is not in the secret schema`);
    return pulumi.secret(value);
  };
}

async function valuesOf(project: string, config: string): Promise<Readonly<Record<string, string>>> {
  try {
    return (await getSecrets({ project, config })).map;
  } catch (error) {
    const [, what] = /Could not find requested (project|config)/.exec(String(error)) ?? [];
    if (what === undefined) throw error;
    throw new pulumi.RunError(
      `Settings: ${what === "project" ? "doppler.project" : "environment.dopplerConfig"} is ` +
        `${JSON.stringify(what === "project" ? project : config)}, and Doppler shows no such ${what}` +
        `${what === "project" ? "" : ` in ${project}`}. Mend the name, give the token access to it, or have it made first.`,
    );
  }
}
