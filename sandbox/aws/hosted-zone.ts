import { randomBytes } from "node:crypto";
import { hyphenated } from "../protocol/naming.ts";
import { CloudError, type Properties, type ResourceType } from "../protocol/resource-type.ts";
import { members, text } from "../protocol/rules.ts";
import { inputRules, type Stored, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AwsDocument } from "./account.ts";
import { awsError } from "./errors.ts";

export const zoneToken = "aws:route53/zone:Zone";
export const recordToken = "aws:route53/record:Record";

/** A zone's name without the dot at its end, in the lower case that DNS compares in. */
export function plainName(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}

/** Route 53 takes a second zone of the same name; which one answers is for the registrar to say. */
export function hostedZone(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: zoneToken,
    inputs: inputRules({
      optional: "comment delegationSetId enableAcceleratedRecovery forceDestroy name tags vpcs",
      replaces: "delegationSetId name",
      defaults: { comment: "Managed by Pulumi", forceDestroy: false },
    }),
    computed: ["arn", "nameServers", "primaryNameServer", "tagsAll", "zoneId"],
    autoName: hyphenated("name", { maxLength: 1024 }),
    newId: () => `Z${randomBytes(10).toString("hex").toUpperCase()}`,
    outputs: ({ id, inputs, old }) => ({
      ...madeOutputs(id),
      ...(old ? { nameServers: old.outputs["nameServers"] ?? [] } : {}),
      tagsAll: members(inputs, "tags"),
    }),
    release({ id, inputs, document }) {
      const records = Object.entries(document.resources[recordToken] ?? {}).filter(
        ([, record]) => text(record.inputs, "zoneId") === id,
      );
      if (records.length === 0) return;
      if (inputs["forceDestroy"] === true) {
        for (const [record] of records) delete document.resources[recordToken]?.[record];
        return;
      }
      throw awsError({
        doing: `deleting Route53 Hosted Zone (${id})`,
        service: "Route 53",
        operation: "DeleteHostedZone",
        status: 400,
        code: "HostedZoneNotEmpty",
        message:
          "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
      });
    },
  });
}

/** A zone that people made before anything was declared. */
export function zoneOfBefore(name: string, id: string): Stored {
  return { inputs: { name, comment: "" }, outputs: { ...madeOutputs(id), tagsAll: {} } };
}

function madeOutputs(id: string): Properties {
  return {
    arn: `arn:aws:route53:::hostedzone/${id}`,
    nameServers: nameServers(),
    primaryNameServer: "ns-1.awsdns-01.com",
    zoneId: id,
  };
}

/** The name of a zone that exists, declared or not. */
export function zoneName(document: AwsDocument, zoneId: string): string | undefined {
  return zonesOf(document).find((zone) => zone.zoneId === zoneId)?.name;
}

function zonesOf(document: AwsDocument): { zoneId: string; name: string; stored: Stored }[] {
  return Object.entries(document.resources[zoneToken] ?? {}).map(([zoneId, stored]) => ({
    zoneId,
    name: plainName(text(stored.inputs, "name")),
    stored,
  }));
}

/** What `getZone` answers: a public zone, by its name or id. */
export function findZone(document: AwsDocument, args: Properties): Properties {
  const wanted = plainName(text(args, "name"));
  const id = text(args, "zoneId");
  const found = zonesOf(document).filter((zone) => (id ? zone.zoneId === id : zone.name === wanted));
  const [zone] = found;
  if (!zone || args["privateZone"] === true) {
    throw new CloudError(404, "no matching Route 53 Hosted Zone found");
  }
  if (found.length > 1) throw new CloudError(400, "multiple Route 53 Hosted Zones matched");
  const { zoneId, name, stored } = zone;
  const records = Object.values(document.resources[recordToken] ?? {});
  return {
    arn: `arn:aws:route53:::hostedzone/${zoneId}`,
    callerReference: "sandbox",
    comment: text(stored.inputs, "comment"),
    enableAcceleratedRecovery: false,
    id: zoneId,
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    name,
    nameServers: stored.outputs["nameServers"] ?? [],
    primaryNameServer: "ns-1.awsdns-01.com",
    privateZone: false,
    // NS and SOA come with every zone.
    resourceRecordSetCount: 2 + records.filter(({ inputs }) => text(inputs, "zoneId") === zoneId).length,
    tags: members(stored.inputs, "tags"),
    vpcId: "",
    zoneId,
  };
}

function nameServers(): string[] {
  return [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.${number % 2 ? "com" : "net"}`);
}
