import type { CloudProvider } from "../../protocol/resource-type.ts";
import type { Cloud } from "../../world/world.ts";
import { openApi } from "../api.ts";
import type { GithubDocument } from "../document.ts";
import { actionsPermissionsType, workflowPermissionsType } from "./actions.ts";
import { branchDefaultType, branchType } from "./branches.ts";
import { clientOf } from "./client.ts";
import { deploymentPolicyType, environmentType } from "./environment.ts";
import { functionsOf } from "./functions.ts";
import { labelType } from "./labels.ts";
import { oidcSubjectType } from "./oidc-subject.ts";
import { repositoryType } from "./repository.ts";
import { rulesetType } from "./ruleset.ts";
import { environmentSecretType, repositorySecretType } from "./secrets.ts";
import { teamType } from "./team.ts";
import { teamRepositoryType } from "./team-repository.ts";
import { environmentVariableType, repositoryVariableType } from "./variables.ts";

/**
 * The provider `github` over one state. It asks the API that the HTTP server serves, as an owner of the organization,
 * so what a program declares is what the API shows.
 */
export function githubProvider(cloud: Cloud<GithubDocument>): CloudProvider {
  const { organization, users } = cloud.read();
  const actor = users.find((user) => user.role === "admin");
  if (!actor) throw new Error(`The sandbox's organization ${organization.login} has no owner.`);
  const client = clientOf(openApi(cloud), organization.login, actor.login);
  return {
    name: "github",
    version: "6.15.0",
    types: [
      repositoryType(client),
      rulesetType(client),
      labelType(client),
      teamType(client),
      teamRepositoryType(client),
      environmentType(client),
      deploymentPolicyType(client),
      environmentVariableType(client),
      environmentSecretType(client),
      repositoryVariableType(client),
      repositorySecretType(client),
      actionsPermissionsType(client),
      workflowPermissionsType(client),
      oidcSubjectType(client),
      branchType(client),
      branchDefaultType(client),
    ],
    functions: functionsOf(client),
  };
}
