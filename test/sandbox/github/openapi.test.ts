import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { templateFor } from "../../../sandbox/github/api.ts";
import type { Method } from "../../../sandbox/github/route.ts";
import { routes } from "../../../sandbox/github/routes/index.ts";
import { describedSuccesses, faultOf, isDescribed } from "./openapi/description.ts";
import { tour } from "./openapi/tour.ts";
import { play } from "./replay/play.ts";
import { departures, operationsOf, recording } from "./replay/recording.ts";
import { scenarios } from "./replay/scenarios.ts";
import { openWorld, type World } from "./replay/world.ts";

const methods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const isMethod = (name: string): name is Method => methods.includes(name);

/** Route and status to the faults of the answers seen. */
const seen = new Map<string, string[]>();

/** A world whose answers are all held against the description. */
function watched(world: World): World {
  return {
    ...world,
    async send(method, path, body, headers) {
      const known = isMethod(method) && !path.startsWith("/api/");
      const template = known ? servedBy(world, method, path) : undefined;
      const answer = await world.send(method, path, body, headers);
      if (template !== undefined) {
        const key = `${method} ${template} ${answer.status}`;
        const fault = faultOf(method, template, answer.status, answer.body);
        seen.set(key, [...(seen.get(key) ?? []), ...(fault === undefined ? [] : [fault])]);
      }
      return answer;
    },
  };
}

function servedBy(world: World, method: Method, path: string): string | undefined {
  try {
    return templateFor(world.state(), method, path);
  } catch {
    // No route serves it: there is no description to hold the refusal against.
    return undefined;
  }
}

/** Routes whose description has more successes than the sandbox gives, with the reason. */
const notGiven: Record<string, string> = {
  "GET /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo} 204":
    "given without the repository media type only",
  "GET /teams/{team_id}/repos/{owner}/{repo} 204": "given without the repository media type only",
  "PATCH /orgs/{org}/teams/{team_slug} 201": "the recorded updates of a team were answered 200",
  "PATCH /teams/{team_id} 201": "the recorded updates of a team were answered 200",
};

beforeAll(async () => {
  const types = Object.keys(recording.resources).filter((type) => !(type in departures.types_not_covered));
  for (const type of types) {
    const operations = operationsOf(type).filter(
      ({ name }) => !name.startsWith("edge") && !name.startsWith("import") && name !== "read",
    );
    for (const operation of operations) {
      const world = await openWorld();
      try {
        await play(scenarios[type] ?? {}, operation, watched(world));
      } finally {
        await world.close();
      }
    }
  }
}, 60_000);

describe("GitHub's own OpenAPI description", () => {
  it.each(routes.map(({ method, template }) => ({ method, template })))(
    "has the route $method $template",
    ({ method, template }) => {
      expect(isDescribed(method, template)).toBe(true);
    },
  );

  it("refuses an answer that lacks a field or has one of the wrong type", () => {
    const template = "/repos/{owner}/{repo}/labels/{name}";
    const label = {
      id: 1,
      node_id: "x",
      url: "u:v",
      name: "n",
      description: null,
      color: "c",
      default: false,
    };
    expect(faultOf("GET", template, 200, label)).toBeUndefined();
    expect(faultOf("GET", template, 200, { ...label, id: "1" })).toContain("/id must be integer");
    expect(faultOf("GET", template, 200, { name: "n" })).toContain("must have required property");
    expect(faultOf("GET", template, 201, label)).toContain("has no such answer");
  });

  it("a walk through the other routes answers the statuses that GitHub gives", async () => {
    const world = watched(await openWorld());
    const tokens: Record<string, string> = { alice: world.issueToken("alice"), app: world.appToken() };
    try {
      for await (const { method, path, body, status, as } of tour(world)) {
        const headers = as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` };
        const answer = await world.send(method, path, body, headers);
        expect(`${method} ${path}: ${answer.status}`).toBe(`${method} ${path}: ${status}`);
      }
    } finally {
      await world.close();
    }
  });
});

afterAll(() => {
  const faults = [...new Set([...seen.values()].flat())].toSorted();
  expect(faults.join("\n")).toBe("");
  const expected = routes.flatMap(({ method, template }) =>
    describedSuccesses(method, template).map((status) => `${method} ${template} ${status}`),
  );
  const missing = expected.filter((key) => !seen.has(key));
  expect(missing.toSorted()).toEqual(Object.keys(notGiven).toSorted());
});
