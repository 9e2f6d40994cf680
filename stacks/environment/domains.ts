import type { DnsRecord } from "../../components/dns/records.ts";
import type { Handover } from "../handover.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import { tagsOf } from "../tags.ts";

/** Loads what DNS needs, where the site has a domain in the application's zone. */
export async function loadDns(settings: EnvironmentSettings) {
  return recordsOf(settings).length > 0 ? import("../../components/dns/index.ts") : undefined;
}

/** Leads the site's domain to its host. */
export function declareDomains(
  settings: EnvironmentSettings,
  parts: Awaited<ReturnType<typeof loadDns>>,
  { dnsZoneId }: Handover,
): void {
  const { dns, environment } = settings;
  if (!dns || !parts || dnsZoneId === undefined) return;
  new parts.Dns(`${environment}-domains`, {
    zone: dns.zone,
    zoneId: dnsZoneId,
    records: recordsOf(settings),
    certificateAuthorities: [],
    tags: tagsOf(settings),
  });
}

/** What Vercel's domains lead to (Vercel Docs, "Adding & Configuring a Custom Domain"). */
function recordsOf({ dns, frontend }: EnvironmentSettings): DnsRecord[] {
  const domain = frontend?.domain;
  if (!dns || !domain || !(domain === dns.zone || domain.endsWith(`.${dns.zone}`))) return [];
  return domain === dns.zone
    ? [{ name: domain, type: "A", values: ["76.76.21.21"] }]
    : [{ name: domain, type: "CNAME", values: ["cname.vercel-dns.com"] }];
}
