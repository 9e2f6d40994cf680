import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportResource } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { z } from "zod";
import { type ByHand, openByHand } from "./by-hand.ts";
import { type AtWork, openAtWork } from "./engine.ts";
import { layOut, type Place, repository } from "./harness.ts";

// What a team usually has before it declares a pipeline, taken into the stack instead of being left where it is: the
// settings say `create` of all of it, and each thing that is there is imported first.
const repo = "/repos/mayassistant-org/mayassistant";
const teams = "/orgs/mayassistant-org/teams";
const issuer = "token.actions.githubusercontent.com";

let place: Place;
let hand: ByHand;
let work: AtWork;

beforeAll(async () => {
  place = layOut({
    "Pulumi.yaml": (file) => {
      const set = (path: string[], value: unknown) => file.setIn(["config", ...path], value);
      set(["github", "value", "repository", "manage"], "create");
      set(["github", "value", "createTeams"], ["operators"]);
      set(["dns", "value", "manage"], "create");
      set(["dns", "value", "certificateAuthorities"], ["letsencrypt.org"]);
      set(["doppler", "value", "manage"], "create");
    },
  });
  const account = parseDocument(readFileSync(join(repository, "sandbox", "account.yaml"), "utf8"));
  account.setIn(["aws", "oidcProviders"], { [`https://${issuer}`]: ["sts.amazonaws.com"] });
  writeFileSync(join(place.config, "account.yaml"), account.toString());
  work = await openAtWork(place);
  hand = await openByHand(place);
  await hand.github("PATCH", repo, { description: "An assistant", homepage: "https://mayassistant.example" });
  await hand.github("PUT", `${repo}/topics`, { names: ["assistant"] });
  await hand.github("POST", `${repo}/labels`, { name: "approved-core-change", color: "00ff00" });
  await hand.github("PUT", `${teams}/operators/repos/mayassistant-org/mayassistant`, { permission: "pull" });
}, 60_000);
afterAll(async () => {
  await hand?.close();
  await work?.close();
  place?.remove();
});

const importFile = z.object({
  resources: z.array(
    z.object({
      type: z.string(),
      name: z.string(),
      parent: z.string().default(""),
      version: z.string().default(""),
      pluginDownloadUrl: z.string().default(""),
      component: z.boolean().default(false),
    }),
  ),
});

/** What exists, by the name it has in the program, with the id that `pulumi import` takes for its type. */
async function existing(): Promise<Record<string, string>> {
  const { id: team } = z.object({ id: z.number() }).parse(await hand.github("GET", `${teams}/operators`));
  const [zone = ""] = hand.names("aws", ["resources", "aws:route53/zone:Zone"]);
  return {
    "repository-repository": "mayassistant",
    "protection-label-approved-core-change": "mayassistant:approved-core-change",
    "protection-new-team-operators": String(team),
    "protection-team-operators": `${team}:mayassistant`,
    "github-oidc-provider": `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
    "dns-zone": zone,
    "doppler-project": "mayassistant",
    "doppler-dev": "mayassistant.dev",
    "doppler-stg": "mayassistant.stg",
    "doppler-prd": "mayassistant.prd",
  };
}

/** Of the file that `pulumi preview --import-file` wrote: what exists, with its id, and the components it lies in. */
function withIds(file: string, ids: Readonly<Record<string, string>>): ImportResource[] {
  const { resources } = importFile.parse(JSON.parse(readFileSync(file, "utf8")));
  const wanted = resources.flatMap((resource) => {
    const id = ids[resource.name];
    return id === undefined ? [] : [{ ...resource, id }];
  });
  const parents = new Set(wanted.map(({ parent }) => parent));
  return [...resources.filter(({ name, component }) => component && parents.has(name)), ...wanted];
}

describe("what exists already", { timeout: 240_000 }, () => {
  it("is imported into the stack, by the file that the preview writes", async () => {
    const stack = await work.stack("shared");
    const file = join(place.root, "import.json");
    await stack.preview({ importFile: file });
    const ids = await existing();
    const resources = withIds(file, ids);
    expect(resources.filter(({ component }) => !component)).toHaveLength(Object.keys(ids).length);
    await stack.import({ resources, protect: false, generateCode: false, color: "never" });
    const state = JSON.stringify((await stack.exportStack()).deployment);
    for (const name of Object.keys(ids)) expect(state).toContain(`::${name}"`);
  });

  it("is then changed to what the settings say, never replaced and never deleted", async () => {
    const changes = await work.preview("shared");
    expect(changes.filter(({ operation }) => operation !== "create" && operation !== "update")).toEqual([]);
    const updated = changes.flatMap(({ operation, resource }) => (operation === "update" ? [resource] : []));
    expect(updated).toContain("github:Repository repository-repository");
    const made = changes.flatMap(({ operation, resource }) => (operation === "create" ? [resource] : []));
    for (const name of Object.keys(await existing())) {
      expect(made.filter((resource) => resource.endsWith(` ${name}`))).toEqual([]);
    }
  });

  it("keeps through the up what the settings do not name, and rests", async () => {
    const before = await existing();
    await work.up("shared");
    expect(await existing()).toEqual(before);
    expect(await hand.github("GET", repo)).toMatchObject({
      homepage: "https://mayassistant.example",
      topics: ["assistant"],
      has_wiki: true,
      default_branch: "main",
    });
    expect(await hand.github("GET", `${teams}/operators/members`)).toMatchObject([
      { login: "operator-one" },
      { login: "operator-two" },
    ]);
    expect(hand.names("doppler", ["secrets", "mayassistant", "prd"])).toContain("DATABASE_URL");
    expect(await work.preview("shared")).toEqual([]);
  });
});
