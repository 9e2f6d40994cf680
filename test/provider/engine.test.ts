import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { z } from "zod";
import { type Project, project } from "../sandbox/engine/language-host/project.ts";
import { app, openRoad, type Road } from "./delivery/road.ts";

// Each starts the engine several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const component = JSON.stringify(resolve(import.meta.dirname, "../../components/delivery/index.ts"));
const program = `
import { readFileSync } from "node:fs";
import { Delivery } from ${component};
const files = JSON.parse(readFileSync(new URL("files.json", import.meta.url), "utf8"));
export const { live, pending, pullRequest, requiredChecks } = new Delivery("delivery", {
  owner: "acme", repository: "app", defaultBranch: "main", files: [{ from: "test", files }],
});
`;

const ci = ".github/workflows/ci.yml";

let road: Road;
let stack: Project;

beforeEach(async () => {
  road = await openRoad();
  stack = await project(program);
  stack.write(
    "Pulumi.yaml",
    `name: tiny
runtime: { name: nodejs, options: { typescript: false } }
main: index.ts
plugins: { providers: [{ name: gatehouse-github, path: ${resolve("provider")} }] }
`,
  );
  Object.assign(stack.env, { GITHUB_TOKEN: road.world.token, GITHUB_BASE_URL: road.faults.url });
  declare({ [ci]: { content: "name: ci\n", checks: ["test"] }, "docs/a.md": { content: "a\n" } });
});
afterEach(() => road.close());

function declare(files: Record<string, { content: string; checks?: string[] }>): void {
  stack.write("files.json", JSON.stringify(files));
}

async function run(...args: string[]): Promise<string> {
  const { code, output } = await stack.pulumi(...args);
  expect(code, output).toBe(0);
  return output;
}

const up = () => run("up", "--yes", "--skip-preview");

const shown = z.object({
  steps: z.array(
    z.object({
      op: z.string(),
      urn: z.string(),
      detailedDiff: z.record(z.string(), z.object({ kind: z.string() })).nullish(),
    }),
  ),
});

/** The step of the files in a preview: what is done, and by which paths. */
async function preview() {
  const { code, output } = await stack.pulumi("preview", "--json");
  expect(code, output).toBe(0);
  const { steps } = shown.parse(JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)));
  const step = steps.find(({ urn }) => urn.includes("gatehouse-github:delivery:Files"));
  return {
    op: step?.op,
    paths: Object.entries(step?.detailedDiff ?? {}).map(([path, { kind }]) => `${kind} ${path}`),
  };
}

async function outputs() {
  return z
    .object({
      live: z.array(z.string()),
      pending: z.array(z.string()),
      requiredChecks: z.array(z.string()),
      pullRequest: z.object({ number: z.number(), url: z.string() }).nullish(),
    })
    .parse(JSON.parse(await run("stack", "output", "--json")));
}

describe("the provider on the real engine", () => {
  it("goes from a first preview over a merge to drift and its repair", async () => {
    await road.protect();
    expect(await preview()).toMatchObject({ op: "create" });
    expect(road.faults.writes()).toEqual([]);
    await up();
    expect(await outputs()).toMatchObject({
      live: [],
      pending: [ci, "docs/a.md"],
      requiredChecks: [],
      pullRequest: { number: 1 },
    });
    await run("preview", "--expect-no-changes");

    await road.merge(1);
    expect(await preview()).toMatchObject({ op: "update", paths: expect.arrayContaining(["update live"]) });
    await up();
    expect(await outputs()).toMatchObject({ live: [ci, "docs/a.md"], pending: [], requiredChecks: ["test"] });
    await run("preview", "--expect-no-changes");

    road.world.edit(({ repositories }) => {
      for (const one of repositories) one.rulesets = [];
    });
    await road.commit(ci, "name: by hand\n");
    const refreshed = await run("refresh", "--yes", "--skip-preview", "--diff");
    expect(refreshed).toContain("name: by hand");
    declare({ [ci]: { content: "name: ci\n", checks: ["test"] }, "docs/b.md": { content: "b\n" } });
    expect((await preview()).paths).toEqual(
      expect.arrayContaining([
        `update files["${ci}"]`,
        'delete files["docs/a.md"]',
        'add files["docs/b.md"]',
      ]),
    );
    // A refresh took the edit into the state: what a person wrote is replaced by what a person merges.
    await up();
    const [repair] = road.openPulls();
    expect(await road.file(ci)).toBe("name: by hand\n");
    await road.merge(repair?.number ?? 0);
    await up();
    expect(await road.file(ci)).toBe("name: ci\n");
    expect(await road.file("docs/a.md")).toBeUndefined();

    const destroyed = await run("destroy", "--yes", "--skip-preview");
    expect(destroyed).toContain("2 delivered files stay on main");
    expect(await road.file(ci)).toBe("name: ci\n");
  });

  it("keeps the token out of state and output", async () => {
    const said = await up();
    const state = await run("stack", "export");
    expect(state).toContain("name: ci");
    expect(said + state).not.toContain(road.world.token);
    const refused = await stack.pulumi("preview", "--config", "gatehouse-github:token=ghp_x");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("takes no configuration, given: token");
  });

  it("killed between commit and pull request: the next run ends with one pull request", async () => {
    await road.protect();
    await killedAt(`POST ${app}/pulls`, 1);
    expect(road.repository().pulls).toEqual([]);
    expect(await road.log("gatehouse/delivery")).toHaveLength(2);

    road.faults.clear();
    await run("cancel", "--yes");
    await up();
    expect(road.openPulls()).toHaveLength(1);
    expect(await road.log("gatehouse/delivery")).toHaveLength(2);
    await run("preview", "--expect-no-changes");
  });
});

/** Runs an update, and kills the engine and all that it started before GitHub sees a request. */
async function killedAt(request: string, after: number): Promise<void> {
  const { command } = inject("engine");
  const child = spawn(command, ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: stack.folder,
    env: stack.env,
    detached: true,
    stdio: "ignore",
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("The engine did not start.");
  const ended = new Promise((done) => child.once("exit", done));
  road.faults.add({
    on: request,
    after,
    cut: "before",
    meanwhile: async () => void process.kill(-pid, "SIGKILL"),
  });
  await ended;
}
