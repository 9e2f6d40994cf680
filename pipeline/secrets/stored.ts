import { z } from "zod";
import { askOne, momentOf, type Source, Untold } from "../facts/tell.ts";

const page = z.object({
  total_count: z.int(),
  secrets: z.array(z.object({ name: z.string(), updated_at: z.iso.datetime({ offset: true }) })),
});

/** GitHub keeps at most this many secrets in one environment. */
const most = 100;

/** The names of an environment's secrets, and when each was written last. GitHub shows no values. */
export async function readStored(
  source: Source,
  environment: string,
): Promise<{ name: string; updatedAt: string }[]> {
  const { data } = await askOne(
    source,
    "GET /repos/{owner}/{repo}/environments/{environment_name}/secrets",
    { environment_name: environment, per_page: most },
    page,
  );
  if (data.total_count > data.secrets.length) {
    throw new Untold(`${environment} has ${data.total_count} secrets at GitHub, more than it gives at once.`);
  }
  return data.secrets.map(({ name, updated_at }) => ({ name, updatedAt: momentOf(updated_at) }));
}
