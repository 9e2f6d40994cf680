import { describe, expect, it } from "vitest";
import { blotting, failedBy, firstLines } from "../../doctor/reading.ts";

describe("what a provider's words tell of", () => {
  // In the form of the providers' messages: AWS SDK, azure-native, terraform-provider-vercel and -doppler, the engine.
  it.each([
    ["failed to refresh cached credentials, no EC2 IMDS role found", "refused"],
    ["api error ExpiredToken: The security token included in the request is expired", "refused"],
    ["api error AccessDenied: User is not authorized to perform iam:ListOpenIDConnectProviders", "refused"],
    ["Please run 'az login' to setup account", "refused"],
    ["unexpected error: forbidden - Not authorized: Trying to access resource under scope", "refused"],
    ["Doppler Error: Invalid Auth token", "refused"],
    ["PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", "refused"],
    ["unexpected error: not_found - Project not found.", "absent"],
    ["Doppler Error: Could not find requested project 'acme'", "absent"],
    ["no matching Route 53 Hosted Zone found", "absent"],
    ["finding IAM OIDC Provider by url (token.actions.githubusercontent.com): not found", "absent"],
    ["dial tcp: lookup sts.amazonaws.com: i/o timeout", "away"],
    ["Could not automatically download and install resource plugin 'pulumi-resource-aws'", "away"],
  ])("%s: %s", (said, kind) => {
    expect(failedBy(new Error(said))).toEqual({ failed: { kind, said } });
  });
});

it("gives a person the words, without a stack of calls", () => {
  expect(firstLines("one\n    at read (file:///x.ts:1:2)\n\n  two\n")).toBe("one two");
  expect(firstLines("x".repeat(400))).toHaveLength(300);
});

it("blots out every secret of the environment, and nothing else", () => {
  const blot = blotting({
    GITHUB_TOKEN: "ghp_0123456789",
    AWS_SECRET_ACCESS_KEY: "abcdefghij",
    PULUMI_CONFIG_PASSPHRASE: "correct horse",
    GITHUB_OWNER: "acme-corporation",
    SHORT_TOKEN: "acme",
  });
  expect(blot("acme: ghp_0123456789 abcdefghij correct horse acme-corporation")).toBe(
    "acme: *** *** *** acme-corporation",
  );
});
