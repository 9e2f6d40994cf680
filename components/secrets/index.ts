import * as pulumi from "@pulumi/pulumi";
import { getSecrets } from "@pulumiverse/doppler/getSecrets.js";
import { GithubActions } from "@pulumiverse/doppler/secretssync/githubActions.js";
import { Component } from "../component.ts";
import { missingSecrets, type SecretSchema } from "./presence.ts";

export interface SecretsArgs {
  /** The Doppler project and the config that holds this environment's secrets. */
  project: string;
  config: string;
  /** Slug of the GitHub integration, connected in Doppler's dashboard. */
  integration: string;
  repository: string;
  /** The GitHub environment that receives the secrets. */
  environment: pulumi.Input<string>;
}

/** Secrets flow from one Doppler config to one GitHub environment; no value passes through this program's state. */
export class Secrets extends Component {
  constructor(name: string, args: SecretsArgs, options?: pulumi.ComponentResourceOptions) {
    super("Secrets", name, { project: args.project, config: args.config }, options);
    new GithubActions(
      this.child("sync"),
      {
        integration: args.integration,
        project: args.project,
        config: args.config,
        syncTarget: "repo",
        repoName: args.repository,
        environmentName: args.environment,
        // Otherwise Doppler leaves the secrets at GitHub when the sync goes.
        deleteBehavior: "delete_from_target",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/**
 * Reads a Doppler config and demands that every name of the schema is there.
 *
 * @returns the values, marked as secrets, for the few that a host must be given directly.
 * @throws RunError naming every missing secret, before anything is changed.
 */
export async function readSecrets(
  project: string,
  config: string,
  schema: SecretSchema,
): Promise<(name: string) => pulumi.Output<string>> {
  const { map } = await getSecrets({ project, config });
  const missing = missingSecrets(schema, Object.keys(map));
  if (missing.length > 0) {
    throw new pulumi.RunError(
      `Settings: the Doppler config ${project}/${config} lacks ${missing.length} of the secrets that this environment needs: ` +
        `${missing.join(", ")}. Set them in Doppler, or remove the names from secrets in Pulumi.yaml.`,
    );
  }
  return (name) => {
    const value = map[name];
    if (value === undefined) throw new Error(`${name} is not in the secret schema`);
    return pulumi.secret(value);
  };
}
