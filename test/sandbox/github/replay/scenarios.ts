import type { Repository } from "../../../../sandbox/github/document.ts";
import type { Exchange, Inputs, Operation } from "./recording.ts";
import type { World } from "./world.ts";

/** What is known when a template's variables are filled in. */
export interface Situation {
  inputs: Inputs;
  /** The inputs of the operation before this one: what the object is still called. */
  old: Inputs;
  /** The exchanges of the same operation that went before, with their answers. */
  done: { exchange: Exchange; variables: Record<string, string> }[];
  exchange: Exchange;
  world: World;
}

/** What one recorded type needs around its exchanges. */
export interface Scenario {
  /** Brings a fresh world to what the operation presupposes. */
  before?(world: World, operation: Operation): Promise<void> | void;
  /** Brings about what the operation presupposes once the steps before it are done. */
  between?(world: World, operation: Operation): Promise<void>;
  /** Removes the object where a delete by the provider does not. */
  gone?(world: World): Promise<void> | void;
  /** The variables that the inputs do not give by themselves. */
  variables?(situation: Situation): Record<string, string>;
}

const text = (inputs: Inputs, name: string): string | undefined => {
  const value = inputs[name];
  return typeof value === "string" ? value : undefined;
};

export const repositoryNamed = (world: World, name: string): Repository | undefined =>
  world.state().repositories.find((one) => one.name === name);

const app = (world: World): Repository | undefined => repositoryNamed(world, "app");

async function mustSucceed(world: World, method: string, path: string, body?: unknown): Promise<void> {
  const { status, body: answer } = await world.send(method, path, body);
  if (status >= 400) throw new Error(`Set-up failed: ${method} ${path}: ${status} ${JSON.stringify(answer)}`);
}

const makeEnvironment = (world: World) =>
  mustSucceed(world, "PUT", "/repos/acme/app/environments/production", {
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  });

const makeBranch = (world: World, name: string) =>
  mustSucceed(world, "POST", "/repos/acme/app/git/refs", {
    ref: `refs/heads/${name}`,
    sha: app(world)?.git.refs["refs/heads/main"],
  });

const makeRepository = (world: World, name: string, more: object = {}) =>
  mustSucceed(world, "POST", "/orgs/acme/repos", { name, auto_init: true, ...more });

const removeRepository = (world: World) => mustSucceed(world, "DELETE", "/repos/acme/app");

const grant = (world: World) =>
  mustSucceed(world, "PUT", "/orgs/acme/teams/platform/repos/acme/app", { permission: "push" });

function keepLabels(world: World, names: string[]): void {
  world.edit((state) => {
    for (const repository of state.repositories) {
      repository.labels = repository.labels.filter((label) => names.includes(label.name));
    }
  });
}

const timesBefore = (situation: Situation): number =>
  situation.done.filter(
    ({ exchange }) =>
      exchange.method === situation.exchange.method && exchange.template === situation.exchange.template,
  ).length;

const bodyName = (exchange: Exchange): string | undefined => {
  const { body } = exchange;
  return typeof body === "object" && body !== null && !Array.isArray(body) ? text(body, "name") : undefined;
};

const secrets: Scenario = { before: makeEnvironment };

const branchScenario: Scenario = {
  variables({ inputs, old, exchange, done }) {
    const branch = text(inputs, "branch") ?? "";
    const source = exchange.method === "GET" && done.length === 0 && !("sourceSha" in inputs);
    const reads = exchange.template.startsWith("/repos/{owner}/{repo}/git/ref/");
    const isCreate = Object.keys(old).length === 0;
    return {
      ref: reads && source && isCreate ? "heads/main" : `heads/${branch}`,
      branch: text(old, "branch") ?? branch,
    };
  },
};

