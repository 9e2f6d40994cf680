import { iso27001, soc2 } from "../form/clauses.ts";
import { type Finding, type Subject, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { settingsOf } from "./setting.ts";

const name = "no-static-cloud-secret";

const metadata: Metadata = {
  name,
  displayName: "Clouds are reached without stored keys",
  description:
    "Access to a cloud must have no stored key: no AWS access key or login, no client secret or password of an Entra application, no publishing profile, and none of their names among secrets and variables.",
  severity: "critical",
  clauses: [
    iso27001("A.5.17", "Authentication information is allocated and kept under control."),
    iso27001("A.8.2", "Privileged access rights are restricted."),
    soc2("CC6.1", "Logical access is restricted to protect information from security events."),
  ],
  requirements: ["S003-SEC-03", "S004-SEC-04"],
  remediationSteps:
    "Remove the key and let jobs reach the cloud by OIDC: a federated credential in Azure, a role with web identity in AWS, each bound to one environment. What was stored is known to others: delete it at the cloud as well.",
  url: documentOf(name),
  tags: ["aws", "azure", "google", "github", "oidc"],
};

/** Resources that are a key, and what a person calls them. */
const keys: ReadonlyMap<string, string> = new Map([
  ["aws:iam/accessKey:AccessKey", "AWS access key"],
  ["aws:iam/userLoginProfile:UserLoginProfile", "AWS console password"],
  ["aws:iam/serviceSpecificCredential:ServiceSpecificCredential", "AWS service credential"],
  ["azuread:index/applicationPassword:ApplicationPassword", "Entra client secret"],
  ["azuread:index/servicePrincipalPassword:ServicePrincipalPassword", "Entra client secret"],
  ["gcp:serviceaccount/key:Key", "Google service account key"],
]);

/** Names that the clouds' own tools and actions read a stored key from. */
const keyNames =
  /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|(AZURE|ARM)_(CLIENT_SECRET|CREDENTIALS|CLIENT_CERTIFICATE\w*|PASSWORD)|AZURE_STORAGE_(KEY|CONNECTION_STRING)|GOOGLE_(APPLICATION_)?CREDENTIALS|(GCP|GOOGLE)_(SA|SERVICE_ACCOUNT)_KEY)$|PUBLISH_?(ING)?_?PROFILE/i;
/** Names of the settings of one environment or app often end or begin with its name. */
const keyNamesInside = /(^|_)(AWS_SECRET_ACCESS_KEY|AWS_ACCESS_KEY_ID|(AZURE|ARM)_CLIENT_SECRET)(_|$)/i;

export const noStaticCloudSecret: Policy = {
  metadata,

  resource(resource) {
    const what = keys.get(resource.type);
    if (what !== undefined) return [refused({ kind: what, resource }, resource.name)];
    return settingsOf(resource)
      .filter((setting) => keyNames.test(setting.name) || keyNamesInside.test(setting.name))
      .map((setting) => refused({ kind: setting.kind, resource }, setting.name));
  },
};

function refused(subject: Subject, given: string): Finding {
  return violation(
    subject,
    `must have no place here, since a stored key opens a cloud without OIDC; given: ${given}`,
  );
}
