import type { World } from "../replay/world.ts";

/** A visit to one route: what is sent, and the status that must come back. */
export interface Visit {
  method: string;
  path: string;
  body?: unknown;
  status: number;
  /** Whether another than the owner asks: a person, or the organization's app. */
  as?: string;
}

const visit = (method: string, path: string, status: number, body?: unknown): Visit => ({
  method,
  path,
  status,
  ...(body === undefined ? {} : { body }),
});

const app = "/repos/acme/app";

/** Branches and files, up to a pull request that is reviewed and merged. */
async function* gitVisits(world: World): AsyncGenerator<Visit> {
  const main = () =>
    world.state().repositories.find((one) => one.name === "app")?.git.refs["refs/heads/main"] ?? "";
  const tree = world.state().repositories[0]?.git.objects[main()];
  const file = { message: "m", content: "eA==", branch: "feature" };
  yield visit("POST", `${app}/git/blobs`, 201, { content: "text" });
  yield visit("POST", `${app}/git/trees`, 201, {
    base_tree: main(),
    tree: [{ path: "a/b.txt", mode: "100644", type: "blob", content: "b" }],
  });
  yield visit("POST", `${app}/git/commits`, 201, {
    message: "c",
    tree: tree?.kind === "commit" ? tree.tree : "",
    parents: [main()],
  });
  yield visit("POST", `${app}/git/commits`, 422, { message: "c", tree: "0", parents: [] });
  yield visit("GET", `${app}/git/commits/${main()}`, 200);
  yield visit("GET", `${app}/git/trees/main?recursive=1`, 200);
  const blob = Object.entries(world.state().repositories[0]?.git.objects ?? {}).find(
    ([, one]) => one.kind === "blob",
  );
  yield visit("GET", `${app}/git/blobs/${blob?.[0] ?? ""}`, 200);
  yield visit("GET", `${app}/git/blobs/${"0".repeat(40)}`, 404);
  yield visit("POST", `${app}/git/refs`, 201, { ref: "refs/heads/feature", sha: main() });
  yield visit("PUT", `${app}/contents/new.txt`, 201, file);
  yield visit("PUT", `${app}/contents/new.txt`, 422, file);
  yield visit("GET", `${app}/contents/?ref=feature`, 404);
  yield visit("GET", `${app}/contents/new.txt?ref=feature`, 200);
  yield visit("GET", `${app}/contents/none.txt`, 404);
  yield visit("GET", `${app}/branches`, 200);
  yield visit("GET", `${app}/branches/feature`, 200);
  yield visit("GET", `${app}/git/matching-refs/heads/`, 200);
  yield visit("GET", `${app}/git/ref/heads/feature`, 200);
  yield visit("GET", `${app}/commits?sha=feature&path=new.txt`, 200);
  yield visit("GET", `${app}/commits/feature`, 200);
  yield visit("GET", `${app}/compare/main...feature`, 200);
  yield visit("GET", `${app}/compare/main...nothing`, 404);
  yield visit("POST", `${app}/statuses/${main()}`, 201, { state: "success", context: "ci" });
  yield visit("GET", `${app}/commits/main/status`, 200);
  yield visit("GET", `${app}/commits/main/statuses`, 200);
  yield visit("POST", `${app}/pulls`, 201, { title: "t", head: "feature", base: "main" });
  yield visit("POST", `${app}/pulls`, 422, { title: "t", head: "feature", base: "main" });
  yield visit("GET", `${app}/pulls`, 200);
  yield visit("GET", `${app}/pulls/1`, 200);
  yield visit("GET", `${app}/pulls/1/files`, 200);
  yield visit("GET", `${app}/pulls/1/commits`, 200);
  yield visit("GET", `${app}/pulls/1/merge`, 404);
  yield visit("POST", `${app}/pulls/1/reviews`, 422, { event: "APPROVE" });
  yield { ...visit("POST", `${app}/pulls/1/reviews`, 200, { event: "APPROVE" }), as: "alice" };
  yield visit("GET", `${app}/pulls/1/reviews`, 200);
  yield visit("PUT", `${app}/pulls/1/merge`, 409, { sha: "0".repeat(40) });
  yield visit("PUT", `${app}/pulls/1/merge`, 200, { merge_method: "squash" });
  yield visit("PUT", `${app}/pulls/1/merge`, 405);
  yield visit("GET", `${app}/pulls/1/merge`, 204);
  yield visit("PATCH", `${app}/git/refs/heads/feature`, 422, { sha: main() });
  yield visit("PATCH", `${app}/git/refs/heads/feature`, 200, { sha: main(), force: true });
}

