import { ActionsEnvironmentVariable } from "@pulumi/github/actionsEnvironmentVariable.js";
import { RepositoryEnvironment } from "@pulumi/github/repositoryEnvironment.js";
import { RepositoryEnvironmentDeploymentPolicy } from "@pulumi/github/repositoryEnvironmentDeploymentPolicy.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Role } from "../access/roles.ts";
import { Component } from "../component.ts";
import type { Gate } from "./gates.ts";

export interface EnvironmentArgs {
  repository: string;
  tier: "development" | "staging" | "production";
  gates: readonly Gate[];
  /** The roles that the gates name, with their holders. */
  roles: readonly Role[];
  /** Branches or patterns that may deploy to the entry. */
  branches: readonly string[];
  /** The branches a rollback may run on: the default branch, whose workflow files are reviewed. */
  rollbackBranches: readonly string[];
}

/** The GitHub environments of one stage, with their reviewers and branches. */
export class Environment extends Component {
  private readonly doors = new Map<string, RepositoryEnvironment>();
  private readonly repository: string;

  constructor(name: string, args: EnvironmentArgs, options?: pulumi.ComponentResourceOptions) {
    super(
      "Environment",
      name,
      { tier: args.tier, gates: args.gates.map((gate) => ({ ...gate })), branches: [...args.branches] },
      options,
    );
    this.repository = args.repository;
    for (const gate of args.gates) this.createDoor(gate, args);
    this.registerOutputs({});
  }

  /** Gives workflows that run in this environment values that are no secrets. */
  setVariables(environment: string, variables: Readonly<Record<string, pulumi.Input<string>>>): void {
    const door = this.door(environment);
    for (const [variableName, value] of Object.entries(variables)) {
      new ActionsEnvironmentVariable(
        this.child(`${environment}-${variableName}`),
        { repository: this.repository, environment: door.environment, variableName, value },
        { parent: this },
      );
    }
  }

  /** One of the stage's GitHub environments. */
  door(environment: string): RepositoryEnvironment {
    const door = this.doors.get(environment);
    if (!door) throw new Error(`${this.name} declares no GitHub environment ${environment}`);
    return door;
  }

  private createDoor(gate: Gate, args: EnvironmentArgs): void {
    const role = args.roles.find(({ name }) => name === gate.role);
    if (gate.role && !role) throw new Error(`The role ${gate.role} of ${gate.name} was not resolved`);
    const door = new RepositoryEnvironment(
      this.child(gate.name),
      {
        repository: args.repository,
        environment: gate.name,
        canAdminsBypass: false,
        ...(role
          ? {
              preventSelfReview: true,
              reviewers: [
                { teams: role.teams.map((team) => team.id), users: role.users.map((user) => user.id) },
              ],
            }
          : {}),
        deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
      },
      { parent: this },
    );
    const branches = gate.purpose === "rollback" ? args.rollbackBranches : args.branches;
    for (const branchPattern of branches) {
      new RepositoryEnvironmentDeploymentPolicy(
        this.child(`${gate.name}-from-${branchPattern}`),
        { repository: args.repository, environment: door.environment, branchPattern },
        { parent: this },
      );
    }
    this.doors.set(gate.name, door);
  }
}
