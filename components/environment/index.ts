import { ActionsEnvironmentSecret } from "@pulumi/github/actionsEnvironmentSecret.js";
import { ActionsEnvironmentVariable } from "@pulumi/github/actionsEnvironmentVariable.js";
import { Branch } from "@pulumi/github/branch.js";
import { RepositoryEnvironment } from "@pulumi/github/repositoryEnvironment.js";
import { RepositoryEnvironmentDeploymentPolicy } from "@pulumi/github/repositoryEnvironmentDeploymentPolicy.js";
import { RepositoryRuleset } from "@pulumi/github/repositoryRuleset.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Role } from "../access/roles.ts";
import { Component } from "../component.ts";
import type { Gate, Promotion } from "./gates.ts";
import { promotionRulesetOf } from "./promotion.ts";

export interface EnvironmentArgs {
  repository: string;
  tier: "development" | "staging" | "production";
  gates: readonly Gate[];
  /** The roles that the gates name, with their holders. */
  roles: readonly Role[];
  /** Branches or patterns that may deploy to the entry, where no promotion branch is its only one. */
  branches: readonly string[];
  /** The default branch: a rollback may run on it, and a promotion branch begins there. */
  defaultBranch: string;
  /** Slugs of the teams that can write to the repository; only their members' approvals count for a promotion. */
  writers: readonly string[];
  /** Whether a promotion takes signed commits only. */
  signedCommits: boolean;
}

/** The GitHub environments of one stage, with who opens them, from which branches, and what jobs find in them. */
export class Environment extends Component {
  private readonly doors = new Map<string, RepositoryEnvironment>();
  private readonly args: EnvironmentArgs;

  constructor(name: string, args: EnvironmentArgs, options?: pulumi.ComponentResourceOptions) {
    const promotion = args.gates.find((gate) => gate.promotion)?.promotion;
    super(
      "Environment",
      name,
      {
        tier: args.tier,
        gates: args.gates.map((gate) => ({ ...gate })),
        branches: promotion ? [promotion.branch] : [...args.branches],
      },
      options,
    );
    this.args = args;
    for (const gate of args.gates) {
      // The branch is closed before the door to it is there.
      const closed = gate.promotion ? [this.createPromotion(gate.name, gate.promotion)] : [];
      this.createDoor(gate, closed);
    }
    this.registerOutputs({});
  }

  /** Gives workflows that run in this environment values that are no secrets. */
  setVariables(environment: string, variables: Readonly<Record<string, pulumi.Input<string>>>): void {
    const door = this.door(environment);
    for (const [variableName, value] of Object.entries(variables)) {
      new ActionsEnvironmentVariable(
        this.child(`${environment}-${variableName}`),
        { repository: this.args.repository, environment: door.environment, variableName, value },
        { parent: this },
      );
    }
  }

  /**
   * Gives workflows that run in this environment secrets, by name. The entry takes any; a door before it opens after
   * fewer approvals, and the way back opens without a person.
   *
   * @param exceptions names that the way back takes all the same, since its host has no credential that can only go
   *   back: the settings name each with its reason and its end.
   * @throws Error for another door than the entry.
   */
  setSecrets(
    environment: string,
    secrets: Readonly<Record<string, pulumi.Output<string>>>,
    exceptions: readonly string[] = [],
  ): void {
    const door = this.door(environment);
    const purpose = this.args.gates.find(({ name }) => name === environment)?.purpose;
    const isExcepted =
      purpose === "rollback" && Object.keys(secrets).every((name) => exceptions.includes(name));
    if (purpose !== "entry" && !isExcepted) {
      throw new Error(`${environment} is a door for ${purpose}; secrets belong to the entry of ${this.name}`);
    }
    for (const [secretName, value] of Object.entries(secrets)) {
      new ActionsEnvironmentSecret(
        this.child(`${environment}-secret-${secretName}`),
        {
          repository: this.args.repository,
          environment: door.environment,
          secretName,
          // The SDK marks it as a secret, whoever made it.
          value,
        },
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

  private createPromotion(environment: string, promotion: Promotion): RepositoryRuleset {
    const { repository, defaultBranch, roles, writers, signedCommits } = this.args;
    const rules = promotionRulesetOf({
      repository,
      environment,
      promotion,
      roles,
      writers,
      signedCommits,
    });
    const branch = new Branch(
      this.child(`${environment}-promotion-branch`),
      { repository, branch: promotion.branch, sourceBranch: defaultBranch },
      // What was promoted when, and who agreed, is evidence: the branch stays when the stack goes.
      // Where it once began says nothing any more: a renamed default branch must not make it anew.
      { parent: this, retainOnDelete: true, ignoreChanges: ["sourceBranch"] },
    );
    return new RepositoryRuleset(this.child(`${environment}-promotion`), rules, {
      parent: this,
      dependsOn: [branch],
    });
  }

  private createDoor(gate: Gate, dependsOn: RepositoryRuleset[]): void {
    const role = this.args.roles.find(({ name }) => name === gate.role);
    if (gate.role && !role) throw new Error(`The role ${gate.role} of ${gate.name} was not resolved`);
    const door = new RepositoryEnvironment(
      this.child(gate.name),
      {
        repository: this.args.repository,
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
      { parent: this, ...(dependsOn.length > 0 ? { dependsOn } : {}) },
    );
    for (const branchPattern of this.branchesOf(gate)) {
      new RepositoryEnvironmentDeploymentPolicy(
        this.child(`${gate.name}-from-${branchPattern}`),
        { repository: this.args.repository, environment: door.environment, branchPattern },
        { parent: this },
      );
    }
    this.doors.set(gate.name, door);
  }

  /**
   * The branches that may deploy through a door. A rollback runs on the default branch, whose workflow files are reviewed;
   * the one that a failed promotion starts by itself is part of the promotion's run, and so on its branch.
   */
  private branchesOf({ purpose, promotion }: Gate): readonly string[] {
    const { gates, branches, defaultBranch } = this.args;
    if (promotion) return [promotion.branch];
    if (purpose !== "rollback") return branches;
    return [defaultBranch, ...gates.flatMap((gate) => gate.promotion?.branch ?? [])];
  }
}
