import { describe, expect, it } from "vitest";
import { oidcTrustBound as policy } from "../../../policies/access/oidc-trust-bound.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { changed, judgeStack, resource, undecided, violations } from "../resources.ts";

const host = "token.actions.githubusercontent.com";
const github = `arn:aws:iam::111122223333:oidc-provider/${host}`;
const production = "repo:acme/application:environment:production";
const workflow = "acme/application/.github/workflows/deploy.yml@refs/heads/main";

const role = (assumeRolePolicy: Properties[string] | undefined) =>
  resource("aws:iam/role:Role", "deployer", assumeRolePolicy === undefined ? {} : { assumeRolePolicy });

const bound = (sub: Properties[string], more: Properties = {}): Properties => ({
  StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: sub, ...more },
});

const statement = (condition: Properties, more: Properties = {}): Properties => ({
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: github },
  Condition: condition,
  ...more,
});

const document = (...statements: Properties[]): Properties => ({
  Version: "2012-10-17",
  Statement: statements,
});

const judgeRole = (...statements: Properties[]) =>
  judgeStack(policy, [role(JSON.stringify(document(...statements)))]);

describe("an AWS role that trusts GitHub", () => {
  it.each([
    ["one subject", production],
    ["several subjects", [production, "repo:acme/application:environment:production-rollback"]],
    ["a subject with ids", "repo:acme@12/application@345:environment:production"],
    ["a subject with its workflow", `${production}:job_workflow_ref:${workflow}`],
    ["a branch with its workflow", `repo:acme/application:ref:refs/heads/main:job_workflow_ref:${workflow}`],
  ])("passes with %s", (_what, sub) => {
    expect(judgeRole(statement(bound(sub)))).toEqual([]);
  });

  it("passes as an object, as JSON with one statement outside a list, and with the provider in a list", () => {
    const one = statement(bound(production), { Principal: { Federated: [github] } });
    expect(judgeStack(policy, [role(document(one))])).toEqual([]);
    expect(judgeStack(policy, [role(JSON.stringify({ Statement: one }))])).toEqual([]);
  });

  it.each([
    ["a wildcard for the environment", "repo:acme/application:environment:*"],
    ["a wildcard for everything", "repo:acme/application:*"],
    ["a question mark", "repo:acme/application:environment:prod?"],
    ["a variable", `repo:acme/\${aws:username}:environment:production`],
    ["pull requests", "repo:acme/application:pull_request"],
    ["a tag", "repo:acme/application:ref:refs/tags/v1"],
    ["a branch without its workflow", "repo:acme/application:ref:refs/heads/main"],
    ["no repository", "repo:acme:environment:production"],
    ["an id for the owner alone", "repo:acme@12/application:environment:production"],
    ["something before it", " repo:acme/application:environment:production"],
    ["a further claim", "repo:acme/application:environment:production:ref:refs/heads/main"],
    ["no name", "repo:acme/application:environment:"],
    ["a workflow at a tag", `${production}:job_workflow_ref:${workflow.replace("heads", "tags")}`],
    ["an empty list", []],
    ["one bad subject among good ones", [production, "repo:acme/*:environment:production"]],
  ])("is refused with %s", (_what, sub) => {
    const found = violations(judgeRole(statement(bound(sub))));
    expect(found[0]).toContain('AWS role "deployer" must have sub bound to full subjects');
    expect(found[0]).toContain(`given: ${JSON.stringify([sub].flat())}`);
  });

  it.each([
    ["without an audience", { StringEquals: { [`${host}:sub`]: production } }, "[]"],
    [
      "with another audience",
      { StringEquals: { [`${host}:aud`]: "https://github.com/acme", [`${host}:sub`]: production } },
      '["https://github.com/acme"]',
    ],
    [
      "with a further audience",
      { StringEquals: { [`${host}:aud`]: ["sts.amazonaws.com", "other"], [`${host}:sub`]: production } },
      '["sts.amazonaws.com","other"]',
    ],
  ])("is refused %s", (_what, condition, given) => {
    expect(violations(judgeRole(statement(condition)))).toEqual([
      `AWS role "deployer" must have aud bound to sts.amazonaws.com alone by StringEquals; given: ${given}.`,
    ]);
  });

  it("is refused without any condition", () => {
    expect(violations(judgeRole(statement({})))).toHaveLength(2);
    const { Condition: _, ...bare } = statement({});
    expect(violations(judgeRole(bare))).toHaveLength(2);
  });

  it("is refused with StringLike on sub, even beside StringEquals", () => {
    const condition = {
      ...bound(production),
      StringLike: { [`${host}:sub`]: "repo:acme/application:environment:p*" },
    };
    expect(violations(judgeRole(statement(condition)))).toEqual([
      'AWS role "deployer" must have sub without a wildcard and by StringEquals only; given: StringLike ["repo:acme/application:environment:p*"].',
    ]);
  });

  it.each(["StringLike", "StringEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringEquals"])(
    "is refused with sub by %s alone",
    (operator) => {
      const condition = {
        StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" },
        [operator]: { [`${host}:sub`]: production },
      };
      expect(violations(judgeRole(statement(condition)))).toHaveLength(2);
    },
  );

  it("is refused with a wildcard in another claim", () => {
    const condition = {
      ...bound(production),
      StringLike: { [`${host}:job_workflow_ref`]: "acme/application/*" },
    };
    expect(violations(judgeRole(statement(condition)))).toHaveLength(1);
  });

  it("is judged statement by statement", () => {
    const found = judgeRole(statement(bound(production)), statement(bound("repo:acme/*")));
    expect(violations(found).length).toBeGreaterThan(0);
  });

  it.each([
    ["everybody", { Principal: "*" }],
    ["every AWS account", { Principal: { AWS: "*" } }],
    ["every provider", { Principal: { Federated: "*" } }],
    ["everybody but one", { Principal: null, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } }],
    ["GitHub by another case", { Principal: { Federated: github.toUpperCase() } }],
    ["an enterprise's own issuer", { Principal: { Federated: `${github}/acme` } }],
  ])("is judged when the principal is %s", (_what, principal) => {
    expect(violations(judgeRole(statement({}, principal)))).not.toEqual([]);
  });

  it("may bind the claims under an enterprise's own issuer", () => {
    const own = {
      StringEquals: { [`${host}/acme:aud`]: "sts.amazonaws.com", [`${host}/acme:sub`]: production },
    };
    expect(judgeRole(statement(own, { Principal: { Federated: `${github}/acme` } }))).toEqual([]);
  });
});

