import { iso27001, part11, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  type Finding,
  judgeProperties,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { asList, at, holdsUnknown, isRecord, isText, notKnown, show, type Value } from "../form/value.ts";
import { statementsOf } from "./trust-policy.ts";

const name = "iam-policy-without-wildcard";

const metadata: Metadata = {
  name,
  displayName: "AWS roles may do what is named and nothing else",
  description:
    "Each statement by which an IAM policy allows something must have actions named in full and resources of its own: no wildcard in an action, no resource that means everything, no NotAction, and no broad policy of AWS attached.",
  severity: "high",
  clauses: [
    iso27001("A.8.2", "Privileged access rights are restricted."),
    iso27001("A.5.18", "Access rights follow the rules for access, and are no more than needed."),
    part11("11.10(d)", "System access is limited to authorized individuals."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-SEC-04"],
  remediationSteps:
    "Name every action (s3:PutObject, not s3:Put*) and the ARN of every resource, with a wildcard only behind the resource's own name (arn:aws:s3:::BUCKET/*). Instead of AdministratorAccess, PowerUserAccess or a ...FullAccess policy, attach a policy of your own.",
  url: documentOf(name),
  tags: ["aws", "iam"],
};

const hasDocument = ofType(
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/policy:Policy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
);
const isRole = ofType("aws:iam/role:Role");
const isAttachment = ofType(
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
);

/** AWS's own policies that allow far more than one task. */
const broadPolicy =
  /^arn:aws[a-z-]*:iam::aws:policy\/(.*\/)?(AdministratorAccess.*|PowerUserAccess|\w*FullAccess\w*|SystemAdministrator)$/;
/**
 * Everything, everything of one service, or everything of one kind (`key/*`). An ARN of S3 has no kind in front of the
 * bucket's name, so there `NAME/*` is all objects of one bucket.
 */
const everything =
  /^(\*.*|arn:[^:]*:\*.*|arn:[^:]*:s3:[^:]*:[^:]*:\*.*|arn:[^:]*:(?!s3:)[^:]+:[^:]*:[^:]*:([\w-]+[/:])?\*.*)$/;

/** What a statement that allows something must hold. */
const allowDemands: readonly Demand[] = [
  {
    property: "Action",
    required: "with actions named in full",
    met: (actions) =>
      asList(actions).length > 0 &&
      asList(actions).every((action) => isText(action) && !action.includes("*")),
  },
  {
    property: "Resource",
    required: "with resources of its own",
    met: (resources) =>
      asList(resources).length > 0 && asList(resources).every((arn) => isText(arn) && !everything.test(arn)),
  },
];

export const iamPolicyWithoutWildcard: Policy = {
  metadata,

  resource(resource) {
    if (hasDocument(resource)) {
      return judgeDocument({ kind: "IAM policy", resource }, at(resource.properties, "policy"));
    }
    if (isAttachment(resource)) return judgeArn(resource, at(resource.properties, "policyArn"));
    if (!isRole(resource)) return [];
    const inline = asList(at(resource.properties, "inlinePolicies")).map((each) =>
      isRecord(each) ? at(each, "policy") : each,
    );
    return [
      ...inline.flatMap((document) => judgeDocument({ kind: "AWS role", resource }, document)),
      ...asList(at(resource.properties, "managedPolicyArns")).flatMap((arn) => judgeArn(resource, arn)),
    ];
  },
};

function judgeDocument(subject: Subject, document: Value | undefined): Finding[] {
  const statements = statementsOf(document);
  if (statements) return statements.flatMap((statement) => judgeStatement(subject, statement));
  const sentence = `must have a policy with statements; given: ${show(document)}`;
  return [holdsUnknown(document) ? undecided(subject, sentence) : violation(subject, sentence)];
}

function judgeStatement(subject: Subject, statement: Value): Finding[] {
  if (!isRecord(statement)) {
    const sentence = `must have a policy with statements that are objects; given: ${show(statement)}`;
    return [holdsUnknown(statement) ? undecided(subject, sentence) : violation(subject, sentence)];
  }
  return statement["Effect"] === "Deny" ? [] : judgeProperties(subject, statement, allowDemands);
}

function judgeArn(resource: Resource, arn: Value | undefined): Finding[] {
  const subject: Subject = { kind: "AWS attachment", resource };
  const sentence = `must have no policy of AWS that allows more than one task; given: ${show(arn)}`;
  if (arn === notKnown) return [undecided(subject, sentence)];
  return isText(arn) && broadPolicy.test(arn) ? [violation(subject, sentence)] : [];
}
