import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { type Finding, undecided, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import { notKnown } from "../form/value.ts";
import { findSecrets, isByIdentity, soundsSecret } from "./secret-form.ts";
import { readableProperties, settingsOf } from "./setting.ts";

const name = "no-plain-text-secret";

const metadata: Metadata = {
  name,
  displayName: "No secret lies where people can read it",
  description:
    "A value that looks like a secret, or whose name says so, must have a place that hides it: a GitHub secret, a sensitive Vercel variable, a Key Vault reference or Doppler.",
  severity: "critical",
  clauses: [
    iso27001("A.5.17", "Authentication information is allocated and kept under control."),
    iso27001("A.8.12", "Data are kept from leaking."),
    part11("11.300(d)", "Safeguards prevent the unauthorized use of passwords and codes."),
    soc2("CC6.1", "Logical access is restricted to protect information from security events."),
  ],
  requirements: ["S004-SEC-03", "S004-SEC-01"],
  remediationSteps:
    "Keep the value in Doppler and let its sync bring it into the environment's GitHub secrets. Give it to an app as @Microsoft.KeyVault(...), and to Vercel with sensitive: true. A value that was in plain text is known to others: replace it at its issuer.",
  url: documentOf(name),
  tags: ["secrets"],
};

export const noPlainTextSecret: Policy = {
  metadata,

  // What a provider is configured with is no property that a cloud shows.
  resource(resource) {
    if (resource.type.startsWith("pulumi:providers:")) return [];
    return [...judgeValues(resource), ...judgeNames(resource)];
  },
};

function judgeValues(resource: Resource): Finding[] {
  return findSecrets(readableProperties(resource)).map(({ path, what }) =>
    violation(
      { kind: "Resource", resource },
      `must have ${path} without ${what}; given: a value of that form, not shown here`,
    ),
  );
}

function judgeNames(resource: Resource): Finding[] {
  return settingsOf(resource).flatMap(({ kind, name: setting, value, readable }) => {
    if (!readable || !soundsSecret(setting) || isByIdentity(value)) return [];
    const sentence = `must have no ${setting} that can be read back, since its name says that it is a secret; given: `;
    const subject = { kind, resource };
    // Only at Azure can a value that is not known yet turn out to be a reference.
    return value === notKnown && resource.type.startsWith("azure-native:")
      ? [undecided(subject, `${sentence}not known before the update`)]
      : [violation(subject, `${sentence}a readable value, not shown here`)];
  });
}