describe("a role for jobs that run before an environment opens", () => {
  const main = "repo:acme/application:ref:refs/heads/main";
  const claim = `${host}:job_workflow_ref`;

  it("passes with one branch and one workflow", () => {
    expect(judgeRole(statement(bound(main, { [claim]: workflow })))).toEqual([]);
  });

  it.each([
    ["any workflow", undefined],
    ["a workflow at a tag", "acme/application/.github/workflows/deploy.yml@refs/tags/v1"],
    ["a pattern of workflows", "acme/application/.github/workflows/*@refs/heads/main"],
    ["something that is no workflow file", "acme/application/deploy.yml@refs/heads/main"],
  ])("is refused with %s", (_what, reference) => {
    const more: Properties = reference === undefined ? {} : { [claim]: reference };
    expect(violations(judgeRole(statement(bound(main, more))))).not.toEqual([]);
  });

  it("is refused with a pattern of branches", () => {
    const every = "repo:acme/application:ref:refs/heads/*";
    expect(violations(judgeRole(statement(bound(every, { [claim]: workflow }))))).not.toEqual([]);
  });
});

describe("other trust", () => {
  it.each([
    ["an AWS principal", { Principal: { AWS: "arn:aws:iam::111122223333:role/auditor" } }],
    ["a service", { Principal: { Service: "lambda.amazonaws.com" } }],
    ["another provider", { Principal: { Federated: "cognito-identity.amazonaws.com" } }],
    ["a denial", { Effect: "Deny" }],
  ])("in %s is not judged", (_what, more) => {
    expect(judgeRole(statement({}, more))).toEqual([]);
  });

  it.each([[undefined], ["not JSON"], ["{}"], ["[]"], [{ Version: "2012-10-17" }]])(
    "that cannot be read is refused: %j",
    (given) => {
      const found = violations(judgeStack(policy, [role(given)]));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain("must have assumeRolePolicy with the statements of a trust policy");
    },
  );

  it("with a statement that is no object is refused", () => {
    expect(violations(judgeStack(policy, [role({ Statement: ["Allow"] })]))).toHaveLength(1);
  });
});

