import { isIPv4, isIPv6 } from "node:net";
import type { CheckFailure, CloudError, Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, oneOf, text, texts, within } from "../protocol/rules.ts";
import { type Change, inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AwsDocument } from "./account.ts";
import { awsError } from "./errors.ts";
import { plainName, recordToken, zoneName } from "./hosted-zone.ts";

// docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html
const types = "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" ");

export function recordSet(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: recordToken,
    inputs: inputRules({
      required: "name type zoneId",
      optional:
        "aliases allowOverwrite cidrRoutingPolicy failoverRoutingPolicies geolocationRoutingPolicies " +
        "geoproximityRoutingPolicy healthCheckId latencyRoutingPolicies multivalueAnswerRoutingPolicy records " +
        "setIdentifier ttl weightedRoutingPolicies",
      replaces: "name zoneId",
    }),
    computed: ["allowOverwrite", "fqdn"],
    check: failures,
    idOf: (inputs) =>
      ["zoneId", "name", "type", "setIdentifier"]
        .map((name) => (name === "name" ? plainName(text(inputs, name)) : text(inputs, name)))
        .filter(Boolean)
        .join("_"),
    admit(change) {
      const zone = zoneName(change.document, text(change.inputs, "zoneId"));
      if (zone === undefined) {
        throw refusal(
          404,
          "NoSuchHostedZone",
          `No hosted zone found with ID: ${text(change.inputs, "zoneId")}`,
        );
      }
      const trouble = placeTrouble(change, zone) ?? valueTrouble(change.inputs);
      if (trouble) throw refusal(400, "InvalidChangeBatch", `[${trouble}]`);
    },
    outputs: ({ inputs, document }) => ({
      allowOverwrite: inputs["allowOverwrite"] ?? false,
      fqdn: fullName(text(inputs, "name"), zoneName(document, text(inputs, "zoneId")) ?? ""),
    }),
  });
}

/** The provider puts the zone behind a name that does not end in it, also where somebody meant another zone. */
function fullName(name: string, zone: string): string {
  const plain = plainName(name);
  return plain === zone || plain.endsWith(`.${zone}`) || plain === "" ? plain || zone : `${plain}.${zone}`;
}

function failures(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[] {
  const has = (name: string) => inputs[name] !== undefined || unknown.has(name);
  const found = [...oneOf("type", inputs["type"], types), ...within("ttl", inputs["ttl"], 0, 2_147_483_647)];
  if (has("aliases") === has("records")) {
    found.push({ property: "records", reason: "one of `aliases,records` must be specified" });
  } else if (has("records") !== has("ttl")) {
    found.push({ property: "ttl", reason: "all of `records,ttl` must be specified" });
  }
  return found;
}

/** What Route 53 says of a record's place: the zone itself, and what stands there already. */
function placeTrouble({ document, id, inputs, old }: Change<AwsDocument>, zone: string): string | undefined {
  const type = text(inputs, "type");
  const name = fullName(text(inputs, "name"), zone);
  const apex = name === zone;
  const others = Object.entries(document.resources[recordToken] ?? {})
    .filter(([other, record]) => other !== id && text(record.inputs, "zoneId") === text(inputs, "zoneId"))
    .filter(([, record]) => fullName(text(record.inputs, "name"), zone) === name)
    .map(([, record]) => text(record.inputs, "type"));
  const there = document.resources[recordToken]?.[id] !== undefined || (apex && ["NS", "SOA"].includes(type));
  if (!old && there && inputs["allowOverwrite"] !== true) {
    return `Tried to create resource record set [name='${name}.', type='${type}'] but it already exists`;
  }
  if (type === "CNAME" && apex) {
    return `RRSet of type CNAME with DNS name ${name}. is not permitted at apex in zone ${zone}.`;
  }
  if (type === "CNAME" && others.some((other) => other !== "CNAME")) {
    return `RRSet of type CNAME with DNS name ${name}. is not permitted as it conflicts with other records with the same DNS name in zone ${zone}.`;
  }
  if (type !== "CNAME" && others.includes("CNAME")) {
    return `RRSet of type ${type} with DNS name ${name}. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone}.`;
  }
  return undefined;
}

function valueTrouble(inputs: Properties): string | undefined {
  const type = text(inputs, "type");
  const values = texts(inputs, "records");
  if (list(inputs, "aliases").length > 0) return undefined;
  if (values.length === 0)
    return "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]]";
  if (type === "CNAME" && values.length > 1) {
    return `RRSet with DNS name ${text(inputs, "name")}., type CNAME contains ${values.length} resource records and must contain exactly one`;
  }
  const faults = values.flatMap((value) => {
    const fault = faultOf(type, value);
    return fault ? [`Invalid Resource Record: 'FATAL problem: ${fault} encountered with '${value}''`] : [];
  });
  return faults[0];
}

function faultOf(type: string, value: string): string | undefined {
  if (type === "A" && !isIPv4(value)) {
    return "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)";
  }
  if (type === "AAAA" && !isIPv6(value)) {
    return "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)";
  }
  if (type === "CAA" && !/^\d{1,3} (issue|issuewild|iodef) "[^"]*"$/.test(value)) {
    return 'CAARRDATAIllegalFormat (Value must be: flags tag "value")';
  }
  return undefined;
}

function refusal(status: number, code: string, message: string): CloudError {
  return awsError({
    doing: "creating Route53 Record",
    service: "Route 53",
    operation: "ChangeResourceRecordSets",
    status,
    code,
    message,
  });
}
