import type * as pulumi from "@pulumi/pulumi";
import { BranchConfig } from "@pulumiverse/doppler/branchConfig.js";
import { Environment } from "@pulumiverse/doppler/environment.js";
import { Project } from "@pulumiverse/doppler/project.js";
import { Component } from "../component.ts";

export interface SecretProjectArgs {
  /** The Doppler project's name. */
  project: string;
  /** `existing`: nothing of it is declared here, and nothing goes with the stack. `create`: Gatehouse makes it. */
  manage: "existing" | "create";
  description: string;
  /** Environments of the project; each brings a config with the name of its slug. */
  environments: readonly {
    /** Slug, for example `prd`. */
    slug: string;
    /** The name that people see, for example `Production`. */
    name: string;
    /** A new project may come with environments of Doppler's own: those are `existing`. */
    manage: "existing" | "create";
    /** Configs that branch off the environment's own; each name begins with the slug and `_`. */
    branches: readonly string[];
  }[];
}

/**
 * The Doppler project that holds the application's secrets, where it is not there yet. It is made empty: people set the
 * values, and the preview of each environment names those that are missing.
 */
export class SecretProject extends Component {
  constructor(name: string, args: SecretProjectArgs, options?: pulumi.ComponentResourceOptions) {
    super("SecretProject", name, { project: args.project, manage: args.manage }, options);
    // Whoever deletes one of these deletes the secrets in it, and no copy is left.
    const child = { parent: this, protect: true };
    const project =
      args.manage === "create"
        ? new Project(this.child("project"), { name: args.project, description: args.description }, child)
            .name
        : args.project;
    for (const environment of args.environments) this.createEnvironment(project, environment, child);
    this.registerOutputs({});
  }

  private createEnvironment(
    project: pulumi.Input<string>,
    { slug, name, manage, branches }: SecretProjectArgs["environments"][number],
    child: pulumi.CustomResourceOptions,
  ): void {
    const environment =
      manage === "create" ? new Environment(this.child(slug), { project, slug, name }, child).slug : slug;
    for (const branch of branches) {
      new BranchConfig(this.child(`config-${branch}`), { project, environment, name: branch }, child);
    }
  }
}
