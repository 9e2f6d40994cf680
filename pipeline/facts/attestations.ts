import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { Facts } from "./facts.ts";
import { Untold } from "./tell.ts";

const run = promisify(execFile);

/** What is asked of each artifact. */
export interface Signer {
  owner: string;
  repository: string;
  /** The workflow file that must have signed, as `.github/workflows/build.yml`. */
  workflow: string;
  /** The commit that must have been built. */
  sha: string;
}

type Attestation = Extract<Facts["attestations"], { value: unknown }>["value"][number];

const failed = z.object({ code: z.union([z.number(), z.string()]), stderr: z.string().optional() });

/** Longer than Sigstore's services take. */
const answerWithin = 60_000;

/**
 * Verifies artifacts by GitHub's own command, which every runner has: it checks the signature, Sigstore's log, and who
 * signed what.
 *
 * @throws Untold where the command is missing or fails for a reason that is not the artifact's.
 */
export async function verifyAttestations(
  artifacts: readonly string[],
  signer: Signer,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Attestation[]> {
  const found: Attestation[] = [];
  for (const artifact of artifacts) found.push(await verifyOne(artifact, signer, environment));
  return found;
}

async function verifyOne(
  artifact: string,
  { owner, repository, workflow, sha }: Signer,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Attestation> {
  const signed = [
    "--repo",
    `${owner}/${repository}`,
    "--signer-workflow",
    `${owner}/${repository}/${workflow}`,
  ];
  try {
    await run("gh", ["attestation", "verify", artifact, ...signed, "--source-digest", sha], {
      env: environment,
      timeout: answerWithin,
    });
    return { artifact, verified: true, why: `Signed by ${workflow} for this commit.` };
  } catch (error) {
    const { data } = failed.safeParse(error);
    const words = lastLine(data?.stderr);
    if (data?.code === "ENOENT") {
      throw new Untold(
        "The command gh is not on this machine, so no attestation can be verified. Install GitHub CLI.",
      );
    }
    // gh exits 1 for whatever went wrong, and says in words whether the artifact or the asking was at fault.
    if (data?.code === 1 && /verif|no attestations|HTTP 404/i.test(words)) {
      return { artifact, verified: false, why: words };
    }
    throw new Untold(
      `The attestation of ${artifact} could not be verified: ${words || "gh gave no answer"}.`,
    );
  }
}

function lastLine(text = ""): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
