import { describe, expect, it } from "vitest";
import { notKnown } from "../../../policies/form/value.ts";
import { noStaticCloudSecret as policy } from "../../../policies/secrets/no-static-cloud-secret.ts";
import { judgeStack, resource, violations } from "../resources.ts";

const secret = (secretName: string) =>
  resource("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", "secret", {
    secretName,
    value: notKnown,
  });
const variable = (variableName: string) =>
  resource("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", "variable", {
    variableName,
    value: "a",
  });

describe("a stored key of a cloud", () => {
  it.each([
    "aws:iam/accessKey:AccessKey",
    "aws:iam/userLoginProfile:UserLoginProfile",
    "azuread:index/applicationPassword:ApplicationPassword",
    "azuread:index/servicePrincipalPassword:ServicePrincipalPassword",
    "gcp:serviceaccount/key:Key",
  ])("S004-SEC-04: is refused as %s", (type) => {
    expect(violations(judgeStack(policy, [resource(type, "key", {})]))).toHaveLength(1);
  });

  it("is refused by its name, in words that name it", () => {
    expect(violations(judgeStack(policy, [secret("AWS_SECRET_ACCESS_KEY")]))).toEqual([
      'GitHub secret "secret" must have no place here, since a stored key opens a cloud without OIDC; given: AWS_SECRET_ACCESS_KEY.',
    ]);
  });

  it.each([
    "AWS_ACCESS_KEY_ID",
    "aws_secret_access_key",
    "PROD_AWS_SECRET_ACCESS_KEY",
    "AZURE_CLIENT_SECRET",
    "ARM_CLIENT_SECRET_PROD",
    "AZURE_CREDENTIALS",
    "AZURE_FUNCTIONAPP_PUBLISH_PROFILE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GCP_SA_KEY",
  ])("is refused as a secret or a variable called %s", (name) => {
    expect(violations(judgeStack(policy, [secret(name), variable(name)]))).toHaveLength(2);
  });

  it.each([
    "AZURE_CLIENT_ID",
    "AZURE_TENANT_ID",
    "AWS_REGION",
    "AUDIT_ROLE_ARN",
    "DOPPLER_TOKEN_PROD",
    "GOOGLE_CLIENT_SECRET",
  ])("is not %s", (name) => {
    expect(judgeStack(policy, [secret(name), variable(name)])).toEqual([]);
  });

  it("is known by its name whether or not its value is known; a name of later is left to the update", () => {
    const nameless = resource("github:index/actionsSecret:ActionsSecret", "secret", { secretName: notKnown });
    expect(judgeStack(policy, [nameless])).toEqual([]);
  });
});
