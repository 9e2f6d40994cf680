import type { Certificate } from "../../../platforms/http/certificate.ts";
import type { NameResult } from "../../../platforms/http/names.ts";
import type { Target } from "../../probe/address.ts";
import type { Look, Seen } from "../finding.ts";

export type ReadCertificate = (
  host: string,
  port: number,
  withinMs: number,
) => Promise<Certificate | { failed: string }>;
export type ResolveName = (host: string) => Promise<NameResult>;

const handshakeMs = 10_000;
const dayMs = 24 * 3_600_000;

/** How long a service's certificate is good for (S004-MON-04). */
export function certificateLook(
  { name: subject, address }: Target,
  { days, now, read }: { days: number; now: number; read: ReadCertificate },
): Look {
  return {
    check: "certificates",
    subject,
    async run() {
      const { protocol, hostname, port } = new URL(address);
      if (protocol !== "https:") return { verdict: "no", why: `${hostname} is asked without TLS.` };
      const host = hostname.replace(/^\[|\]$/g, "");
      const found = await read(host, port === "" ? 443 : Number(port), handshakeMs);
      return certificateSeen(hostname, found, { days, now });
    },
  };
}

export function certificateSeen(
  host: string,
  found: Certificate | { failed: string },
  { days, now }: { days: number; now: number },
): Seen {
  if ("failed" in found)
    return { verdict: "unknown", why: `The certificate of ${host} could not be read: ${found.failed}.` };
  const measured = Math.floor((found.validTo - now) / dayMs);
  const measure = { measured, limit: days, unit: "days" } as const;
  const until = new Date(found.validTo).toISOString().slice(0, 10);
  if (measured < 0)
    return { verdict: "no", why: `The certificate of ${host} ended on ${until}.`, ...measure };
  if (found.refused !== undefined) {
    return { verdict: "no", why: `Clients refuse the certificate of ${host}: ${found.refused}.` };
  }
  const why = `The certificate of ${host} is good for ${measured} more days, until ${until}; it must be more than ${days}.`;
  return { verdict: measured > days ? "yes" : "no", why, ...measure };
}

/** Whether a service's name leads somewhere (S004-MON-04). */
export function nameLook({ name: subject, address }: Target, resolve: ResolveName): Look {
  return {
    check: "dns",
    subject,
    async run() {
      const { hostname } = new URL(address);
      const found = await resolve(hostname.replace(/^\[|\]$/g, ""));
      if ("resolved" in found)
        return { verdict: "yes", why: `${hostname} resolves to ${found.resolved.length} addresses.` };
      return { verdict: found.failed === "unknown" ? "unknown" : "no", why: `${hostname}: ${found.reason}.` };
    },
  };
}
