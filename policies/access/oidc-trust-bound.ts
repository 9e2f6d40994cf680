import { iso27001, part11, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  exactly,
  type Finding,
  judge,
  judgeProperties,
  onlyIfItApplies,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import {
  asList,
  at,
  holdsUnknown,
  isRecord,
  notKnown,
  type Properties,
  show,
  type Value,
} from "../form/value.ts";
import {
  hasWildcard,
  isBranchSubject,
  isEnvironmentSubject,
  isWorkflowRef,
  isWorkflowSubject,
  subjectForm,
} from "./subject.ts";
import { type Condition, githubConditions, githubHost, statementsOf, trustOf } from "./trust-policy.ts";

const name = "oidc-trust-bound";

const metadata: Metadata = {
  name,
  displayName: "Cloud access is bound to one repository and environment",
  description:
    "Trust in GitHub's OIDC provider must have the audience of the cloud and exact subjects, each naming one repository and one environment, without a wildcard.",
  severity: "critical",
  clauses: [
    iso27001("A.5.15", "Access is limited by rules that follow from what is needed."),
    iso27001("A.8.2", "Privileged access rights are restricted."),
    part11("11.10(d)", "System access is limited to authorized individuals."),
    soc2("CC6.1", "Logical access is restricted to protect information from security events."),
  ],
  requirements: ["S004-SEC-04"],
  remediationSteps: `In the trust policy of an AWS role, bind ${githubHost}:aud to sts.amazonaws.com and ${githubHost}:sub to full subjects (${subjectForm}), both by StringEquals. A role for jobs that run before an environment opens binds sub to repo:OWNER/REPO:ref:refs/heads/main and job_workflow_ref to its one workflow file. In Azure, give the federated credential GitHub's issuer, one full subject and the audience api://AzureADTokenExchange.`,
  url: documentOf(name),
  tags: ["aws", "azure", "iam", "oidc"],
};

const roleType = "aws:iam/role:Role";
/** Azure Native has the type in several API versions. */
const credentialType = /^azure-native:managedidentity(\/v\w+)?:FederatedIdentityCredential$/;

const awsAudience = "sts.amazonaws.com";
const azureAudience = "api://AzureADTokenExchange";

export const oidcTrustBound: Policy = {
  metadata,

  resource(resource) {
    if (credentialType.test(resource.type)) {
      return judge({ kind: "Azure federated credential", resource }, credentialDemands);
    }
    return resource.type === roleType ? judgeRole({ kind: "AWS role", resource }) : [];
  },
};

const credentialDemands: readonly Demand[] = [
  exactly("issuer", `https://${githubHost}`),
  { property: "subject", required: `of the form ${subjectForm}`, met: isEnvironmentSubject },
  {
    property: "audiences",
    required: show([azureAudience]),
    met: (audiences) => isOnly(asList(audiences), azureAudience),
  },
];

function judgeRole(subject: Subject): Finding[] {
  const document = at(subject.resource.properties, "assumeRolePolicy");
  const statements = statementsOf(document);
  if (statements === undefined) {
    const sentence = `must have assumeRolePolicy with the statements of a trust policy; given: ${show(document)}`;
    return [holdsUnknown(document) ? undecided(subject, sentence) : violation(subject, sentence)];
  }
  return statements.flatMap((statement) => judgeStatement(subject, statement));
}

function judgeStatement(subject: Subject, statement: Value): Finding[] {
  if (!isRecord(statement)) {
    const sentence = `must have assumeRolePolicy with statements that are objects; given: ${show(statement)}`;
    return [holdsUnknown(statement) ? undecided(subject, sentence) : violation(subject, sentence)];
  }
  const trust = trustOf(statement);
  if (trust === "no") return [];
  const findings = judgeConditions(subject, statement);
  return trust === "yes" ? findings : onlyIfItApplies(findings);
}

function judgeConditions(subject: Subject, statement: Properties): Finding[] {
  const conditions = githubConditions(statement);
  const bound = (claim: string) => valuesOf(conditions, "StringEquals", claim);
  const oneWorkflow = isFilled(bound("job_workflow_ref"), isWorkflowRef);
  const demands: Demand[] = [
    {
      property: "aud",
      required: `bound to ${awsAudience} alone by StringEquals`,
      met: (values) => isOnly(asList(values), awsAudience),
    },
    {
      property: "sub",
      required: `bound to full subjects (${subjectForm}, or with ref:refs/heads/BRANCH where job_workflow_ref names one workflow) by StringEquals`,
      met: (values) =>
        isFilled(
          asList(values),
          (value) =>
            isEnvironmentSubject(value) ||
            isWorkflowSubject(value) ||
            (oneWorkflow && isBranchSubject(value)),
        ),
    },
  ];
  return [
    ...judgeProperties(subject, { aud: bound("aud"), sub: bound("sub") }, demands),
    ...conditions.flatMap((condition) => judgeCondition(subject, condition)),
  ];
}

function judgeCondition(subject: Subject, { operator, claim, values }: Condition): Finding[] {
  const loose = values.some(hasWildcard) || (claim === "sub" && operator !== "StringEquals");
  if (!loose) return [];
  const sentence = `must have ${claim} without a wildcard and by StringEquals only; given: ${operator} ${show(values)}`;
  const open = values.includes(notKnown) && !values.some(hasWildcard);
  return [open ? undecided(subject, sentence) : violation(subject, sentence)];
}

function valuesOf(conditions: readonly Condition[], operator: string, claim: string): readonly Value[] {
  return conditions
    .filter((one) => one.operator === operator && one.claim === claim)
    .flatMap(({ values }) => values);
}

function isOnly(values: readonly Value[], wanted: string): boolean {
  return values.length === 1 && values[0] === wanted;
}

function isFilled(values: readonly Value[], test: (value: Value) => boolean): boolean {
  return values.length > 0 && values.every(test);
}
