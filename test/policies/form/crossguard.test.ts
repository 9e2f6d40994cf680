import { describe, expect, it } from "vitest";
import { wire } from "../../../policies/form/crossguard.ts";
import { exactly, judge } from "../../../policies/form/finding.ts";
import type { Policy } from "../../../policies/form/policy.ts";
import { UnknownValue } from "../../../policies/form/unknown-value.ts";
import { productionRequiresReviewers } from "../../../policies/protection/production-requires-reviewers.ts";
import { preview } from "../resources.ts";
import { registration, stackOf } from "./engine-calls.ts";

/** Asks every resource for `color: red`, alone and at the end. */
const red: Policy = {
  metadata: { ...productionRequiresReviewers.metadata, name: "red" },
  resource: (resource) => judge({ kind: "Thing", resource }, [exactly("color", "red")]),
  stack: (resources) =>
    resources.flatMap((resource) => judge({ kind: "Whole", resource }, [exactly("color", "red")])),
};

/** The protocol's mark of an unknown text. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function wired(policy: Policy, run = preview) {
  const [one] = wire([policy], run);
  if (!one) throw new Error("nothing was wired");
  const reported: { message: string; urn: string | undefined }[] = [];
  const report = (message: string, urn?: string) => void reported.push({ message, urn });
  return {
    reported,
    register: (...args: Parameters<typeof registration>) => {
      const { validateResource } = one;
      if (typeof validateResource !== "function") throw new Error("no resource policy");
      return validateResource(registration(...args), report);
    },
    end: (...args: Parameters<typeof stackOf>) => one.validateStack?.(stackOf(...args), report),
  };
}

describe("a policy wired to the SDK", () => {
  it("reports a violation with the resource's URN", () => {
    const policy = wired(red);
    policy.register("thing", { color: "blue" });
    expect(policy.reported).toEqual([
      { message: 'Thing "thing" must have color "red"; given: "blue".', urn: "urn:thing" },
    ]);
  });

  it("turns an unknown value into the SDK's warning, after all violations", () => {
    const policy = wired({
      ...red,
      resource: (resource) =>
        judge({ kind: "Thing", resource }, [exactly("color", "red"), exactly("size", "big")]),
    });
    expect(() => policy.register("thing", { color: unknownText, size: "small" })).toThrow(UnknownValue);
    expect(policy.reported).toHaveLength(1);
  });

  it("says in the warning what could not be decided", () => {
    const policy = wired(red);
    expect(() => policy.register("thing", { color: unknownText })).toThrow(
      'Thing "thing" must have color "red"; given: not known before the update.',
    );
  });

  it("still judges the other resources of a stack when one has an unknown value", () => {
    const policy = wired(red);
    expect(() =>
      policy.end([
        { name: "open", properties: { color: unknownText } },
        { name: "wrong", properties: { color: "blue" } },
      ]),
    ).toThrow(UnknownValue);
    expect(policy.reported.map(({ urn }) => urn)).toEqual(["urn:wrong"]);
  });

  it("refuses in an update what even there is not known", () => {
    const policy = wired(red, { ...preview, preview: false });
    policy.register("thing", { color: unknownText });
    expect(policy.reported).toHaveLength(1);
  });

  it("shows at the end what a component was registered with, though the engine shows its outputs only", () => {
    const policy = wired(red);
    policy.register("component", { color: "red" });
    policy.end([{ name: "component", properties: {} }]);
    expect(policy.reported).toEqual([]);
  });

  it("shows a resource its parents with their inputs", () => {
    const seen: string[] = [];
    const policy = wired({
      ...red,
      resource: (resource) => {
        seen.push(
          resource.ancestors.map(({ name, properties }) => `${name} ${String(properties["tier"])}`).join(),
        );
        return [];
      },
    });
    policy.register("outer", { tier: "staging" });
    policy.register("inner", { tier: null }, "outer");
    policy.register("leaf", {}, "inner");
    expect(seen).toEqual(["", "outer staging", "inner null,outer staging"]);
  });

  it("shows a resource whether it is protected", () => {
    const seen: boolean[] = [];
    const policy = wired({
      ...red,
      resource: (resource) => {
        seen.push(resource.protected);
        return [];
      },
    });
    policy.register("kept", {}, undefined, true);
    policy.register("loose", {});
    expect(seen).toEqual([true, false]);
  });

  it("turns a resource into plain data once for all policies, and anew when it is registered anew", () => {
    const seen: unknown[] = [];
    const spy = (name: string): Policy => ({
      metadata: { ...red.metadata, name },
      resource: ({ properties }) => {
        seen.push(properties);
        return [];
      },
    });
    const policies = wire([spy("one"), spy("two")], preview);
    for (const color of ["red", "blue"]) {
      for (const { validateResource } of policies) {
        if (typeof validateResource !== "function") throw new Error("no resource policy");
        void validateResource(registration("thing", { color }), () => undefined);
      }
    }
    expect(seen).toEqual([{ color: "red" }, { color: "red" }, { color: "blue" }, { color: "blue" }]);
    expect(seen[0]).toBe(seen[1]);
  });

  it("shows at the end where a value comes from", () => {
    const sources: unknown[] = [];
    const policy = wired({
      ...red,
      stack: (resources) => {
        sources.push(resources.map((resource) => resource.sources));
        return [];
      },
    });
    policy.end([
      { name: "bucket", properties: {} },
      { name: "lock", properties: {}, sources: { bucket: ["bucket"] } },
    ]);
    expect(sources).toEqual([[{}, { bucket: ["urn:bucket"] }]]);
  });

  it("does not take a failure for an unknown value", () => {
    const policy = wired({
      ...red,
      resource: () => {
        throw new TypeError("broken policy");
      },
    });
    expect(() => policy.register("thing", { color: "red" })).toThrow(TypeError);
  });
});
