import { bringEngine } from "../bring.ts";
import { type FindOptions, type FoundEngine, WayClosed } from "../engine.ts";
import { asDuration, runQuietly } from "../setup/index.mjs";
import { engineVersion } from "../version.ts";

/** Where the Automation API takes its installer from (@pulumi/pulumi, automation/cmd). */
const installer = "https://get.pulumi.com/";
/** How long to wait for a sign of life from there, in milliseconds. */
const reachPatience = 5_000;
/** How long the download of some 200 MB may take, in milliseconds. */
const downloadPatience = 600_000;

/** The official release, by the SDK's own installer. */
export async function fromDownload(options: FindOptions): Promise<FoundEngine> {
  return await bringEngine("download", options, async (folder) => {
    await reachInstaller(options.signal);
    const began = Date.now();
    const tell = () =>
      options.onProgress?.(`downloading Pulumi ${engineVersion}, ${asDuration(Date.now() - began)} so far`);
    tell();
    const ticking = setInterval(tell, 1_000);
    try {
      // In a process of its own: the SDK's installer knows neither a time limit nor a way to stop it.
      const script = new URL("../install-official.ts", import.meta.url).pathname;
      await runQuietly(process.execPath, [script, folder], {
        timeout: downloadPatience,
        signal: options.signal,
      });
    } finally {
      clearInterval(ticking);
    }
  });
}

async function reachInstaller(signal?: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(reachPatience);
  try {
    await fetch(installer, { method: "HEAD", signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    signal?.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new WayClosed(
      `${installer} cannot be reached: ${cause instanceof Error ? cause.message : `${cause}`}`,
    );
  }
}
