import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import {
  cloudResourcesTagged as policy,
  untaggable,
} from "../../../policies/services/cloud-resources-tagged.ts";
import { parseSettings } from "../../../stacks/settings/parse.ts";
import { tagsOf } from "../../../stacks/tags.ts";
import { written } from "../../stacks/settings/written.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const tags: Properties = {
  application: "app",
  environment: "production",
  owner: "the team",
  "cost-centre": "42",
  "data-class": "real",
};
const bucket = (given: Properties) => resource("aws:s3/bucket:Bucket", "records", given);

describe("a cloud resource that can carry tags", () => {
  it("passes with the five of them, in either cloud", () => {
    expect(judgeStack(policy, [bucket({ tags })])).toEqual([]);
    expect(judgeStack(policy, [resource("azure-native:web:WebApp", "app", { tags })])).toEqual([]);
  });

  it.each(Object.keys(tags))("is refused without %s, or with an empty one", (tag) => {
    for (const [value, given] of [
      [undefined, "not given"],
      [" ", '" "'],
    ] as const) {
      expect(violations(judgeStack(policy, [bucket(changed({ tags }, `tags.${tag}`, value))]))).toEqual([
        `Cloud resource "records" must have tags.${tag} with a value; given: ${given}.`,
      ]);
    }
  });

  it("is refused without any, also where nobody has thought of its type yet", () => {
    for (const type of ["aws:s3/bucket:Bucket", "aws:new/thing:Thing", "azure-native:web/v20250301:WebApp"]) {
      expect(violations(judgeStack(policy, [resource(type, "one", {})]))).toHaveLength(5);
    }
  });

  it("may go without in development alone", () => {
    expect(judgeStack(policy, [bucket({})], { ...preview, tier: "development" })).toEqual([]);
    expect(violations(judgeStack(policy, [bucket({})], { ...preview, tier: "staging" }))).toHaveLength(5);
  });

  it("is open while its tags are not known", () => {
    const unknown: Properties[] = [{ tags: notKnown }, { tags: { ...tags, owner: notKnown } }];
    for (const given of unknown) {
      const findings = judgeStack(policy, [bucket(given)]);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings).length).toBeGreaterThan(0);
    }
  });

  it("is not asked of what is no cloud's", () => {
    for (const type of [
      "github:index/repository:Repository",
      "pulumi:providers:aws",
      "vercel:index/project:Project",
    ]) {
      expect(judgeStack(policy, [resource(type, "one", {})])).toEqual([]);
    }
  });
});

describe("the tags that the stacks declare", () => {
  it.each(["shared", "staging", "production"])("are enough, of %s", (stack) => {
    const result = parseSettings(written(stack));
    if ("refusal" in result) throw new Error("the settings are not sound");
    expect(judgeStack(policy, [bucket({ tags: tagsOf(result.settings) })])).toEqual([]);
  });
});

/** Every resource type of a module of a published SDK, and whether it takes tags. */
function typesOf(module: string): { token: string; taggable: boolean }[] {
  const folder = new URL(`../../../node_modules/@pulumi/${module}/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => {
      const source = readFileSync(new URL(file, folder), "utf8");
      const [, token] = /__pulumiType = '([^']+)'/.exec(source) ?? [];
      if (token === undefined) return [];
      const declared = readFileSync(new URL(file.replace(/\.js$/, ".d.ts"), folder), "utf8");
      return [{ token, taggable: /^ {4}tags\??:/m.test(declared) }];
    });
}

describe.each([
  ...["aws/cloudwatch", "aws/iam", "aws/kms", "aws/route53", "aws/s3", "aws/sns"],
  ...["authorization", "consumption", "managedidentity", "monitor", "web"].map(
    (one) => `azure-native/${one}`,
  ),
])("the types of %s", (module) => {
  it("are let off only where the SDK has no tags for them", () => {
    const types = typesOf(module);
    const letOff = types.filter(({ token }) => untaggable(resource(token, "one", {})));
    expect(letOff.length).toBeGreaterThan(0);
    expect(letOff.filter(({ taggable }) => taggable)).toEqual([]);
  });
});
