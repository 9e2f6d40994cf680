import { describe, expect, it } from "vitest";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { noPublishingPassword as policy } from "../../../policies/services/no-publishing-password.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const web = (type: string, name: string, properties: Properties, from: Record<string, string[]> = {}) =>
  resource(`azure-native:web:${type}`, name, properties, { sources: from });
const closed: Properties = { siteConfig: { ftpsState: "Disabled" } };
const app = web("WebApp", "app", { ...closed, name: "app" });
const slot = web("WebAppSlot", "candidate", { ...closed, name: "app", slot: "candidate" });
const refusal = (type: string, allow: Value = false, name: Value = "app", from: string[] = []) =>
  web(type, type, { allow, name, slot: "candidate" }, { name: from });
const ofApp = [refusal("WebAppFtpAllowed"), refusal("WebAppScmAllowed")];
const ofSlot = [refusal("WebAppFtpAllowedSlot"), refusal("WebAppScmAllowedSlot")];

describe("an app and its slots", () => {
  it("pass with every way of a password closed", () => {
    expect(judgeStack(policy, [app, slot, ...ofApp, ...ofSlot])).toEqual([]);
  });

  it("S000-PROD-02: are refused where SCM takes a password", () => {
    expect(
      violations(judgeStack(policy, [app, refusal("WebAppFtpAllowed"), refusal("WebAppScmAllowed", true)])),
    ).toEqual(['WebAppScmAllowed "WebAppScmAllowed" must have allow false; given: true.']);
  });

  it.each(["FtpsOnly", "AllAllowed", undefined])("are refused with ftpsState %s", (state) => {
    const open = web("WebApp", "app", { name: "app", siteConfig: state ? { ftpsState: state } : {} });
    expect(violations(judgeStack(policy, [open, ...ofApp]))).toHaveLength(1);
  });

  it("are refused when a way is left out, for the app or for a slot", () => {
    expect(violations(judgeStack(policy, [app, refusal("WebAppFtpAllowed")]))).toEqual([
      'App "app" must have a WebAppScmAllowed; given: none.',
    ]);
    expect(violations(judgeStack(policy, [app, slot, ...ofApp]))).toHaveLength(2);
    expect(
      violations(judgeStack(policy, [app, refusal("WebAppFtpAllowed", false, "other"), ...ofApp.slice(1)])),
    ).toHaveLength(1);
  });

  it("know what is theirs by where the name comes from", () => {
    const linked = ["WebAppFtpAllowed", "WebAppScmAllowed"].map((type) =>
      refusal(type, false, notKnown, [app.urn]),
    );
    expect(judgeStack(policy, [app, ...linked])).toEqual([]);
  });

  it("leave open what only the update knows", () => {
    for (const one of [refusal("WebAppFtpAllowed", notKnown), refusal("WebAppFtpAllowed", false, notKnown)]) {
      const findings = judgeStack(policy, [app, one, ...ofApp.slice(1)]);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).toHaveLength(1);
    }
  });
});
