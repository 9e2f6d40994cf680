import * as pulumi from "@pulumi/pulumi";
import { Project } from "@pulumiverse/vercel/project.js";
import { ProjectDomain } from "@pulumiverse/vercel/projectDomain.js";
import { ProjectEnvironmentVariable } from "@pulumiverse/vercel/projectEnvironmentVariable.js";
import { Component } from "../../component.ts";
import type { Service } from "../service.ts";

export interface VercelArgs {
  /** The Vercel project's name, unique in its team. */
  project: string;
  teamId?: string | undefined;
  domain?: string | undefined;
  framework: string;
  rootDirectory?: string | undefined;
  /** The Vercel targets that the variables reach. */
  targets: readonly ("production" | "preview")[];
  /** Values that are built into the site or read by its server. */
  variables: readonly SiteVariable[];
}

export interface SiteVariable {
  key: string;
  value: pulumi.Input<string>;
  /** Sensitive values cannot be read back at Vercel. What the browser sees (`NEXT_PUBLIC_...`) is not sensitive. */
  sensitive: boolean;
}

/**
 * A site on Vercel. It has no Git link on purpose: the link deploys every push around all gates, so jobs deploy with
 * Vercel's command line instead.
 */
export class Vercel extends Component implements Service {
  readonly kind = "frontend";
  readonly platform = "vercel";
  readonly serviceName: string;
  readonly host: pulumi.Output<string>;
  readonly deployVariables: Service["deployVariables"];
  readonly rollbackVariables: Service["rollbackVariables"];

  constructor(name: string, args: VercelArgs, options?: pulumi.ComponentResourceOptions) {
    super("Vercel", name, { project: args.project }, options);
    this.serviceName = args.project;
    const team = args.teamId ? { teamId: args.teamId } : {};
    const project = new Project(
      this.child("project"),
      {
        name: args.project,
        framework: args.framework,
        ...(args.rootDirectory ? { rootDirectory: args.rootDirectory } : {}),
        // A production build gets its domain by promotion after it was verified, never by being built.
        autoAssignCustomDomains: false,
        ...team,
      },
      { parent: this },
    );
    this.setVariables(args, project, team);
    this.host = this.claimDomain(args, project, team);
    this.deployVariables = {
      VERCEL_PROJECT_ID: project.id,
      ...(args.teamId ? { VERCEL_ORG_ID: args.teamId } : {}),
    };
    this.rollbackVariables = this.deployVariables;
    this.registerOutputs({ host: this.host });
  }

  private setVariables(args: VercelArgs, project: Project, team: { teamId?: string }): void {
    for (const { key, value, sensitive } of args.variables) {
      new ProjectEnvironmentVariable(
        this.child(key),
        { projectId: project.id, key, value, sensitive, targets: [...args.targets], ...team },
        // Vercel refuses a second variable of one key and target (terraform-provider-vercel #192).
        { parent: this, deleteBeforeReplace: true },
      );
    }
  }

  private claimDomain(args: VercelArgs, project: Project, team: { teamId?: string }): pulumi.Output<string> {
    if (!args.domain) return pulumi.interpolate`${project.name}.vercel.app`;
    return new ProjectDomain(
      this.child("domain"),
      { projectId: project.id, domain: args.domain, ...team },
      { parent: this },
    ).domain;
  }
}
