import { hyphenated } from "../protocol/naming.ts";
import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, oneOf, text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { VercelDocument } from "./account.ts";
import { madeId, projectToken, teamOf, vercelError } from "./errors.ts";

const deploymentTypes = [
  "standard_protection_new",
  "standard_protection",
  "all_deployments",
  "only_preview_deployments",
  "none",
];

export function project(cloud: Cloud<VercelDocument>): ResourceType {
  return storedType(cloud, {
    token: projectToken,
    inputs: inputRules({
      optional:
        "autoAssignCustomDomains automaticallyExposeSystemEnvironmentVariables buildCommand buildMachineType " +
        "customerSuccessCodeVisibility devCommand directoryListing enableAffectedProjectsDeployments " +
        "enablePreviewFeedback enableProductionFeedback environments framework functionFailover gitComments " +
        "gitForkProtection gitLfs gitProviderOptions gitRepository ignoreCommand installCommand name nodeVersion " +
        "oidcTokenConfig onDemandConcurrentBuilds optionsAllowlist outputDirectory passwordProtection " +
        "previewComments previewDeploymentSuffix previewDeploymentsDisabled prioritiseProductionBuilds " +
        "protectedSourcemaps publicSource resourceConfig rootDirectory serverlessFunctionRegion skewProtection " +
        "teamId trustedIps trustedSources vercelAuthentication",
      replaces: "teamId",
    }),
    computed: [
      "autoAssignCustomDomains",
      "gitForkProtection",
      "nodeVersion",
      "oidcTokenConfig",
      "teamId",
      "vercelAuthentication",
    ],
    autoName: hyphenated("name", { maxLength: 100 }),
    check: failures,
    newId: () => madeId("prj_"),
    same: (left, right) => left["name"] === right["name"],
    admit({ id, inputs, document, old }) {
      const doing = old
        ? "updating project: Could not update project"
        : "creating project: Could not create project";
      teamOf(document, inputs, doing);
      const name = text(inputs, "name");
      const held = Object.entries(document.resources[projectToken] ?? {}).some(
        ([other, stored]) => other !== id && stored.inputs["name"] === name,
      );
      if (held || document.account.takenProjects.includes(name)) {
        throw vercelError(409, doing, "conflict", `Project "${name}" already exists, please use a new name.`);
      }
    },
    outputs: ({ inputs, document }) => ({
      autoAssignCustomDomains: inputs["autoAssignCustomDomains"] ?? true,
      gitForkProtection: inputs["gitForkProtection"] ?? true,
      nodeVersion: inputs["nodeVersion"] ?? "22.x",
      oidcTokenConfig: inputs["oidcTokenConfig"] ?? { enabled: true, issuerMode: "team" },
      teamId: inputs["teamId"] ?? document.account.team,
      vercelAuthentication: inputs["vercelAuthentication"] ?? { deploymentType: "standard_protection_new" },
    }),
    release({ id, document }) {
      // A project takes its domains and variables with it.
      for (const resources of Object.values(document.resources)) {
        for (const [key, stored] of Object.entries(resources)) {
          if (stored.inputs["projectId"] === id) delete resources[key];
        }
      }
    },
  });
}

function failures(inputs: Properties): CheckFailure[] {
  return [
    ...matching(
      "name",
      inputs["name"],
      /^(?!.*---)[a-z0-9._-]{1,100}$/,
      "1 to 100 lower-case letters, digits, '.', '_' and '-', without '---'",
    ),
    ...oneOf(
      "vercelAuthentication.deploymentType",
      members(inputs, "vercelAuthentication")["deploymentType"],
      deploymentTypes,
    ),
    ...oneOf(
      "passwordProtection.deploymentType",
      members(inputs, "passwordProtection")["deploymentType"],
      deploymentTypes,
    ),
    ...oneOf("nodeVersion", inputs["nodeVersion"], ["18.x", "20.x", "22.x", "24.x"]),
    ...oneOf("oidcTokenConfig.issuerMode", members(inputs, "oidcTokenConfig")["issuerMode"], [
      "team",
      "global",
    ]),
    ...oneOf("gitRepository.type", members(inputs, "gitRepository")["type"], [
      "github",
      "gitlab",
      "bitbucket",
    ]),
  ];
}
