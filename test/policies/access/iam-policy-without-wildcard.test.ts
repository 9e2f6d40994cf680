import { describe, expect, it } from "vitest";
import { iamPolicyWithoutWildcard as policy } from "../../../policies/access/iam-policy-without-wildcard.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const rolePolicy = (value: Value) => resource("aws:iam/rolePolicy:RolePolicy", "writer", { policy: value });
const allows = (action: Value, on: Value, more: Properties = {}) =>
  rolePolicy(JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: on, ...more }] }));
const attachment = (policyArn: Value) =>
  resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "more", { policyArn });
const objects = "arn:aws:s3:::archive/*";

describe("what a policy allows", () => {
  it.each<[string, Value, Value]>([
    ["objects of one bucket", "s3:PutObject", objects],
    [
      "one bucket and one key",
      ["s3:ListBucket", "kms:Decrypt"],
      ["arn:aws:s3:::archive", "arn:aws:kms:us-east-1:111122223333:key/1a"],
    ],
  ])("passes for %s", (_what, action, on) => {
    expect(judgeStack(policy, [allows(action, on)])).toEqual([]);
  });

  it("S004-SEC-04: is refused for every action, in words that name both", () => {
    expect(violations(judgeStack(policy, [allows("*", objects)]))).toEqual([
      'IAM policy "writer" must have Action with actions named in full; given: "*".',
    ]);
  });

  it.each<[string, Value, Value]>([
    ["all of a service", "s3:*", objects],
    ["a group of actions", ["s3:GetObject", "s3:Put*"], objects],
    ["no action", [], objects],
    ["every resource", "s3:GetObject", "*"],
    ["every bucket", "s3:GetObject", "arn:aws:s3:::*"],
    ["every bucket of a name", "s3:GetObject", "arn:aws:s3:::*-archive/x"],
    ["every key", "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/*"],
    ["everything of a service", "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:*"],
    ["one resource and everything", "s3:GetObject", [objects, "*"]],
  ])("is refused for %s", (_what, action, on) => {
    expect(violations(judgeStack(policy, [allows(action, on)]))).toHaveLength(1);
  });

  it.each<[string, Properties]>([
    ["NotAction", { Effect: "Allow", NotAction: "iam:*", Resource: objects }],
    ["NotResource", { Effect: "Allow", Action: "s3:GetObject", NotResource: objects }],
    ["no effect", { Action: "*", Resource: objects }],
  ])("is refused with %s", (_what, statement) => {
    expect(
      violations(judgeStack(policy, [rolePolicy(JSON.stringify({ Statement: statement }))])),
    ).toHaveLength(1);
  });

  it("may deny with wildcards", () => {
    const denies = { Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
    expect(judgeStack(policy, [rolePolicy(JSON.stringify(denies))])).toEqual([]);
  });

  it.each(["no policy", "{}", '{"Statement":["all"]}'])("is refused when it is %j", (text) => {
    expect(violations(judgeStack(policy, [rolePolicy(text)]))).toHaveLength(1);
  });
});

describe("what a role is given besides", () => {
  it.each([
    "AdministratorAccess",
    "PowerUserAccess",
    "AmazonS3FullAccess",
    "job-function/SystemAdministrator",
  ])("is refused as %s", (name) => {
    expect(violations(judgeStack(policy, [attachment(`arn:aws:iam::aws:policy/${name}`)]))).toHaveLength(1);
  });

  it("is judged inside the role as well", () => {
    const role = resource("aws:iam/role:Role", "deployer", {
      managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      inlinePolicies: [
        { policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }) },
      ],
    });
    expect(violations(judgeStack(policy, [role]))).toHaveLength(3);
  });

  it("may be a policy of the account's own", () => {
    expect(judgeStack(policy, [attachment("arn:aws:iam::111122223333:policy/add-evidence")])).toEqual([]);
  });
});

describe("a value that only the update knows", () => {
  it.each<[string, ReturnType<typeof resource>]>([
    ["the document", rolePolicy(notKnown)],
    ["the statements", rolePolicy({ Statement: [notKnown] })],
    ["the actions", rolePolicy({ Statement: { Effect: "Allow", Action: notKnown, Resource: objects } })],
    ["the attached policy", attachment(notKnown)],
  ])("leaves %s open", (_what, one) => {
    const findings = judgeStack(policy, [one]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  });
});
