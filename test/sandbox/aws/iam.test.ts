import { describe, expect, it } from "vitest";
import { auditor, openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const oidc = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const github = { url: "https://token.actions.githubusercontent.com", clientIdLists: ["sts.amazonaws.com"] };
const account = () => deploymentOf(openers.aws(temporaryFolder()));

function trust(change: object = {}) {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: auditor }, ...change }],
  });
}

describe("an OIDC provider", () => {
  it("exists once for each URL in an account, and is found by it", () => {
    const aws = account();
    const { id, state } = aws.create(oidc, github);
    expect(id).toBe("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com");
    expect(state["url"]).toBe("token.actions.githubusercontent.com");
    expect(() => aws.create(oidc, github)).toThrow(/StatusCode: 409, EntityAlreadyExists/);
    const found = aws.invoke("aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", {
      url: github.url,
    });
    expect(found["arn"]).toBe(id);
  });

  it("is not found before it was made", () => {
    const call = () =>
      account().invoke("aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", { url: github.url });
    expect(call).toThrow(/not found/);
  });

  it("needs https", () => {
    expect(account().objections(oidc, { ...github, url: "http://issuer.example" })[0]).toMatch(/https/);
  });
});

describe("a role", () => {
  it("has a name of its own and an ARN", () => {
    const aws = account();
    expect(aws.create(role, { name: "writer", assumeRolePolicy: trust() }).state["arn"]).toBe(
      "arn:aws:iam::111122223333:role/writer",
    );
    expect(() => aws.create(role, { name: "writer", assumeRolePolicy: trust() })).toThrow(
      /EntityAlreadyExists/,
    );
  });

  it.each([
    ["names nobody", { Principal: undefined }, /Missing required field Principal/],
    ["names a resource", { Resource: "*" }, /prohibited field Resource/],
    ["allows more than assuming", { Action: "s3:GetObject" }, /may only specify STS/],
    [
      "names a role that does not exist",
      { Principal: { AWS: "arn:aws:iam::111122223333:role/ghost" } },
      /Invalid principal/,
    ],
  ])("is refused when its trust policy %s", (_, change, words) => {
    expect(() => account().create(role, { name: "r", assumeRolePolicy: trust(change) })).toThrow(words);
  });

  it("is not deleted while it has inline policies", () => {
    const aws = account();
    const writer = aws.create(role, { name: "writer", assumeRolePolicy: trust() });
    const policy = JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }],
    });
    const put = aws.create(rolePolicy, { role: "writer", name: "put", policy });
    expect(put.id).toBe("writer:put");
    expect(() => aws.delete(role, writer)).toThrow(/DeleteConflict/);
    aws.delete(rolePolicy, put);
    aws.delete(role, writer);
    expect(aws.read(role, "writer")).toBeUndefined();
  });
});

describe("a role's policy", () => {
  it("needs a role, resources and at most 10,240 bytes in all", () => {
    const aws = account();
    const policy = (resource: unknown) =>
      JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: resource }] });
    expect(() => aws.create(rolePolicy, { role: "ghost", name: "p", policy: policy("*") })).toThrow(
      /NoSuchEntity/,
    );
    aws.create(role, { name: "writer", assumeRolePolicy: trust() });
    expect(() => aws.create(rolePolicy, { role: "writer", name: "p", policy: policy(undefined) })).toThrow(
      /must contain resources/,
    );
    aws.create(rolePolicy, { role: "writer", name: "half", policy: policy("a".repeat(6000)) });
    expect(() =>
      aws.create(rolePolicy, { role: "writer", name: "more", policy: policy("a".repeat(6000)) }),
    ).toThrow(/LimitExceeded/);
  });
});

it("a role's trust policy has at most 2,048 characters", () => {
  const sid = (length: number) => trust({ Sid: "a".repeat(length) });
  const aws = account();
  aws.create(role, { name: "fits", assumeRolePolicy: sid(1800) });
  expect(() => aws.create(role, { name: "r", assumeRolePolicy: sid(2048) })).toThrow(
    /LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048/,
  );
});
