import type * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi";

/** A name of the zone and what it leads to. */
export interface DnsRecord {
  /** The whole name, for example `api.app.example`; the zone itself, or a name below it. */
  name: string;
  /**
   * `CNAME` to a host's name, `A` and `AAAA` to addresses (the zone itself cannot be a CNAME), `TXT` to prove to a host
   * that a name is one's own.
   */
  type: "A" | "AAAA" | "CNAME" | "TXT";
  /** One for a CNAME, at least one otherwise. */
  values: readonly pulumi.Input<string>[];
}

/**
 * The records, judged by what DNS allows before anything is declared (RFC 1034, section 3.6.2).
 *
 * @throws RunError naming the record and what to do.
 */
export function checkedRecords(zone: string, records: readonly DnsRecord[]): readonly DnsRecord[] {
  for (const record of records) {
    const trouble = troubleWith(record, zone, records);
    if (trouble) throw new RunError(`The DNS record ${record.name} (${record.type}) ${trouble}`);
  }
  return records;
}

function troubleWith(
  { name, type, values }: DnsRecord,
  zone: string,
  all: readonly DnsRecord[],
): string | undefined {
  if (name !== zone && !name.endsWith(`.${zone}`)) {
    return `does not lie in the zone ${zone}. Name ${zone} or something below it, or give the zone that it lies in.`;
  }
  if (values.length === 0) return "has no value.";
  const same = all.filter((other) => other.name === name);
  if (same.filter((other) => other.type === type).length > 1) {
    return "is given twice. Give one record with all of its values.";
  }
  if (type !== "CNAME") return undefined;
  if (name === zone) {
    return "cannot be: the zone itself holds other records. Use an A record with the host's addresses.";
  }
  if (values.length > 1) return `has ${values.length} values. A CNAME has one.`;
  if (same.length > 1) return "stands beside another record of the same name. A CNAME stands alone.";
  return undefined;
}

/** Who may issue certificates for the zone and all names below it (RFC 8659), and nobody else. */
export function issuers(certificateAuthorities: readonly string[]): string[] {
  for (const authority of certificateAuthorities) {
    if (/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(authority)) continue;
    throw new RunError(
      `The certificate authority ${JSON.stringify(authority)} is not known by its domain. ` +
        "Allowed: the name that it asks for in CAA records, for example letsencrypt.org.",
    );
  }
  return certificateAuthorities.map((authority) => `0 issue "${authority}"`);
}
