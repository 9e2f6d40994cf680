import { z } from "zod";
import { failed, firstLines, type Reading } from "../reading.ts";

const answer = z.object({ integration: z.object({ type: z.string() }) });

/**
 * The type of an integration, by Doppler's own API: its provider has no data source for one (Doppler API, "Retrieve an
 * integration").
 */
export async function readIntegration(
  slug: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Reading<string>> {
  const token = environment["DOPPLER_TOKEN"];
  if (!token) return failed("refused", "DOPPLER_TOKEN is not set");
  const host = environment["DOPPLER_API_HOST"] || "https://api.doppler.com";
  const url = `${host}/v3/integrations/integration?integration=${encodeURIComponent(slug)}`;
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      signal: AbortSignal.timeout(20_000),
    });
    body = await response.json();
  } catch (error) {
    return failed(
      "away",
      `${host} does not answer (${firstLines(error instanceof Error ? error.message : String(error))})`,
    );
  }
  const known = answer.safeParse(body);
  if (response.ok && known.success) return { value: known.data.integration.type };
  if (response.status === 404) return failed("absent", "Doppler knows no integration of that slug");
  const refused = response.status === 401 || response.status === 403;
  return failed(refused ? "refused" : "away", `Doppler answered ${response.status}`);
}
