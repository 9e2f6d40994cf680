import { describe, expect, it } from "vitest";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { noPlainTextSecret as policy } from "../../../policies/secrets/no-plain-text-secret.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const variable = (variableName: string, value: Value) =>
  resource("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", "variable", {
    variableName,
    value,
  });
const app = (name: string, value: Value) =>
  resource("azure-native:web:WebApp", "app", { siteConfig: { appSettings: [{ name, value }] } });
const site = (key: string, value: Value, sensitive: Value) =>
  resource("vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable", "variable", {
    key,
    value,
    sensitive,
  });
const sites = (variables: Properties[]) =>
  resource("vercel:index/projectEnvironmentVariables:ProjectEnvironmentVariables", "variables", {
    variables,
  });

/** Put together here, so that no file holds what scanners take for a secret. */
const made = {
  aws: `AKIA${"A1".repeat(8)}`,
  github: `ghp_${"a1".repeat(18)}`,
  stripe: `sk_live_${"a1".repeat(12)}`,
  webhook: `whsec_${"a1".repeat(12)}`,
  slack: `xoxb-${"1".repeat(12)}`,
  doppler: `dp.st.prd.${"a1".repeat(20)}`,
  storage: `AccountName=a;AccountKey=${"a1".repeat(30)}==`,
  signature: `https://a.example/c?sv=1&sig=${"a1".repeat(22)}`,
  entra: `abc8Q~${"a1".repeat(17)}`,
  jwt: `eyJ${"a".repeat(12)}.eyJ${"b".repeat(12)}.${"c".repeat(12)}`,
  key: "-----BEGIN RSA PRIVATE KEY-----",
  database: "postgresql://app:word@db.example/app",
};

describe("a value that looks like a secret", () => {
  it.each(Object.entries(made))(
    "S004-SEC-03: is refused in any resource (%s), and never shown",
    (_what, secret) => {
      const messages = violations(
        judgeStack(policy, [resource("any:module:Thing", "thing", { a: [{ b: secret }] })]),
      );
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain("must have a.0.b without a");
      expect(messages.join()).not.toContain(secret);
    },
  );

  it("is where it belongs in a secret, a sensitive variable and a provider", () => {
    const value = made.stripe;
    const all = [
      resource("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", "s", {
        secretName: "KEY",
        value,
      }),
      resource("doppler:index/secret:Secret", "d", { name: "KEY", value }),
      resource("pulumi:providers:github", "p", { token: made.github }),
      site("KEY", value, true),
      sites([{ key: "KEY", value, sensitive: true }]),
    ];
    expect(judgeStack(policy, all)).toEqual([]);
  });

  it("is not hidden by a property that calls itself sensitive elsewhere", () => {
    const thing = resource("any:module:Thing", "thing", { sensitive: true, value: made.stripe });
    expect(violations(judgeStack(policy, [thing]))).toHaveLength(1);
  });

  it("is refused in a list of variables of which only others are sensitive", () => {
    const one = sites([
      { key: "A", value: made.stripe, sensitive: true },
      { key: "B", value: made.stripe, sensitive: false },
    ]);
    expect(violations(judgeStack(policy, [one]))).toHaveLength(1);
  });
});

describe("a name that says secret", () => {
  it.each([
    "STRIPE_SECRET_KEY",
    "DATABASE_URL",
    "JWT_SECRET",
    "TWILIO_AUTH_TOKEN",
    "ENCRYPTION_KEY",
    "DB_PASSWORD",
    "apiKey",
    "NEXT_PUBLIC_CLERK_SECRET",
  ])("is refused as a GitHub variable: %s", (name) => {
    const messages = violations(judgeStack(policy, [variable(name, "hunter2")]));
    expect(messages).toEqual([
      `GitHub variable "variable" must have no ${name} that can be read back, since its name says that it is a secret; given: a readable value, not shown here.`,
    ]);
  });

  it.each([
    "AZURE_CLIENT_ID",
    "AUDIT_ROLE_ARN",
    "BACKEND_URL",
    "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
    "NEXT_PUBLIC_MAPS_API_KEY",
    "SECRET_NAME",
    "TOKEN_TTL_SECONDS",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "MONKEY",
  ])("is not seen in %s", (name) => {
    expect(judgeStack(policy, [variable(name, "a value")])).toEqual([]);
  });

  it("is refused at Vercel unless it is sensitive", () => {
    expect(violations(judgeStack(policy, [site("CLERK_SECRET_KEY", "a", false)]))).toHaveLength(1);
    expect(judgeStack(policy, [site("CLERK_SECRET_KEY", "a", true)])).toEqual([]);
  });

  it("is refused in an app unless Key Vault holds the value", () => {
    expect(violations(judgeStack(policy, [app("DATABASE_URL", "a")]))).toHaveLength(1);
    expect(violations(judgeStack(policy, [app("AzureWebJobsStorage", "a")]))).toHaveLength(1);
    const reference = "@Microsoft.KeyVault(VaultName=v;SecretName=s)";
    expect(
      judgeStack(policy, [app("DATABASE_URL", reference), app("AzureWebJobsStorage__accountName", "a")]),
    ).toEqual([]);
  });
});

describe("a value that only the update knows", () => {
  it("may turn out to be a reference in an app", () => {
    const findings = judgeStack(policy, [app("DATABASE_URL", notKnown)]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  });

  it("is refused under such a name where everything can be read", () => {
    expect(violations(judgeStack(policy, [variable("DATABASE_URL", notKnown)]))).toHaveLength(1);
  });
});