export const scenarios: Record<string, Scenario> = {
  Repository: {
    async before(world, { name }) {
      if (name.startsWith("variant template")) {
        await makeRepository(world, "tpl", { is_template: true });
      }
      await removeRepository(world);
    },
    async between(world, { inputs }) {
      // The recorded server did not ask whether the branch is there; GitHub does.
      if (text(inputs, "defaultBranch") === "main2") await makeBranch(world, "main2");
    },
    gone: (world) => mustSucceed(world, "DELETE", "/repos/acme/app"),
    variables({ world, inputs, old, exchange, done }) {
      const names = world.state().repositories.map((one) => one.name);
      const wanted = text(inputs, "name") ?? "app";
      const name = names.includes(wanted) ? wanted : (text(old, "name") ?? wanted);
      const personal = world.state().repositories.find((one) => one.name === name)?.owner ?? "acme";
      const generates = exchange.template.endsWith("/generate") && done.length === 0;
      return { repo: generates ? "tpl" : name, owner: personal };
    },
  },
  BranchDefault: {
    async before(world) {
      await makeBranch(world, "develop");
    },
    variables: ({ world }) => ({ branch: app(world)?.settings.default_branch ?? "" }),
  },
  Branch: branchScenario,
  RepositoryEnvironment: { before: grant },
  RepositoryEnvironmentDeploymentPolicy: {
    before: makeEnvironment,
    variables: ({ world }) => ({
      branch_policy_id: String(app(world)?.environments[0]?.branchPolicies[0]?.id ?? 503),
    }),
  },
  ActionsEnvironmentSecret: secrets,
  ActionsEnvironmentVariable: {
    async before(world, { name }) {
      await makeEnvironment(world);
      if (name.includes("other id")) await makeRepository(world, "other");
    },
    variables: ({ inputs }) => ({ name: text(inputs, "variableName") ?? "" }),
  },
  ActionsSecret: {},
  ActionsVariable: { variables: ({ inputs }) => ({ name: text(inputs, "variableName") ?? "" }) },
  RepositoryRuleset: {
    async before(world, { name }) {
      if (name === "update repository") await makeRepository(world, "other");
    },
    variables: ({ world }) => ({ ruleset_id: String(app(world)?.rulesets[0]?.id ?? 502) }),
  },
  IssueLabel: {
    before: (world) => keepLabels(world, []),
    variables: ({ inputs, old, exchange }) => ({
      name: (exchange.method === "PATCH" ? text(old, "name") : undefined) ?? text(inputs, "name") ?? "",
    }),
  },
  IssueLabels: {
    before(world) {
      keepLabels(world, ["bug", "wontfix"]);
    },
    gone: (world) => keepLabels(world, ["bug"]),
    variables(situation) {
      const { exchange, world } = situation;
      if (exchange.method !== "DELETE") return { name: bodyName(exchange) ?? "" };
      const present = (app(world)?.labels ?? []).map((label) => label.name);
      // A delete takes each label of the state; the other operations the one that the program does not name.
      const isDelete = situation.done.every((one) => one.exchange.method === "DELETE");
      const order = isDelete ? ["bug", "docs"] : present.filter((name) => name !== "bug");
      return { name: isDelete ? (order[timesBefore(situation)] ?? "") : (order[0] ?? "") };
    },
  },
  RepositoryFile: {
    variables({ inputs, world, exchange }) {
      const branch = text(inputs, "branch") ?? "main";
      const commit = app(world)?.git.refs[`refs/heads/${branch}`] ?? "";
      const reference = exchange.template.includes("/git/ref/") ? "heads/main" : commit;
      return { path: text(inputs, "file") ?? "", branch, ref: reference };
    },
  },
  RepositoryPullRequest: {
    async before(world) {
      await makeBranch(world, "feature");
      await makeBranch(world, "develop");
      await mustSucceed(world, "PUT", "/repos/acme/app/contents/x", {
        message: "x",
        content: "eA==",
        branch: "feature",
      });
    },
    gone: (world) =>
      world.edit((state) => {
        for (const repository of state.repositories) repository.pulls = [];
      }),
    variables: () => ({ repo: "app", pull_number: "1" }),
  },
  Team: {
    variables({ world, inputs, exchange, done }) {
      const parent = done.length === 0 && exchange.method === "GET" && inputs["parentTeamId"] === "platform";
      const own = world.state().teams.find((team) => team.slug !== "platform");
      return {
        team_id: String(own?.id ?? 501),
        team_slug: parent ? "platform" : (own?.slug ?? "core-team"),
        username: "acme-bot",
      };
    },
  },
  TeamRepository: {},
  TeamMembership: {
    before: (world) =>
      world.edit((state) => {
        for (const team of state.teams) team.members = team.members.filter(({ login }) => login !== "bob");
      }),
  },
  ActionsRepositoryPermissions: {},
  WorkflowRepositoryPermissions: {},
  ActionsRepositoryOidcSubjectClaimCustomizationTemplate: {},
  RepositoryDependabotSecurityUpdates: {},
  RepositoryCollaborators: {
    before(world, { name }) {
      world.edit((state) => {
        for (const repository of state.repositories) {
          repository.collaborators = name.includes("direct add")
            ? []
            : [
                { login: "carol", permission: "write" },
                { login: "bob", permission: "write" },
              ];
        }
        // Members are added at once, others are invited: the recording has one of each.
        for (const user of state.users) {
          if (user.login === "alice") user.role = name.includes("direct add") ? "member" : "none";
        }
      });
    },
    variables(situation) {
      const { exchange, inputs, world } = situation;
      const users = Array.isArray(inputs["users"]) ? inputs["users"] : [];
      const permission =
        typeof exchange.body === "object" && exchange.body !== null && "permission" in exchange.body
          ? exchange.body["permission"]
          : undefined;
      const named = users.find(
        (user) =>
          typeof user === "object" &&
          user !== null &&
          "permission" in user &&
          user["permission"] === permission,
      );
      const user =
        typeof named === "object" && named !== null && "username" in named ? named["username"] : undefined;
      const wanted = users.flatMap((one) =>
        typeof one === "object" && one !== null && "username" in one ? [one["username"]] : [],
      );
      const present = (app(world)?.collaborators ?? []).map(({ login }) => login);
      const isDelete = situation.done.every((one) => one.exchange.method !== "PUT");
      const stranger = isDelete ? present[0] : present.find((login) => !wanted.includes(login));
      return {
        username: exchange.method === "DELETE" ? (stranger ?? "bob") : String(user ?? ""),
        invitation_id: String(app(world)?.invitations[0]?.id ?? 0),
      };
    },
  },
  RepositoryCustomProperty: {
    async before(world) {
      await mustSucceed(world, "PUT", "/orgs/acme/properties/schema/tier", {
        value_type: "single_select",
        allowed_values: ["gold", "silver"],
      });
      await mustSucceed(world, "PUT", "/orgs/acme/properties/schema/langs", {
        value_type: "multi_select",
        allowed_values: ["go", "ts"],
      });
    },
    variables: ({ inputs }) => ({ custom_property_name: text(inputs, "propertyName") ?? "" }),
  },
  AppInstallationRepository: { variables: () => ({ installation_id: "9001" }) },
  getTeam: { before: grant },
  getUser: {},
  getRepository: {
    before: (world) =>
      world.edit((state) => {
        const off = { has_issues: false, has_projects: false, has_wiki: false, has_downloads: false };
        for (const repository of state.repositories) Object.assign(repository.settings, off);
      }),
  },
};
