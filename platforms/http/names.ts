import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";

/** What DNS says of a name. `unknown`: the name servers did not answer, which may be this machine's network. */
export type NameResult =
  | { resolved: readonly string[] }
  | { failed: "missing" | "broken" | "unknown"; reason: string };

/** Asks name servers, and not this machine's own files or caches, for a host's addresses. */
export async function resolveName(
  host: string,
  {
    servers,
    withinMs = 5000,
    tries = 2,
  }: { servers?: readonly string[]; withinMs?: number; tries?: number } = {},
): Promise<NameResult> {
  if (isIP(host)) return { resolved: [host] };
  const resolver = new Resolver({ timeout: withinMs, tries });
  if (servers) resolver.setServers(servers);
  const results = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const resolved = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  if (resolved.length > 0) return { resolved };
  const codes = results.flatMap((result) => (result.status === "rejected" ? [codeOf(result.reason)] : []));
  // A name without IPv6 addresses is usual: the other answer says more.
  const code = codes.find((one) => one !== "ENODATA") ?? "ENODATA";
  if (code === "ENOTFOUND" || code === "ENODATA") {
    return {
      failed: "missing",
      reason: code === "ENODATA" ? "the name has no address" : "there is no such name",
    };
  }
  if (code === "ESERVFAIL" || code === "EREFUSED") {
    return { failed: "broken", reason: `the name server cannot answer for it (${code})` };
  }
  return { failed: "unknown", reason: `no name server answered (${code})` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