describe("an Azure federated credential", () => {
  const inputs: Properties = {
    issuer: `https://${host}`,
    subject: production,
    audiences: ["api://AzureADTokenExchange"],
  };
  const credential = (properties: Properties, version = "") =>
    resource(`azure-native:managedidentity${version}:FederatedIdentityCredential`, "github", properties);

  it("passes, with its workflow in the subject or without", () => {
    expect(judgeStack(policy, [credential(inputs)])).toEqual([]);
    const bound = changed(inputs, "subject", `${production}:job_workflow_ref:${workflow}`);
    expect(judgeStack(policy, [credential(bound)])).toEqual([]);
  });

  it.each([
    ["issuer", "https://issuer.example"],
    ["issuer", `https://${host}/`],
    ["subject", "repo:acme/application:environment:*"],
    ["subject", "repo:acme/application:ref:refs/heads/main"],
    ["subject", `repo:acme/application:ref:refs/heads/main:job_workflow_ref:${workflow}`],
    ["audiences", ["sts.amazonaws.com"]],
    ["audiences", ["api://AzureADTokenExchange", "other"]],
    ["issuer", undefined],
    ["subject", undefined],
    ["audiences", undefined],
  ])("is refused with %s %j", (property, value) => {
    const found = violations(judgeStack(policy, [credential(changed(inputs, property, value))]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`Azure federated credential "github" must have ${property} `);
  });

  it("is judged in every API version", () => {
    const found = judgeStack(policy, [credential(changed(inputs, "subject", "repo:acme/*"), "/v20230131")]);
    expect(violations(found)).toHaveLength(1);
  });

  it.each(["issuer", "subject", "audiences"])("leaves %s open until the update knows it", (property) => {
    const findings = judgeStack(policy, [credential(changed(inputs, property, notKnown))]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  });
});

describe("a trust policy that only the update knows", () => {
  const open: [string, Value][] = [
    ["the document", notKnown],
    ["the statements", { Statement: notKnown }],
    ["a statement", { Statement: [notKnown] }],
    ["the subject", document(statement(bound(notKnown)))],
    ["one of the subjects", document(statement(bound([production, notKnown])))],
    ["the principal", document(statement({}, { Principal: notKnown }))],
    ["the provider", document(statement({}, { Principal: { Federated: notKnown } }))],
    ["the conditions", document(statement({}, { Condition: notKnown }))],
    ["the claims", document(statement({ StringEquals: notKnown }))],
    ["a further condition", document(statement({ ...bound(production), StringLike: notKnown }))],
  ];
  it.each(open)("leaves %s open", (_what, given) => {
    const findings = judgeStack(policy, [role(given)]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).not.toEqual([]);
  });

  it("is refused for what is known of it", () => {
    const condition: Properties = {
      StringEquals: { [`${host}:aud`]: "other", [`${host}:sub`]: notKnown },
    };
    const findings = judgeStack(policy, [role(document(statement(condition)))]);
    expect(violations(findings)).toHaveLength(1);
    expect(undecided(findings)).toHaveLength(1);
  });
});
