import { ActionsEnvironmentSecret } from "@pulumi/github/actionsEnvironmentSecret.js";
import type * as pulumi from "@pulumi/pulumi";
import { GithubActions } from "@pulumiverse/doppler/secretssync/githubActions.js";
import { ServiceToken } from "@pulumiverse/doppler/serviceToken.js";
import { Component } from "../component.ts";

/**
 * How an environment's secrets reach its jobs. `sync`: Doppler writes each of them into the GitHub environment; no value
 * passes through this program. `token`: jobs fetch them from Doppler with a token that reads this one config (S002-ACT-03).
 */
export type Delivery =
  | {
      by: "sync";
      /** Slug of the GitHub integration, connected in Doppler's dashboard. */
      integration: string;
    }
  | {
      by: "token";
      /** The environment secret that holds the token, for example `DOPPLER_TOKEN_PROD`. */
      secretName: string;
      /**
       * When the token was last replaced, as 2026-11-03. Another day makes a new token, puts it in place, and takes the old
       * one away last, so that no run is left without one.
       */
      rotated: string;
    };

export interface SecretsArgs {
  /** The Doppler project and the config that holds this environment's secrets. */
  project: string;
  config: string;
  repository: string;
  /** The GitHub environment that receives the secrets. */
  environment: pulumi.Input<string>;
  delivery: Delivery;
}

/** Secrets flow from one Doppler config to one GitHub environment. */
export class Secrets extends Component {
  constructor(name: string, args: SecretsArgs, options?: pulumi.ComponentResourceOptions) {
    super("Secrets", name, { project: args.project, config: args.config, by: args.delivery.by }, options);
    if (args.delivery.by === "sync") this.createSync(args, args.delivery.integration);
    else this.createToken(args, args.delivery);
    this.registerOutputs({});
  }

  private createSync({ project, config, repository, environment }: SecretsArgs, integration: string): void {
    new GithubActions(
      this.child("sync"),
      {
        integration,
        project,
        config,
        syncTarget: "repo",
        repoName: repository,
        environmentName: environment,
        // Otherwise Doppler leaves the secrets at GitHub when the sync goes.
        deleteBehavior: "delete_from_target",
      },
      { parent: this },
    );
  }

  private createToken(
    { project, config, repository, environment }: SecretsArgs,
    { secretName, rotated }: Extract<Delivery, { by: "token" }>,
  ): void {
    const token = new ServiceToken(
      this.child("token"),
      { project, config, name: `github-actions-${rotated}`, access: "read" },
      { parent: this },
    );
    new ActionsEnvironmentSecret(
      this.child("token-secret"),
      { repository, environment, secretName, value: token.key },
      { parent: this },
    );
  }
}
