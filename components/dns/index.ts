import { Record as RecordSet } from "@pulumi/aws/route53/record.js";
import { Zone } from "@pulumi/aws/route53/zone.js";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import type { Tags } from "../tags.ts";
import { checkedRecords, type DnsRecord, issuers } from "./records.ts";

export interface DnsArgs {
  /** The zone's name, for example `app.example`. */
  zone: string;
  /** The id of a zone that is there already; see `existingZone`. Left out, one is made. */
  zoneId?: string | undefined;
  records: readonly DnsRecord[];
  /**
   * Domains of the authorities that may issue certificates for all names of the zone. A zone that is made names at
   * least one; in a zone that is there already, none leaves it to whoever keeps the zone.
   */
  certificateAuthorities: readonly string[];
  tags: Tags;
}

/** Seconds for which the world remembers an answer: short enough to go to another host within minutes. */
const timeToLive = 300;

/**
 * The names under which an application is found. The zone is not signed (DNSSEC): its chain of trust needs a record at
 * the registrar that no program here can set or watch, and one out of step takes every name away; who issues
 * certificates is bound by CAA instead.
 */
export class Dns extends Component {
  /** The servers that the registrar must name; undefined where the zone is there already. */
  readonly nameServers: pulumi.Output<string[]> | undefined;
  readonly zoneId: pulumi.Input<string>;

  constructor(name: string, args: DnsArgs, options?: pulumi.ComponentResourceOptions) {
    const records = checkedRecords(args.zone, args.records);
    const values = issuers(args.certificateAuthorities);
    if (values.length === 0 && args.zoneId === undefined) {
      throw new pulumi.RunError(
        `The DNS zone ${args.zone} is made without an authority for its certificates: anybody could issue one. ` +
          "Name the domain of each that the hosts use, for example letsencrypt.org.",
      );
    }
    super("Dns", name, { zone: args.zone }, options);
    const zone = args.zoneId === undefined ? this.createZone(args) : undefined;
    const zoneId = zone?.zoneId ?? args.zoneId ?? "";
    this.zoneId = zoneId;
    this.nameServers = zone?.nameServers;
    if (values.length > 0) this.createRecord("issuers", { name: args.zone, type: "CAA", values }, zoneId);
    for (const record of records) {
      this.createRecord(`${record.name}-${record.type.toLowerCase()}`, record, zoneId);
    }
    this.registerOutputs({});
  }

  private createZone({ zone, tags }: DnsArgs): Zone {
    return new Zone(
      this.child("zone"),
      { name: zone, comment: "Managed by Gatehouse", forceDestroy: false, tags },
      // Another zone of this name has other name servers: every name is gone until the registrar follows.
      { parent: this, protect: true },
    );
  }

  private createRecord(
    suffix: string,
    { name, type, values }: Omit<DnsRecord, "type"> & { type: string },
    zoneId: pulumi.Input<string>,
  ): void {
    new RecordSet(
      this.child(suffix),
      { zoneId, name, type, ttl: timeToLive, records: [...values] },
      // What somebody else set is not written over: it is imported first, or removed by whoever set it.
      { parent: this },
    );
  }
}
