import { CloudError, type CloudFunction } from "../protocol/resource-type.ts";
import { members, text } from "../protocol/rules.ts";
import type { Cloud } from "../world/world.ts";
import type { AwsDocument } from "./account.ts";
import { oidcArn, oidcToken } from "./iam.ts";

export function awsFunctions(cloud: Cloud<AwsDocument>): CloudFunction[] {
  return [
    {
      token: "aws:index/getCallerIdentity:getCallerIdentity",
      call() {
        const { accountId } = cloud.read().account;
        return {
          accountId,
          arn: `arn:aws:sts::${accountId}:assumed-role/sandbox/deployer`,
          id: accountId,
          userId: "AROASANDBOXDEPLOYER00:deployer",
        };
      },
    },
    {
      token: "aws:index/getPartition:getPartition",
      call: () => ({
        dnsSuffix: "amazonaws.com",
        id: "aws",
        partition: "aws",
        reverseDnsPrefix: "com.amazonaws",
      }),
    },
    {
      token: "aws:index/getRegion:getRegion",
      call(args) {
        const region = text(args, "region") || text(args, "name") || cloud.read().account.region;
        return {
          description: region,
          endpoint: `ec2.${region}.amazonaws.com`,
          id: region,
          name: region,
          region,
        };
      },
    },
    {
      token: "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider",
      call: (args) => openIdConnectProvider(cloud.read(), args),
    },
    { token: "aws:route53/getZone:getZone", call: (args) => zone(cloud.read(), args) },
  ];
}

function openIdConnectProvider(document: AwsDocument, args: Parameters<CloudFunction["call"]>[0]) {
  const arn = text(args, "arn") || oidcArn(document, text(args, "url"));
  const found = document.resources[oidcToken]?.[arn];
  if (!found) {
    throw new CloudError(404, `finding IAM OIDC Provider by url (${text(args, "url") || arn}): not found`);
  }
  return {
    arn,
    clientIdLists: found.inputs["clientIdLists"] ?? [],
    id: arn,
    tags: members(found.inputs, "tags"),
    thumbprintLists: found.outputs["thumbprintLists"] ?? [],
    url: found.outputs["url"] ?? "",
  };
}

function zone(document: AwsDocument, args: Parameters<CloudFunction["call"]>[0]) {
  const wanted = text(args, "name").replace(/\.$/, "");
  const zoneId = text(args, "zoneId");
  const found = Object.entries(document.zones).find(([name, entry]) =>
    zoneId ? entry.zoneId === zoneId : name === wanted,
  );
  if (!found || args["privateZone"] === true)
    throw new CloudError(404, "no matching Route 53 Hosted Zone found");
  const [name, entry] = found;
  return {
    arn: `arn:aws:route53:::hostedzone/${entry.zoneId}`,
    callerReference: "sandbox",
    comment: "",
    enableAcceleratedRecovery: false,
    id: entry.zoneId,
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    name,
    nameServers: [1, 2, 3, 4].map((number) => `ns-${number}.awsdns-0${number}.${number % 2 ? "com" : "net"}`),
    primaryNameServer: "ns-1.awsdns-01.com",
    privateZone: false,
    resourceRecordSetCount: 2,
    tags: {},
    vpcId: "",
    zoneId: entry.zoneId,
  };
}
