import { onTestFinished } from "vitest";
import { openBucket } from "../../../platforms/s3/client.ts";
import type { ObjectStore } from "../../../platforms/s3/objects.ts";
import { startS3 } from "../../../sandbox/aws/moto.ts";
import { type S3Proxy, startProxy } from "./proxy.ts";

export const credentials = {
  accessKeyId: "AKIAEXAMPLEEXAMPLE00",
  secretAccessKey: "an example that opens nothing",
  sessionToken: "a session of nobody",
};

export interface Archive {
  proxy: S3Proxy;
  /** Locked for seven years, as the audit component declares it. */
  ledger: ObjectStore;
  index: ObjectStore;
  /** The ledger's bucket without the proxy between. */
  behind: ObjectStore;
}

/** Short enough for tests of a silent S3, long enough for a busy machine. */
const patience = { tries: 2, answerWithin: 3000, pause: 5 };

/** moto's S3 with the archive and the bucket of its index, for one test, behind a proxy. */
export async function startArchive(): Promise<Archive> {
  const { url, close } = await startS3([
    {
      name: "app-audit",
      region: "us-east-1",
      locked: true,
      versioning: "Enabled",
      retention: { mode: "COMPLIANCE", unit: "Days", period: 2557 },
    },
    { name: "app-index", region: "us-east-1", locked: false, versioning: "Enabled" },
  ]);
  // A busy machine takes its time to end a process.
  onTestFinished(close, 60_000);
  const proxy = await startProxy(url);
  const open = (bucket: string, endpoint: string) =>
    openBucket(bucket, { region: "us-east-1", credentials, endpoint }, patience);
  return {
    proxy,
    ledger: open("app-audit", proxy.url),
    index: open("app-index", proxy.url),
    behind: open("app-audit", url),
  };
}
