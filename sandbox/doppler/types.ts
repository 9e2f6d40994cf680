import { randomBytes, randomUUID } from "node:crypto";
import { hyphenated } from "../protocol/naming.ts";
import { CloudError, type Properties, type ResourceType } from "../protocol/resource-type.ts";
import { matching, oneOf, text } from "../protocol/rules.ts";
import { inputRules, type Stored, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { branchToken, type DopplerDocument, environmentToken, projectToken } from "./account.ts";

export const syncToken = "doppler:secretsSync/githubActions:GithubActions";

export function dopplerTypes(cloud: Cloud<DopplerDocument>): ResourceType[] {
  return [project(cloud), environment(cloud), branchConfig(cloud), serviceToken(cloud), githubActions(cloud)];
}

function project(cloud: Cloud<DopplerDocument>): ResourceType {
  return storedType(cloud, {
    token: projectToken,
    inputs: inputRules({ required: "name", optional: "description" }),
    computed: [],
    check: (inputs) =>
      matching("name", inputs["name"], /^[A-Za-z0-9_-]{1,64}$/, "1 to 64 letters, digits, '-' and '_'"),
    idOf: (inputs) => text(inputs, "name"),
    taken: ({ id }) => dopplerError(409, `A project named '${id}' already exists`),
    outputs: () => ({}),
    settle: ({ id, document }) => {
      document.secrets[id] ??= {};
    },
    release({ id, document }) {
      delete document.secrets[id];
      removeOf(document, (inputs) => inputs["project"] === id);
    },
  });
}

/** An environment brings its root config, which bears its slug. */
function environment(cloud: Cloud<DopplerDocument>): ResourceType {
  return storedType(cloud, {
    token: environmentToken,
    inputs: inputRules({ required: "name project slug", optional: "personalConfigs", replaces: "project" }),
    computed: [],
    check: (inputs) =>
      matching("slug", inputs["slug"], /^[a-z0-9-]{1,30}$/, "1 to 30 lower-case letters, digits and '-'"),
    idOf: (inputs) => `${text(inputs, "project")}.${text(inputs, "slug")}`,
    taken: ({ inputs }) =>
      dopplerError(409, `An environment with the slug '${text(inputs, "slug")}' already exists`),
    admit: ({ inputs, document }) => {
      configsOf(document, inputs);
    },
    outputs: () => ({}),
    settle: ({ inputs, document }) => {
      configsOf(document, inputs)[text(inputs, "slug")] ??= {};
    },
    release({ inputs, document }) {
      const slug = text(inputs, "slug");
      const configs = document.secrets[text(inputs, "project")] ?? {};
      for (const config of Object.keys(configs)) {
        if (config === slug || config.startsWith(`${slug}_`)) delete configs[config];
      }
    },
  });
}

function branchConfig(cloud: Cloud<DopplerDocument>): ResourceType {
  return storedType(cloud, {
    token: branchToken,
    inputs: inputRules({
      required: "environment project",
      optional: "name",
      replaces: "environment project",
    }),
    computed: [],
    autoName: hyphenated("name", { maxLength: 60 }),
    idOf: (inputs) => ["project", "environment", "name"].map((name) => text(inputs, name)).join("."),
    taken: ({ inputs }) => dopplerError(409, `A config named '${text(inputs, "name")}' already exists`),
    admit({ inputs, document }) {
      const environmentName = text(inputs, "environment");
      const root = secretsOf(document, text(inputs, "project"), environmentName);
      if (!text(inputs, "name").startsWith(`${environmentName}_`)) {
        throw dopplerError(400, `Config name must begin with '${environmentName}_'`);
      }
      // A branch begins with what its root holds.
      configsOf(document, inputs)[text(inputs, "name")] ??= { ...root };
    },
    outputs: () => ({}),
    release({ inputs, document }) {
      delete document.secrets[text(inputs, "project")]?.[text(inputs, "name")];
    },
  });
}

function serviceToken(cloud: Cloud<DopplerDocument>): ResourceType {
  const type = storedType(cloud, {
    token: "doppler:index/serviceToken:ServiceToken",
    inputs: inputRules({
      required: "config name project",
      optional: "access",
      replaces: "access config name project",
      defaults: { access: "read" },
    }),
    computed: ["key"],
    blindSpots: [
      {
        property: "name",
        source:
          "terraform-provider-doppler, doppler/resource_service_token.go: read sets project, config and access only",
      },
    ],
    check: (inputs) => oneOf("access", inputs["access"], ["read", "read/write"]),
    newId: (inputs) => `${text(inputs, "project")}.${text(inputs, "config")}.${randomUUID()}`,
    same: (left, right) => ["project", "config", "name"].every((name) => left[name] === right[name]),
    admit({ inputs, document }) {
      secretsOf(document, text(inputs, "project"), text(inputs, "config"));
    },
    outputs: ({ inputs, old }) => ({
      key: old?.outputs["key"] ?? `dp.st.${text(inputs, "config")}.${randomBytes(30).toString("base64url")}`,
    }),
  });
  return {
    ...type,
    // To the provider a token that somebody took away is an error, not a resource that is gone (as above).
    read(id, state) {
      const live = type.read(id, state);
      if (!live) throw new CloudError(404, "Could not find service token");
      return live;
    },
  };
}

function githubActions(cloud: Cloud<DopplerDocument>): ResourceType {
  return storedType(cloud, {
    token: syncToken,
    inputs: inputRules({
      required: "config integration project syncTarget",
      optional: "deleteBehavior environmentName orgScope repoName",
      replaces: "config environmentName integration orgScope project repoName syncTarget",
    }),
    computed: [],
    blindSpots: ["deleteBehavior", "environmentName", "orgScope", "repoName", "syncTarget"].map(
      (property) => ({
        property,
        source:
          "terraform-provider-doppler, doppler/resource_sync.go: read sets integration, project and config only",
      }),
    ),
    // Sources of the rules: terraform-provider-doppler, doppler/resource_sync.go and resource_sync_types.go.
    check(inputs, unknown) {
      const found = [
        ...oneOf("syncTarget", inputs["syncTarget"], ["repo", "org"]),
        ...oneOf("orgScope", inputs["orgScope"], ["all", "private"]),
        ...oneOf("deleteBehavior", inputs["deleteBehavior"], ["leave_in_target", "delete_from_target"]),
      ];
      const given = ["repoName", "orgScope"].filter(
        (name) => inputs[name] !== undefined || unknown.has(name),
      );
      if (given.length !== 1) {
        found.push({
          property: "repoName",
          reason: `exactly one of "repoName" and "orgScope" must be given, got ${given.length}`,
        });
      }
      return found;
    },
    newId: (inputs) => `${text(inputs, "project")}.${text(inputs, "config")}.${randomUUID()}`,
    admit({ inputs, document }) {
      if (text(inputs, "integration") !== document.account.githubIntegration) {
        throw dopplerError(404, `Could not find integration '${text(inputs, "integration")}'`);
      }
      secretsOf(document, text(inputs, "project"), text(inputs, "config"));
    },
    outputs: () => ({}),
  });
}

export function dopplerError(status: number, message: string): CloudError {
  return new CloudError(status, `Doppler Error: ${message}`);
}

/** The secrets of a config that exists. */
export function secretsOf(
  document: DopplerDocument,
  projectName: string,
  config: string,
): Record<string, string> {
  const secrets = configsOf(document, { project: projectName })[config];
  if (secrets) return secrets;
  throw dopplerError(404, `Could not find requested config '${config}'`);
}

function configsOf(document: DopplerDocument, inputs: Properties): Record<string, Record<string, string>> {
  const configs = document.secrets[text(inputs, "project")];
  if (configs) return configs;
  throw dopplerError(404, `Could not find requested project '${text(inputs, "project")}'`);
}

function removeOf(document: DopplerDocument, concerns: (inputs: Stored["inputs"]) => boolean): void {
  for (const resources of Object.values(document.resources)) {
    for (const [id, stored] of Object.entries(resources)) if (concerns(stored.inputs)) delete resources[id];
  }
}
