import { openGithub } from "../../../platforms/github/client.ts";
import { filesResource } from "../../../provider/delivery/files.ts";
import type { Difference, Known } from "../../../provider/protocol/resource.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import type { PullRequest, Repository } from "../../../sandbox/github/document.ts";
import { type Faults, openFaults } from "../../platforms/github/faults.ts";
import { openWorld, type World } from "../../sandbox/github/replay/world.ts";

/** A GitHub, a way to it on which things can go wrong, and a delivery with the engine's part played by hand. */
export interface Road {
  world: World;
  faults: Faults;
  /** What the resource said to whoever runs the engine. */
  said: string[];
  state(): Known | undefined;
  /** As after a run whose state never reached its store. */
  setState(known: Known | undefined): void;
  preview(inputs: Properties): Promise<Difference["changes"] | "create">;
  foresee(inputs: Properties): Promise<Properties>;
  /** Check, difference and, where there is one, the update. @returns whether there was one. */
  up(inputs: Properties): Promise<boolean>;
  refresh(): Promise<Known | undefined>;
  destroy(): Promise<void>;
  repository(): Repository;
  /** Text of a branch's file; undefined when there is none. */
  file(path: string, branch?: string): Promise<string | undefined>;
  /** Messages of a branch's commits, newest first. */
  log(branch?: string): Promise<string[]>;
  openPulls(): PullRequest[];
  /** A commit by a person. */
  commit(path: string, content: string | undefined, branch?: string): Promise<void>;
  merge(number: number): Promise<void>;
  /** Rules that ask for a pull request before anything reaches the default branch. */
  protect(): Promise<void>;
  close(): Promise<void>;
}

export const app = "/repos/acme/app";

/** Inputs of a delivery of these files, by path. */
export function delivery(files: Record<string, string>, more: Properties = {}): Properties {
  return {
    owner: "acme",
    repository: "app",
    base: "main",
    branch: "gatehouse/delivery",
    title: "Pipeline files",
    reasons: ["Rendered from reviewed settings."],
    files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])),
    ...more,
  };
}

export async function openRoad(): Promise<Road> {
  const world = await openWorld();
  const faults = await openFaults(world.url);
  const said: string[] = [];
  const resource = filesResource(() =>
    openGithub({ token: world.token, baseUrl: faults.url, wait: async () => undefined }),
  );
  let known: Known | undefined;
  let id = "";

  function checked(inputs: Properties): Properties {
    const { inputs: kept, failures } = resource.check(inputs);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return kept;
  }

  async function must(method: string, path: string, body?: unknown) {
    const answer = await world.send(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const repository = (): Repository => {
    const found = world.state().repositories.find((one) => one.name === "app");
    if (!found) throw new Error("The world has no repository.");
    return found;
  };

  async function blobOf(path: string, branch: string): Promise<{ sha: string; content: string } | undefined> {
    const { status, body } = await world.send(
      "GET",
      `${app}/contents/${path}?ref=${encodeURIComponent(branch)}`,
    );
    if (status !== 200 || typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
    return { sha: String(body["sha"]), content: Buffer.from(String(body["content"]), "base64").toString() };
  }

  return {
    world,
    faults,
    said,
    state: () => known,
    setState: (next) => {
      known = next;
    },
    async preview(inputs) {
      const news = checked(inputs);
      return known ? (await resource.diff(known, news)).changes : "create";
    },
    foresee: (inputs) => resource.foresee(checked(inputs), known),
    async up(inputs) {
      const news = checked(inputs);
      if (known && (await resource.diff(known, news)).changes.length === 0) return false;
      const made = await resource.apply(news, known, async (severity, message) => {
        said.push(`${severity}: ${message}`);
      });
      // Through JSON, as the state is kept.
      known = JSON.parse(JSON.stringify({ inputs: news, outputs: made.outputs }));
      id = made.id;
      return true;
    },
    async refresh() {
      if (!known) throw new Error("There is no state.");
      known = await resource.read(known, id);
      return known;
    },
    async destroy() {
      if (!known) throw new Error("There is no state.");
      await resource.remove(known, async (severity, message) => {
        said.push(`${severity}: ${message}`);
      });
      known = undefined;
    },
    repository,
    file: async (path, branch = "main") => (await blobOf(path, branch))?.content,
    async log(branch = "main") {
      const { git } = repository();
      const messages: string[] = [];
      let sha: string | undefined = git.refs[`refs/heads/${branch}`];
      while (sha !== undefined) {
        const commit = git.objects[sha];
        if (commit?.kind !== "commit") break;
        messages.push(commit.message.split("\n")[0] ?? "");
        sha = commit.parents[0];
      }
      return messages;
    },
    openPulls: () => repository().pulls.filter((pull) => pull.state === "open"),
    async commit(path, content, branch = "main") {
      const old = await blobOf(path, branch);
      const sha = old ? { sha: old.sha } : {};
      if (content === undefined) {
        await must("DELETE", `${app}/contents/${path}`, { message: "by hand", branch, ...sha });
        return;
      }
      const text = Buffer.from(content).toString("base64");
      await must("PUT", `${app}/contents/${path}`, { message: "by hand", branch, content: text, ...sha });
    },
    async merge(number) {
      // Whoever merges is not asked for a review here.
      world.edit(({ repositories }) => {
        for (const one of repositories) for (const ruleset of one.rulesets) ruleset.enforcement = "disabled";
      });
      await must("PUT", `${app}/pulls/${number}/merge`, { merge_method: "squash" });
      world.edit(({ repositories }) => {
        for (const one of repositories) for (const ruleset of one.rulesets) ruleset.enforcement = "active";
      });
    },
    async protect() {
      await must("POST", `${app}/rulesets`, {
        name: "main",
        target: "branch",
        enforcement: "active",
        conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
        rules: [
          {
            type: "pull_request",
            parameters: {
              dismiss_stale_reviews_on_push: true,
              require_code_owner_review: false,
              require_last_push_approval: true,
              required_approving_review_count: 1,
              required_review_thread_resolution: false,
            },
          },
        ],
      });
    },
    async close() {
      await faults.close();
      await world.close();
    },
  };
}
