import * as pulumi from "@pulumi/pulumi";
import { CustomEnvironment } from "@pulumiverse/vercel/customEnvironment.js";
import { Project } from "@pulumiverse/vercel/project.js";
import { ProjectDomain } from "@pulumiverse/vercel/projectDomain.js";
import { ProjectEnvironmentVariable } from "@pulumiverse/vercel/projectEnvironmentVariable.js";
import { Component } from "../../component.ts";
import type { Service } from "../service.ts";

export interface VercelArgs {
  /** The Vercel project's name, unique in its team. */
  project: string;
  teamId?: string | undefined;
  /**
   * Where people reach the stage. It follows the stage's promoted production deployment, or the newest deployment of
   * its custom environment where there is one.
   */
  domain?: string | undefined;
  framework: string;
  rootDirectory?: string | undefined;
  /** The Vercel targets that the variables reach. */
  targets: readonly ("production" | "preview")[];
  /**
   * The custom environment that a stage before production deploys to, for example `staging`; plan Pro or above. It is
   * how a preview gets a fixed domain (S001-ENV-04): a domain bound to a branch (`gitBranch`) needs a Git link, which
   * would deploy around every gate.
   */
  customEnvironment?: string | undefined;
  /** Values that are built into the site or read by its server. */
  variables: readonly SiteVariable[];
}

export interface SiteVariable {
  key: string;
  value: pulumi.Input<string>;
  /** Sensitive values cannot be read back at Vercel. What the browser sees (`NEXT_PUBLIC_...`) is not sensitive. */
  sensitive: boolean;
}

/** Why a site cannot be declared like that; empty where it can. */
export function siteProblems(args: Pick<VercelArgs, "customEnvironment" | "domain" | "targets">): string[] {
  const { customEnvironment: custom, domain, targets } = args;
  const production = targets.includes("production");
  if (custom === undefined) {
    return production
      ? []
      : [
          `targets: previews alone have no address that stays; given: ${targets.join(", ")}. Add production, or give ` +
            "customEnvironment (plan Pro) and its domain.",
        ];
  }
  return [
    ...(/^(?!(production|preview|development)$)[a-z0-9-]{1,32}$/.test(custom)
      ? []
      : [
          "customEnvironment: 1 to 32 lower-case letters, digits and hyphens, and none of production, preview and " +
            `development; given: ${custom}.`,
        ]),
    ...(domain === undefined
      ? [`domain: the custom environment ${custom} has no address that stays without one; give domain.`]
      : []),
    ...(production
      ? [
          `targets: a stage that deploys to ${custom} has no production deployment; take production out of targets.`,
        ]
      : []),
  ];
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

  /** @throws {pulumi.RunError} where domain, targets and custom environment contradict each other. */
  constructor(name: string, args: VercelArgs, options?: pulumi.ComponentResourceOptions) {
    const problems = siteProblems(args);
    if (problems.length > 0) {
      throw new pulumi.RunError(`${args.project} cannot be declared. ${problems.join(" ")}`);
    }
    super("Vercel", name, { project: args.project }, options);
    this.serviceName = args.project;
    const team = args.teamId ? { teamId: args.teamId } : {};
    const project = this.createProject(args, team);
    const environment = this.createEnvironment(args, project, team);
    this.setVariables(args, project, team, environment);
    this.host = this.claimDomain(args, project, team, environment);
    this.deployVariables = {
      VERCEL_PROJECT_ID: project.id,
      ...(args.teamId ? { VERCEL_ORG_ID: args.teamId } : {}),
      // What the command line's --target is given.
      VERCEL_TARGET: args.customEnvironment ?? "production",
    };
    this.rollbackVariables = this.deployVariables;
    this.registerOutputs({ host: this.host });
  }

  private createProject(args: VercelArgs, team: Team): Project {
    return new Project(
      this.child("project"),
      {
        name: args.project,
        framework: args.framework,
        ...(args.rootDirectory ? { rootDirectory: args.rootDirectory } : {}),
        // A production build gets its domain by promotion after it was verified, never by being built.
        autoAssignCustomDomains: false,
        // Whatever is not the production domain asks for a member of the team: previews, stages, staged builds.
        vercelAuthentication: { deploymentType: "standard_protection_new" },
        ...team,
      },
      { parent: this },
    );
  }

  private createEnvironment(args: VercelArgs, project: Project, team: Team): CustomEnvironment | undefined {
    if (!args.customEnvironment) return undefined;
    return new CustomEnvironment(
      this.child("environment"),
      {
        projectId: project.id,
        name: args.customEnvironment,
        description: "Deployed to by gated jobs; follows no branch",
        ...team,
      },
      { parent: this },
    );
  }

  private setVariables(
    args: VercelArgs,
    project: Project,
    team: Team,
    environment: CustomEnvironment | undefined,
  ): void {
    for (const { key, value, sensitive } of args.variables) {
      new ProjectEnvironmentVariable(
        this.child(key),
        {
          projectId: project.id,
          key,
          value,
          sensitive,
          targets: [...args.targets],
          ...(environment ? { customEnvironmentIds: [environment.id] } : {}),
          ...team,
        },
        // Vercel refuses a second variable of one key and target (terraform-provider-vercel #192).
        { parent: this, deleteBeforeReplace: true },
      );
    }
  }

  private claimDomain(
    args: VercelArgs,
    project: Project,
    team: Team,
    environment: CustomEnvironment | undefined,
  ): pulumi.Output<string> {
    if (!args.domain) return pulumi.interpolate`${project.name}.vercel.app`;
    return new ProjectDomain(
      this.child("domain"),
      {
        projectId: project.id,
        domain: args.domain,
        ...(environment ? { customEnvironmentId: environment.id } : {}),
        ...team,
      },
      { parent: this },
    ).domain;
  }
}

type Team = { teamId?: string };