const settings: Visit[] = [
  visit("GET", "/user", 200),
  visit("GET", "/users/alice", 200),
  visit("GET", "/users/alice/gpg_keys", 200),
  visit("GET", "/users/alice/keys", 200),
  visit("GET", "/users/nobody", 404),
  visit("GET", "/orgs/acme", 200),
  visit("GET", "/orgs/acme/members", 200),
  visit("GET", "/orgs/acme/members/alice", 204),
  visit("GET", "/orgs/acme/memberships/alice", 200),
  visit("GET", "/orgs/acme/repos", 200),
  visit("POST", "/orgs/acme/repos", 422, { name: "app" }),
  visit("POST", `${app}/forks`, 202, { name: "copy" }),
  visit("PUT", `${app}/topics`, 200, { names: ["one"] }),
  visit("GET", `${app}/topics`, 200),
  visit("PUT", `${app}/topics`, 422, { names: ["?"] }),
  visit("GET", "/orgs/acme/teams", 200),
  visit("POST", "/orgs/acme/teams", 422, { name: "Platform" }),
  visit("PATCH", "/orgs/acme/teams/platform", 200, { description: "x" }),
  visit("GET", "/teams/22/members", 200),
  visit("GET", "/orgs/acme/teams/platform/memberships/alice", 200),
  visit("PUT", "/orgs/acme/teams/platform/memberships/carol", 200, { role: "member" }),
  visit("PUT", "/orgs/acme/teams/platform/repos/acme/app", 204, { permission: "push" }),
  visit("GET", "/orgs/acme/teams/platform/repos/acme/app", 200),
  visit("GET", "/orgs/acme/teams/platform/repos", 200),
  visit("GET", "/teams/22/repos", 200),
  visit("GET", `${app}/teams`, 200),
  visit("DELETE", "/teams/22/repos/acme/app", 204),
  visit("PUT", "/teams/22/repos/acme/app", 204, { permission: "push" }),
  visit("PUT", `${app}/environments/production`, 200, {
    wait_timer: 5,
    reviewers: [
      { type: "Team", id: 22 },
      { type: "User", id: 11 },
    ],
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  }),
  visit("PUT", `${app}/environments/production`, 422, { wait_timer: -1 }),
  visit("PUT", `${app}/environments/production`, 200, {
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  }),
  visit("GET", `${app}/environments`, 200),
  visit("POST", `${app}/environments/production/deployment-branch-policies`, 200, { name: "main" }),
  visit("GET", `${app}/environments/production/deployment-branch-policies`, 200),
  visit("PUT", `${app}/environments/production/deployment-branch-policies/0`, 404, { name: "x" }),
  visit("POST", `${app}/environments/production/variables`, 201, { name: "A", value: "1" }),
  visit("GET", `${app}/environments/production/variables`, 200),
  visit("GET", `${app}/environments/production/secrets`, 200),
  visit("POST", `${app}/actions/variables`, 201, { name: "A", value: "1" }),
  visit("POST", `${app}/actions/variables`, 409, { name: "a", value: "1" }),
  visit("GET", `${app}/actions/variables`, 200),
  visit("GET", `${app}/actions/secrets`, 200),
  visit("PUT", `${app}/actions/secrets/A`, 422, { encrypted_value: "eA==", key_id: "1" }),
  visit("POST", `${app}/rulesets`, 422, { name: "r", enforcement: "on" }),
  visit("POST", `${app}/rulesets`, 201, {
    name: "r",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "non_fast_forward" }],
  }),
  visit("GET", `${app}/rulesets`, 200),
  visit("GET", `${app}/rules/branches/main`, 200),
  visit("PATCH", `${app}/labels/bug`, 200, { new_name: "defect" }),
  visit("GET", `${app}/collaborators`, 200),
  visit("PUT", `${app}/collaborators/alice`, 204, { permission: "push" }),
  visit("GET", `${app}/collaborators/alice`, 204),
  visit("GET", `${app}/collaborators/alice/permission`, 200),
  visit("PUT", "/orgs/acme/properties/schema/tier", 200, { value_type: "string" }),
  visit("GET", "/orgs/acme/properties/schema/tier", 200),
  visit("GET", "/user/installations/1/repositories", 404),
  visit("GET", `${app}/installation`, 401),
  { ...visit("GET", `${app}/installation`, 200), as: "app" },
  { ...visit("GET", "/repos/acme/none/installation", 404), as: "app" },
  { ...visit("GET", "/app/installations/9002", 200), as: "app" },
  { ...visit("GET", "/app/installations/1", 404), as: "app" },
  { ...visit("POST", "/app/installations/9002/access_tokens", 201), as: "app" },
  {
    ...visit("POST", "/app/installations/9002/access_tokens", 422, { permissions: { issues: "read" } }),
    as: "app",
  },
];

/** One pull request was made before it. */
const issue = `${app}/issues/2`;

const endings: Visit[] = [
  visit("POST", `${app}/issues`, 201, { title: "It is down", labels: ["defect", "incident"] }),
  visit("POST", `${app}/issues`, 422, { title: "" }),
  visit("GET", `${app}/issues?state=all&labels=incident`, 200),
  visit("GET", issue, 200),
  visit("GET", `${app}/issues/999`, 404),
  visit("POST", `${issue}/comments`, 201, { body: "Still down" }),
  visit("GET", `${issue}/comments`, 200),
  visit("POST", `${issue}/labels`, 200, { labels: ["critical"] }),
  visit("PATCH", issue, 200, { state: "closed", state_reason: "completed" }),
  visit("DELETE", "/orgs/acme/teams/platform/repos/acme/app", 204),
  visit("DELETE", "/orgs/acme/teams/platform/memberships/carol", 204),
  visit("DELETE", "/orgs/acme/teams/platform", 204),
];

/** A walk through the routes that the recorded exchanges leave out, and through refusals. */
export async function* tour(world: World): AsyncGenerator<Visit> {
  yield* settings;
  yield* gitVisits(world);
  yield* endings;
}
