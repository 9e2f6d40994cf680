import { statementsOf } from "../access/trust-policy.ts";
import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { type Demand, exactly, type Finding, judge, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { ofAny, ofType, type TypeTest } from "../form/type.ts";
import { asList, at, isRecord, isText, show, type Value } from "../form/value.ts";
import { isOfDevelopment } from "../protection/stage.ts";
import { settingsOf } from "../secrets/setting.ts";
import { isApp, isSlot, isStorageAccount } from "./azure-type.ts";

const name = "encrypted-transport";

const metadata: Metadata = {
  name,
  displayName: "Everything travels over TLS 1.2 or later",
  description:
    "Whatever answers or is called must have HTTPS, with TLS 1.2 or later where that can be said: apps and their slots, storage accounts, health checks, webhooks, subscriptions, bucket and topic policies, and addresses among settings.",
  severity: "high",
  clauses: [
    iso27001("A.8.24", "Cryptography is used by rules that are set and kept."),
    iso27001("A.5.14", "Information is protected while it is transferred."),
    part11("11.30", "Open systems have further measures, such as encryption."),
    soc2("CC6.7", "Information is protected during its transmission."),
  ],
  requirements: ["S004-NET-01"],
  remediationSteps:
    "Set httpsOnly: true, siteConfig.minTlsVersion and scmMinTlsVersion to 1.2 or 1.3 on apps and slots; enableHttpsTrafficOnly: true and minimumTlsVersion: TLS1_2 on storage accounts; type HTTPS on health checks; https addresses everywhere. A bucket's or topic's policy denies everybody what comes with aws:SecureTransport false.",
  url: documentOf(name),
  tags: ["azure", "aws", "github", "vercel", "tls"],
};

function oneOf(property: string, allowed: readonly string[]): Demand {
  return {
    property,
    required: `of ${allowed.join(" or ")}`,
    met: (value) => isText(value) && allowed.includes(value),
  };
}

function notOneOf(property: string, refused: readonly string[]): Demand {
  return {
    property,
    required: `other than ${refused.join(" or ")}`,
    met: (value) => isText(value) && !refused.includes(value),
  };
}

function secureAddress(property: string): Demand {
  return {
    property,
    required: "beginning with https://",
    met: (value) => isText(value) && value.startsWith("https://"),
  };
}

const tls = ["1.2", "1.3"];

/** A policy document that lets nobody in without TLS. */
const deniesPlainText: Demand = {
  property: "policy",
  required: "that denies everybody what comes with aws:SecureTransport false",
  met: (document) => statementsOf(document)?.some(isTlsDenial) ?? false,
};

function isTlsDenial(statement: Value): boolean {
  if (!isRecord(statement) || statement["Effect"] !== "Deny") return false;
  const principal = statement["Principal"];
  const everybody = principal === "*" || (isRecord(principal) && asList(principal["AWS"]).includes("*"));
  const secure = at(statement, "Condition.Bool");
  const given = isRecord(secure) ? secure["aws:SecureTransport"] : undefined;
  return everybody && asList(given).some((value) => value === "false" || value === false);
}

const rules: readonly { is: TypeTest; kind: string; demands: readonly Demand[] }[] = [
  {
    is: ofAny(isApp, isSlot),
    kind: "App",
    demands: [
      exactly("httpsOnly", true),
      oneOf("siteConfig.minTlsVersion", tls),
      oneOf("siteConfig.scmMinTlsVersion", tls),
    ],
  },
  {
    is: isStorageAccount,
    kind: "Storage account",
    demands: [exactly("enableHttpsTrafficOnly", true), oneOf("minimumTlsVersion", ["TLS1_2", "TLS1_3"])],
  },
  {
    is: ofType("aws:route53/healthCheck:HealthCheck"),
    kind: "Health check",
    demands: [notOneOf("type", ["HTTP", "HTTP_STR_MATCH", "TCP"])],
  },
  {
    is: ofType("aws:sns/topicSubscription:TopicSubscription"),
    kind: "Subscription",
    demands: [notOneOf("protocol", ["http"])],
  },
  {
    is: ofType("aws:sns/topicPolicy:TopicPolicy", "aws:s3/bucketPolicy:BucketPolicy"),
    kind: "Policy",
    demands: [deniesPlainText],
  },
  {
    is: ofType(
      "github:index/repositoryWebhook:RepositoryWebhook",
      "github:index/organizationWebhook:OrganizationWebhook",
    ),
    kind: "Webhook",
    demands: [
      secureAddress("configuration.url"),
      {
        property: "configuration.insecureSsl",
        required: "false",
        met: (value) => value === undefined || value === null || value === false,
      },
    ],
  },
  { is: ofType("doppler:index/webhook:Webhook"), kind: "Webhook", demands: [secureAddress("url")] },
  { is: ofType("vercel:index/webhook:Webhook"), kind: "Webhook", demands: [secureAddress("endpoint")] },
];

export const encryptedTransport: Policy = {
  metadata,

  resource(resource, run) {
    return [
      ...rules
        .filter(({ is }) => is(resource))
        .flatMap(({ kind, demands }) => judge({ kind, resource }, demands)),
      ...judgeSettings(resource, run),
    ];
  },
};

/** A program under development may call its neighbour on the same machine; a secret's value is judged nowhere here. */
function judgeSettings(resource: Resource, run: Run): Finding[] {
  if (isOfDevelopment(resource, run)) return [];
  return settingsOf(resource).flatMap(({ kind, name: setting, value, readable }) => {
    if (!readable || !isText(value) || !/^(http|ws|ftp):\/\//i.test(value)) return [];
    return [
      violation({ kind, resource }, `must have ${setting} with an address over TLS; given: ${show(value)}`),
    ];
  });
}
